"""Where a fax machine's received pages go: a folder, one TIFF for each call."""

from datetime import UTC, datetime
from pathlib import Path

from PIL import Image

from faxstatus_core.image import FaxMetadata, ReceivedFax
from faxstatus_core.t30.negotiation.selection import Selection
from modem_sim.fax_machine import CallReport


class TiffStore:
    """Each page is safe before it is confirmed; the file gets its name when the call has ended."""

    def __init__(self, folder: Path, name: str) -> None:
        self._folder = folder
        self._name = name
        self._fax: ReceivedFax | None = None
        self._started: datetime | None = None

    def page(self, image: Image.Image, selection: Selection, number: int) -> None:
        """Keep a page. Raises ArchiveError."""
        if self._fax is None:
            self._started = datetime.now(UTC)
            stem = f"{self._name}-{self._started:%Y%m%dT%H%M%SZ}"
            self._fax = ReceivedFax(self._folder, stem)
        self._fax.add_page(image, selection.page.resolution)

    def ended(self, report: CallReport) -> None:
        """Finish the file. Raises ArchiveError."""
        fax, self._fax = self._fax, None
        if fax is not None:
            fax.complete(FaxMetadata(tsid=report.remote_id, started=self._started))
