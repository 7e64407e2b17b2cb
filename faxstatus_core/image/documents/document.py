"""Documents to send: TIFF, PDF, PostScript, PNG, JPEG and plain text, checked when they are opened,
drawn page by page.
"""

import contextlib
import os
import stat
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from PIL import Image

from faxstatus_core.image.documents.bilevel import Binariser
from faxstatus_core.image.documents.kinds import media_type_of, opener_of
from faxstatus_core.image.documents.limits import DocumentLimits
from faxstatus_core.image.documents.paper import Layout, Sheet, lay, native_resolution, paper_of
from faxstatus_core.image.documents.source import OpenPages
from faxstatus_core.image.errors import DocumentError, damage_told
from faxstatus_core.t4.page_format import PageFormat, PageWidth, Resolution

_FINEST = Resolution.PELS_400
_REMEDY_CHANGED = "send it again"


@dataclass(frozen=True, slots=True)
class _Version:
    """What tells whether a file is still the one that was opened."""

    device: int
    inode: int
    size: int
    changed: int

    @classmethod
    def of(cls, status: os.stat_result) -> "_Version":
        return cls(status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns)


@dataclass(frozen=True, slots=True)
class Document:
    """A file that was checked whole, so that no page fails while a call is up.

    ``size`` in octets. Pages are drawn when they are asked for: a document of any length takes the
    memory of one page, and of a few numbers for each.
    """

    path: Path
    size: int
    page_count: int
    limits: DocumentLimits
    _sheets: tuple[Sheet, ...] = field(repr=False)
    _open: OpenPages = field(repr=False)
    _version: _Version = field(repr=False)

    @property
    def name(self) -> str:
        """The file's name without its folder."""
        return self.path.name

    @property
    def media_type(self) -> str:
        """What kind of file it is, such as ``application/pdf``."""
        return media_type_of(self._open)

    def paper(self, index: int) -> PageWidth:
        """The paper for page ``index``, from 0: A4 for narrower pages and those of unknown size."""
        return paper_of(self._sheets[index])

    def native_resolution(self, index: int) -> Resolution:
        """The least resolution that shows all of page ``index``; FINE for text and drawings."""
        return native_resolution(self._sheets[index])

    def page(self, index: int, page_format: PageFormat) -> Image.Image:
        """Page ``index``, from 0: mode ``1``, 255 is white, ``page_format.pels`` wide.

        It has the size of the paper, in the middle, or is smaller if it is wider than the line;
        a page of unknown size is as wide as A4. A bilevel page of exactly these pels stays as it
        is. Raises :class:`DocumentError` if the file has changed since it was opened.
        """
        where = f"{self.path}, page {index + 1}"
        layout = lay(self._sheets[index], page_format)
        self.limits.check_fax(layout.pels, layout.drawn[1], where)
        with _reading(self.path) as file:
            self._check_unchanged(file, where)
            with damage_told(where, _REMEDY_CHANGED):
                bands = self._open(file, self.path, self.limits).draw(index, layout)
                page = _assemble(bands, layout)
            self._check_unchanged(file, where)
        return page

    def _check_unchanged(self, file: BinaryIO, where: str) -> None:
        if _Version.of(os.fstat(file.fileno())) != self._version:
            raise DocumentError(
                "the file has changed since it was opened", where=where, remedy=_REMEDY_CHANGED
            )


def open_document(path: Path, limits: DocumentLimits | None = None) -> Document:
    """Open a document, of a kind that its first octets tell, and check all of it.

    Every page of a TIFF or picture is decoded once; of PDF the structure and the pages' sizes are
    checked; PostScript is run once. Raises :class:`DocumentError` for a file that is missing, of an
    unknown kind, damaged, truncated, without a page, or beyond ``limits``.
    """
    limits = limits or DocumentLimits()
    with _reading(path) as file:
        version = _Version.of(os.fstat(file.fileno()))
        if version.size > limits.octets:
            raise DocumentError(
                f"the file has {version.size:,} octets, at most {limits.octets:,} are taken",
                where=str(path),
                remedy="split the document",
            )
        with damage_told(str(path), "save the document again"):
            opener = opener_of(file.read(1024), path)
            file.seek(0)
            sheets = tuple(_checked(opener(file, path, limits).sheets(), path, limits))
    return Document(path, version.size, len(sheets), limits, sheets, opener, version)


def _checked(sheets: Iterator[Sheet], path: Path, limits: DocumentLimits) -> Iterator[Sheet]:
    """Every page can be sent, at any resolution."""
    count, pixels = 0, 0
    for sheet in sheets:
        count += 1
        limits.check_count(count, str(path))
        layout = lay(sheet, PageFormat(_FINEST, paper_of(sheet)))
        limits.check_fax(layout.pels, layout.drawn[1], f"{path}, page {count}")
        across, down = sheet.pels or (0, 0)
        pixels += across * down
        if pixels > limits.total_pixels:
            raise DocumentError(
                f"more than {limits.total_pixels:,} pixels in all",
                where=str(path),
                remedy="split the document",
            )
        yield sheet
    if not count:
        raise DocumentError(
            "the document has no page", where=str(path), remedy="give a document with a page"
        )


def _assemble(bands: Iterator[Image.Image], layout: Layout) -> Image.Image:
    """The page of its bands, black and white."""
    page: Image.Image | None = None
    sheet = layout.sheet
    upright = layout.drawn[::-1] if layout.turned else layout.drawn
    scale = min(a / b for a, b in zip(upright, sheet.pels or upright, strict=True))
    binariser = Binariser(layout.dpi, bilevel=sheet.bilevel, scale=scale)
    top = 0
    for band in bands:
        if page is None:  # only now: until then the whole stored page may be in memory
            page = Image.new("1", (layout.pels, layout.drawn[1]), 255)
        page.paste(binariser.feed(band), (layout.left, top))
        top += band.height
    if page is None or top != layout.drawn[1]:
        raise ValueError("lines are missing")
    return page


@contextlib.contextmanager
def _reading(path: Path) -> Iterator[BinaryIO]:
    remedy = "give the path of a file that you may read"
    try:
        # Without waiting: a named pipe would wait for its writer.
        number = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except (OSError, ValueError) as error:  # ValueError: a path with a NUL
        reason = getattr(error, "strerror", None) or error
        raise DocumentError(
            f"cannot read the file: {reason}", where=str(path), remedy=remedy
        ) from error
    if not stat.S_ISREG(os.fstat(number).st_mode):
        os.close(number)
        raise DocumentError("not a file", where=str(path), remedy=remedy)
    with os.fdopen(number, "rb") as file, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # damage is told by errors
        yield file
