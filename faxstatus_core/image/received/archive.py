"""Received faxes on disk: each page is safe before it is confirmed, each fax appears whole."""

import logging
import os
from collections.abc import Sequence
from pathlib import Path

from PIL import Image

from faxstatus_core.image.errors import ArchiveError
from faxstatus_core.image.received.durable import (
    is_published,
    make_folder,
    publish,
    storing,
    sync,
)
from faxstatus_core.image.received.fax_pdf import write_pdf
from faxstatus_core.image.received.fax_tiff import CodedPage, FaxTiffWriter
from faxstatus_core.image.received.group4 import encode_strip, rows_of
from faxstatus_core.image.received.metadata import FaxMetadata, PageQuality
from faxstatus_core.image.received.part_folder import DamagedPageError, PartFolder, numbered
from faxstatus_core.image.received.stem import began_of
from faxstatus_core.image.received.tiff_tags import PAGE_NUMBER, page_tags
from faxstatus_core.t4.decode import DecodedPage
from faxstatus_core.t4.page_format import Resolution

logger = logging.getLogger(__name__)

_RECOVERED = "recovered: the program ended during the call"
_MOST_NAMES = 10_000


class ReceivedFax:
    """The pages of one call, collected in a folder ``.{stem}.part`` until :meth:`complete`.

    With ``pdf`` it becomes a PDF too, beside the TIFF.
    """

    def __init__(self, directory: Path, stem: str, *, pdf: bool = False) -> None:
        """Raises :class:`ArchiveError` if ``directory`` cannot be written."""
        self._directory = directory
        self._stem = stem
        self._pdf = pdf
        self._part: PartFolder | None = None
        self.page_count = 0
        """Pages that are safe on disk."""
        _check_writable(directory)

    def add_page(self, image: Image.Image, resolution: Resolution) -> Path:
        """Write a page in mode ``1``; when this returns, it survives a power failure.

        Raises :class:`ArchiveError`; then the page is not there.
        """
        return self._add(rows_of(image), image.width, resolution, None)

    def add_decoded_page(
        self, page: DecodedPage, resolution: Resolution, quality: PageQuality | None = None
    ) -> Path:
        """The same for a page that was received: no image is made of it.

        ``quality`` says more than ``page`` does: how it was sent.
        """
        return self._add(page.rows, page.width, resolution, quality or PageQuality.of(page))

    def _add(
        self, rows: Sequence[bytes], width: int, resolution: Resolution, quality: PageQuality | None
    ) -> Path:
        if not rows:
            raise ArchiveError("the page has no lines", where=self._stem, remedy="leave it out")
        page = CodedPage(encode_strip(rows, width), (width, len(rows)), resolution, quality)
        with storing(self._directory):
            if self._part is None:
                self._part = PartFolder.make(self._directory, self._stem, pdf=self._pdf)
            path = self._part.page_path(self.page_count + 1)
            temporary = path.with_suffix(".tmp")
            with temporary.open("wb") as file:
                FaxTiffWriter(file).add_coded_page(page, {PAGE_NUMBER: (self.page_count, 0)})
            sync(temporary)
            temporary.rename(path)
            try:
                sync(self._part.path)
                sync(self._directory)
            except OSError:
                path.unlink(missing_ok=True)  # not confirmed, so not part of the fax
                raise
        self.page_count += 1
        return path

    def complete(self, metadata: FaxMetadata | None = None) -> Path | None:
        """Make one TIFF of the pages and return its path; None if there are none.

        The file appears whole under its name, and never in the place of another; so does the PDF.
        Raises :class:`ArchiveError`; then the pages stay where they are. A PDF that cannot be made
        is only logged: the fax is there.
        """
        if self._part is None:
            return None
        open_part, self._part = self._part, None
        with open_part as part:
            if self.page_count == 0:
                part.remove()
                return None
            return _assemble(part, self._directory, self._stem, metadata or FaxMetadata())


