"""A received fax as the store takes it: what the file and the call tell."""

from datetime import datetime
from pathlib import Path

from PIL import Image

from faxstatus_core.records import FaxPage
from faxstatus_core.status import FaxStatus
from faxstatus_core.store import NewFax


def new_fax(
    path: Path,
    digest: str,
    size: int,
    *,
    device_id: int,
    device_name: str,
    received: datetime,
    complete: bool,
    status: FaxStatus | None = None,
) -> NewFax:
    """The record of the TIFF at ``path``. ``status``: of its call at the end, if that is known."""
    pages = pages_of(path)
    extended = status.extended if status else None
    return NewFax(
        device_id=device_id,
        device_name=device_name,
        received_time=received,
        duration=status.elapsed_time if status else None,
        complete=complete,
        tsid=status.tsid if status else None,
        csid=status.csid if status else None,
        caller_id=(extended.caller_id_number or status.caller_id) if status and extended else None,
        caller_name=extended.caller_id_name if extended else None,
        routing_string=status.routing_string if status else None,
        remote_maker=extended.remote_maker if extended else None,
        pages=pages,
        page_count=len(pages),
        bad_lines=(extended.call_bad_lines or 0) if extended else 0,
        size=size,
        digest=digest,
    )


def pages_of(path: Path) -> tuple[FaxPage, ...]:
    """The pages of a TIFF that this product wrote."""
    pages: list[FaxPage] = []
    with Image.open(path) as fax:
        for index in range(getattr(fax, "n_frames", 1)):
            fax.seek(index)
            across, down = fax.info.get("dpi", (204, 196))
            pages.append(
                FaxPage(
                    number=index + 1,
                    width=fax.width,
                    height=fax.height,
                    dpi_across=round(across),
                    dpi_down=round(down),
                )
            )
    return tuple(pages)
