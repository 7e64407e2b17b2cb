"""A received fax as PDF: the T.6 data of the TIFF as it is, and what is known of the call.

pikepdf writes it: well kept, typed, with wheels, and it takes coded data and XMP as they are;
Pillow would decode every page and code it anew, and knows no metadata beyond the old dictionary.
"""

import math
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import pikepdf
from pikepdf import Array, Dictionary, Name

from faxstatus_core.image.errors import ArchiveError
from faxstatus_core.image.received.durable import publish, storing, sync
from faxstatus_core.image.received.fax_tiff import CodedPage, read_coded_pages
from faxstatus_core.image.received.metadata import FaxMetadata, harmless

_POINTS_PER_INCH = 72
_VERSION = "1.6"  # the first with UserUnit
_SHORTEST_SIDE, _LONGEST_SIDE = 3, 14_400
"""Units of a page's side (ISO 32000-1, Annex C); longer ones need larger units."""


def write_pdf(tiff: Path, pdf: Path, metadata: FaxMetadata | None = None) -> None:
    """Make ``pdf`` of a TIFF from :class:`ReceivedFax`; it appears whole, and is on the disk.

    Raises :class:`ArchiveError` if ``tiff`` is no such file, if it cannot be stored, and if there
    is a ``pdf`` already.
    """
    temporary = pdf.with_name(f".{pdf.name}.{secrets.token_hex(8)}.tmp")
    with storing(pdf):
        try:
            with temporary.open("xb") as file:
                _write(tiff, file, metadata or FaxMetadata())
            sync(temporary)
            publish(temporary, pdf)
            sync(pdf.parent)
        except FileExistsError as error:
            raise ArchiveError(
                "there is a file of this name", where=str(pdf), remedy="give another name"
            ) from error
        finally:
            temporary.unlink(missing_ok=True)


def _write(tiff: Path, file: BinaryIO, metadata: FaxMetadata) -> None:
    """All pages are in memory until they are written, coded as they are in ``tiff``."""
    with pikepdf.new() as pdf:
        bad_lines = 0
        for page in _pages(tiff):
            _add_page(pdf, page)
            bad_lines += page.quality.bad_lines if page.quality else 0
        _describe(pdf, metadata, _subject(metadata, len(pdf.pages), bad_lines))
        pdf.save(file, min_version=_VERSION)


def _pages(tiff: Path) -> Iterator[CodedPage]:
    try:
        yield from read_coded_pages(tiff)
    except OSError as error:
        if error.errno is not None:  # of the disk; Pillow has others for damage
            raise
        raise _not_ours(tiff, error) from error
    except Exception as error:  # Pillow reports damage by many kinds
        raise _not_ours(tiff, error) from error


def _not_ours(tiff: Path, error: Exception) -> ArchiveError:
    return ArchiveError(
        f"not a received fax: {error}", where=str(tiff), remedy="give a TIFF from the archive"
    )


def _add_page(pdf: pikepdf.Pdf, page: CodedPage) -> None:
    width, lines = page.size
    image = pikepdf.Stream(
        pdf,
        page.strip,
        Type=Name.XObject,
        Subtype=Name.Image,
        Width=width,
        Height=lines,
        ColorSpace=Name.DeviceGray,
        BitsPerComponent=1,
        Filter=Name.CCITTFaxDecode,
        DecodeParms=Dictionary(K=-1, Columns=width, Rows=lines, BlackIs1=False),
    )
    points = [
        pels * _POINTS_PER_INCH / dpi
        for pels, dpi in zip(page.size, page.resolution.dpi, strict=True)
    ]
    unit = max(1, math.ceil(max(points) / _LONGEST_SIDE))
    across, up = (round(side / unit, 3) for side in points)
    height = max(up, _SHORTEST_SIDE)
    shown = f"q {across} 0 0 {up} 0 {round(height - up, 3)} cm /Page Do Q"
    pdf.pages.append(
        pikepdf.Page(
            Dictionary(
                Type=Name.Page,
                MediaBox=Array([0, 0, across, height]),
                UserUnit=unit,
                Resources=Dictionary(XObject=Dictionary(Page=image)),
                Contents=pdf.make_stream(shown.encode()),
            )
        )
    )


def _describe(pdf: pikepdf.Pdf, metadata: FaxMetadata, subject: str) -> None:
    """Document information and XMP; pikepdf copies the one from the other."""
    with pdf.open_metadata(set_pikepdf_as_editor=False) as xmp:
        xmp["dc:title"] = metadata.title
        xmp["dc:description"] = subject
        if metadata.sender:
            xmp["dc:creator"] = [metadata.sender]
        xmp["xmp:CreatorTool"] = "faxstatus"
        xmp["pdf:Producer"] = "faxstatus"
        if metadata.started:
            xmp["xmp:CreateDate"] = metadata.started.isoformat(timespec="seconds")


def _subject(metadata: FaxMetadata, pages: int, bad_lines: int) -> str:
    """What is known, in words."""
    facts = [f"{pages} page{'s' * (pages != 1)}"]
    if bad_lines:
        facts.append(f"{bad_lines} bad line{'s' * (bad_lines != 1)}")
    for name, text in (
        ("from", metadata.tsid),
        ("to", metadata.csid),
        ("caller", metadata.caller_id),
        ("subaddress", metadata.sub_address),
        ("machine", metadata.maker),
    ):
        if known := harmless(text):
            facts.append(f"{name} {known}")
    if metadata.duration is not None:
        facts.append(f"{metadata.duration:.0f} s")
    return ", ".join(facts)