def open_archive(directory: Path) -> list[Path]:
    """Make ``directory`` if it is missing, and finish what a killed process left there.

    Returns the faxes that were finished. Raises :class:`ArchiveError`.
    """
    with storing(directory):
        make_folder(directory)
    _check_writable(directory)
    return recover(directory)


def recover(directory: Path) -> list[Path]:
    """Finish the faxes that a process left unfinished in ``directory``; their paths.

    Those of calls that are still going on are left alone, and so is a fax with a page that cannot
    be read any more, for a person to look at. Raises :class:`ArchiveError`.
    """
    recovered: list[Path] = []
    for path in PartFolder.left_in(directory):
        try:
            folder = PartFolder(path)
        except OSError:
            continue  # in use, or gone
        with folder as part:
            if is_published(part.assembled):  # its process died before it could clean up
                _finish_pdf(part, directory)
                part.remove()
                continue
            if not part.page_paths:
                part.remove()
                continue
            try:
                # The time is also what tells two calls with the same pages apart.
                known = FaxMetadata(note=_RECOVERED, started=began_of(part.stem))
                recovered.append(_assemble(part, directory, part.stem, known))
            except DamagedPageError as error:
                logger.warning("not recovered: %s", error)
    return recovered


def _check_writable(directory: Path) -> None:
    if not directory.is_dir() or not os.access(directory, os.W_OK):
        raise ArchiveError(
            "not a folder that can be written to",
            where=str(directory),
            remedy="make it, or name another",
        )


def _assemble(part: PartFolder, directory: Path, stem: str, metadata: FaxMetadata) -> Path:
    paths = part.page_paths
    with storing(part.path):
        part.assembled.unlink(missing_ok=True)
        part.pdf.unlink(missing_ok=True)
        with part.assembled.open("wb") as file:
            writer = FaxTiffWriter(file)
            for index, path in enumerate(paths):
                tags = page_tags(index, len(paths), metadata)
                writer.add_coded_page(part.read_page(path), tags)
        sync(part.assembled)
        if part.wants_pdf:
            _make_pdf(part, metadata)
        sync(part.path)  # it is what tells, after a power failure, that the fax has its name
        tiff = _publish_tiff(part, directory, stem)
        if part.pdf.exists():
            _publish_pdf(part, tiff)
        sync(directory)
        part.remove()
    return tiff


def _make_pdf(part: PartFolder, metadata: FaxMetadata) -> None:
    try:
        write_pdf(part.assembled, part.pdf, metadata)
    except Exception as error:  # whatever it is, the fax itself is not to suffer
        expected = isinstance(error, ArchiveError)
        logger.warning("no PDF is made of a fax: %s", error, exc_info=not expected)


def _publish_tiff(part: PartFolder, directory: Path, stem: str) -> Path:
    """Give the finished fax a name that is free, for a PDF also if there is one."""
    for number in range(1, _MOST_NAMES):
        path = directory / f"{numbered(stem, number)}.tif"
        if part.pdf.exists() and path.with_suffix(".pdf").exists():
            continue
        try:
            publish(part.assembled, path)
        except FileExistsError:
            continue
        return path
    raise ArchiveError("no free name", where=str(directory / stem))


def _publish_pdf(part: PartFolder, tiff: Path) -> None:
    """Give the PDF the name that ``tiff`` has: whoever has the one has the other."""
    try:
        publish(part.pdf, tiff.with_suffix(".pdf"))
    except OSError as error:
        logger.warning("%s: has no PDF: %s", tiff, error)


def _finish_pdf(part: PartFolder, directory: Path) -> None:
    """The fax has its name; its PDF, if there is one, has it perhaps not."""
    if not part.pdf.exists() or is_published(part.pdf):
        return
    with storing(directory):
        for path in directory.glob("*.tif"):
            if path.samefile(part.assembled):
                _publish_pdf(part, path)
                sync(directory)
                return
