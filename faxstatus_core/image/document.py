"""Documents to send: TIFF files, checked when they are opened, read page by page."""

import contextlib
import stat
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, TiffImagePlugin

from faxstatus_core.image.errors import DocumentError
from faxstatus_core.image.page import DocumentLimits, check_page, to_fax_page
from faxstatus_core.t4.page_format import Resolution

_TIFF_MAGIC = (b"II*\x00", b"MM\x00*", b"II+\x00", b"MM\x00+")


@dataclass(frozen=True, slots=True)
class Document:
    """A file whose every page was decoded once, so that none can fail while a call is up.

    ``size`` in octets. Pages are read again when they are asked for: a document of any length
    takes the memory of one page.
    """

    path: Path
    size: int
    page_count: int
    limits: DocumentLimits

    @property
    def name(self) -> str:
        """The file's name without its folder."""
        return self.path.name

    def page(self, index: int, resolution: Resolution) -> Image.Image:
        """Page ``index``, from 0: mode ``1``, 1728 wide, 255 is white, at ``resolution``.

        Raises :class:`DocumentError` if the file has changed since it was opened.
        """
        with _open_tiff(self.path) as tiff, _reading(self.path, index):
            tiff.seek(index)
            return to_fax_page(tiff, resolution, self.limits, f"{self.path}, page {index + 1}")


def open_document(path: Path, limits: DocumentLimits | None = None) -> Document:
    """Open a multi-page TIFF of any depth, colour and resolution, and check all of it.

    Raises :class:`DocumentError` for a file that is missing, no TIFF, damaged, truncated, without
    a page, or beyond ``limits``.
    """
    limits = limits or DocumentLimits()
    size = _check_file(path)
    with _open_tiff(path) as tiff:
        count = _count_pages(tiff, path, limits)
        for index in range(count):
            with _reading(path, index):
                tiff.seek(index)
                check_page(tiff, limits, f"{path}, page {index + 1}")
    return Document(path, size, count, limits)


def _count_pages(tiff: TiffImagePlugin.TiffImageFile, path: Path, limits: DocumentLimits) -> int:
    """Follow the directories of the pages, but no further than the limit."""
    for index in range(limits.pages + 1):
        with _reading(path, index), _whole_directories():
            try:
                tiff.seek(index)
            except EOFError:
                return index
    raise DocumentError(
        f"more than {limits.pages} pages, the most that are sent at once",
        where=str(path),
        remedy="split the document",
    )


def _check_file(path: Path) -> int:
    """The size of a file that begins like a TIFF."""
    remedy = "give the path of a TIFF file that you may read"
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):  # opening a named pipe would wait for its writer
            raise DocumentError("not a file", where=str(path), remedy=remedy)
        with path.open("rb") as file:
            magic = file.read(4)
    except (OSError, ValueError) as error:  # ValueError: a path with a NUL
        reason = getattr(error, "strerror", None) or error
        raise DocumentError(
            f"cannot read the file: {reason}", where=str(path), remedy=remedy
        ) from error
    if magic not in _TIFF_MAGIC:
        raise DocumentError(
            "not a TIFF file", where=str(path), remedy="convert it to TIFF before sending"
        )
    return status.st_size


@contextlib.contextmanager
def _open_tiff(path: Path) -> Iterator[TiffImagePlugin.TiffImageFile]:
    with _reading(path, None), _whole_directories():
        tiff = Image.open(path, formats=["TIFF"])
    if not isinstance(tiff, TiffImagePlugin.TiffImageFile):
        raise DocumentError("not a TIFF file", where=str(path))
    with tiff:
        yield tiff


@contextlib.contextmanager
def _whole_directories() -> Iterator[None]:
    """Where the file ends within a page's directory, Pillow warns and forgets the pages after it:
    an error here, inside :func:`_reading`.
    """
    with warnings.catch_warnings():
        warnings.filterwarnings("error", message="Corrupt EXIF data|Truncated File Read")
        yield


@contextlib.contextmanager
def _reading(path: Path, index: int | None) -> Iterator[None]:
    """Pillow reports damage by many kinds of exception, and by warnings: all become one."""
    where = str(path) if index is None else f"{path}, page {index + 1}"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except DocumentError:
        raise
    except Image.DecompressionBombError as error:
        raise DocumentError(
            "the page has too many pixels", where=where, remedy="scan it at a lower resolution"
        ) from error
    except Exception as error:
        raise DocumentError(
            f"the file is damaged or truncated: {error}",
            where=where,
            remedy="save the document as TIFF again",
        ) from error
