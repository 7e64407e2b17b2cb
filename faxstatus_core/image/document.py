"""Documents to send: TIFF files, checked when they are opened, read page by page."""

import contextlib
import os
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, TiffImagePlugin

from faxstatus_core.image.errors import DocumentError
from faxstatus_core.image.page import DocumentLimits, to_fax_page
from faxstatus_core.image.resolution import Resolution

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
        with _reading(path, 0):
            count = getattr(tiff, "n_frames", 1)
        if count > limits.pages:
            raise DocumentError(
                f"{count} pages, at most {limits.pages} are sent at once",
                where=str(path),
                remedy="split the document",
            )
        for index in range(count):
            where = f"{path}, page {index + 1}"
            with _reading(path, index):
                tiff.seek(index)
                limits.check(*tiff.size, where)
                tiff.load()
    return Document(path, size, count, limits)


def _check_file(path: Path) -> int:
    """The size of a file that begins like a TIFF."""
    try:
        with path.open("rb") as file:
            magic = file.read(4)
            size = os.fstat(file.fileno()).st_size
    except OSError as error:
        raise DocumentError(
            f"cannot read the file: {error.strerror}",
            where=str(path),
            remedy="give the path of a TIFF file that you may read",
        ) from error
    if magic not in _TIFF_MAGIC:
        raise DocumentError(
            "not a TIFF file", where=str(path), remedy="convert it to TIFF before sending"
        )
    return size


@contextlib.contextmanager
def _open_tiff(path: Path) -> Iterator[TiffImagePlugin.TiffImageFile]:
    with _reading(path, None):
        tiff = Image.open(path, formats=["TIFF"])
    if not isinstance(tiff, TiffImagePlugin.TiffImageFile):
        raise DocumentError("not a TIFF file", where=str(path))
    with tiff:
        yield tiff


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
