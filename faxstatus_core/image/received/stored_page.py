"""A page of a finished fax, or of a document to be sent, as PNG."""

import io
from pathlib import Path

from PIL import Image

from faxstatus_core.image.errors import ArchiveError

_QUICK = 1


def stored_page_png(tiff: Path, number: int, across: int | None = None) -> bytes:
    """Page ``number``, from 1, of a TIFF from ``ReceivedFax``. See :func:`page_png`.

    Raises ArchiveError where there is no such page, or no such file.
    """
    try:
        with Image.open(tiff) as fax:
            fax.seek(number - 1)
            dpi = fax.info.get("dpi", (204, 196))
            return page_png(fax, (float(dpi[0]), float(dpi[1])), across)
    except (OSError, EOFError, ValueError) as error:
        raise ArchiveError(f"page {number} cannot be read: {error}", where=tiff.name) from error


def page_png(page: Image.Image, dpi: tuple[float, float], across: int | None = None) -> bytes:
    """``page`` in greys with square pixels, ``across`` of them wide; None: as wide as it is."""
    across = min(across or page.width, page.width)
    down = max(1, round(page.height * across / page.width * dpi[0] / dpi[1]))
    file = io.BytesIO()
    grey = page.convert("L").resize((across, down), Image.Resampling.BOX)
    grey.save(file, "PNG", compress_level=_QUICK)
    return file.getvalue()
