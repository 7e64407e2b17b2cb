"""Writing fax pages as a multi-page TIFF: Group 3, min-is-white, one strip a page (TIFF class F).

Pillow inverts mode ``1`` pel by pel when it is asked for min-is-white, which takes a third of a
second for a page; so the strips are made by the T.4 encoder and only framed here. A strip that was
written is copied from file to file as it is.
"""

import struct
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from PIL import Image
from PIL.TiffImagePlugin import ImageFileDirectory_v2, TiffImageFile

from faxstatus_core.t4.encode import encode_mh
from faxstatus_core.t4.page_format import PAGE_WIDTH, Resolution

_HEADER = b"II*\x00"
_IMAGE_WIDTH, _IMAGE_LENGTH, _BITS_PER_SAMPLE, _COMPRESSION, _PHOTOMETRIC = 256, 257, 258, 259, 262
_FILL_ORDER, _STRIP_OFFSETS, _SAMPLES_PER_PIXEL, _ROWS_PER_STRIP = 266, 273, 277, 278
_STRIP_BYTE_COUNTS, _X_RESOLUTION, _Y_RESOLUTION, _T4_OPTIONS = 279, 282, 283, 292
_RESOLUTION_UNIT, _NEW_SUBFILE_TYPE = 296, 254
_GROUP_3, _MIN_IS_WHITE, _LEAST_SIGNIFICANT_FIRST, _INCH, _PAGE = 3, 0, 2, 2, 2
_FORM = {
    _BITS_PER_SAMPLE: (1,),
    _COMPRESSION: _GROUP_3,
    _PHOTOMETRIC: _MIN_IS_WHITE,
    _FILL_ORDER: _LEAST_SIGNIFICANT_FIRST,
    _SAMPLES_PER_PIXEL: 1,
    _T4_OPTIONS: 0,
}
"""What the tags of every page say, and with that what its strip is."""


@dataclass(frozen=True, slots=True)
class CodedPage:
    """A page as a file has it: ``strip`` is its T.4 data, ``size`` its pels across and lines."""

    strip: bytes
    size: tuple[int, int]
    resolution: Resolution


class FaxTiffWriter:
    """Appends pages to ``file``, which is empty, writable and seekable. Nothing stays in memory."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._link = len(_HEADER)
        file.write(_HEADER + struct.pack("<L", 0))

    def add_page(self, image: Image.Image, resolution: Resolution, texts: dict[int, str]) -> None:
        """Append ``image``, mode ``1``, 1728 wide, with ``texts`` (ASCII, by number) as tags."""
        self.add_coded_page(CodedPage(encode_mh(image), image.size, resolution), texts)

    def add_coded_page(self, page: CodedPage, texts: dict[int, str]) -> None:
        """Append a page that is coded already."""
        ifd = ImageFileDirectory_v2(prefix=b"II")
        ifd[_NEW_SUBFILE_TYPE] = _PAGE
        for tag, value in _FORM.items():
            ifd[tag] = value
        ifd[_IMAGE_WIDTH], ifd[_IMAGE_LENGTH] = page.size
        ifd[_STRIP_OFFSETS] = 0  # from the end of the directory: Pillow makes it absolute
        ifd[_ROWS_PER_STRIP] = page.size[1]
        ifd[_STRIP_BYTE_COUNTS] = len(page.strip)
        ifd[_X_RESOLUTION], ifd[_Y_RESOLUTION] = page.resolution.dpi
        ifd[_RESOLUTION_UNIT] = _INCH
        for tag, text in texts.items():
            ifd[tag] = text
        self._append(ifd, page.strip)

    def _append(self, ifd: ImageFileDirectory_v2, strip: bytes) -> None:
        position = self._file.tell()
        self._file.write(ifd.tobytes(position) + strip)
        self._file.write(b"\x00" * (self._file.tell() % 2))
        end = self._file.tell()
        self._file.seek(self._link)
        self._file.write(struct.pack("<L", position))
        self._file.seek(end)
        # The link to the next directory follows the entries: two octets of count, twelve each.
        self._link = position + 2 + 12 * len(ifd)


def read_coded_page(path: Path) -> CodedPage:
    """The page of a file to which :class:`FaxTiffWriter` wrote one, without decoding it.

    Raises ValueError for anything else that is a TIFF, and for data that is cut off; otherwise
    what Pillow raises for damage.
    """
    with Image.open(path, formats=["TIFF"]) as tiff:
        assert isinstance(tiff, TiffImageFile)
        tags, size, resolution = tiff.tag_v2, tiff.size, _resolution_of(tiff)
        form = {**_FORM, _IMAGE_WIDTH: PAGE_WIDTH, _ROWS_PER_STRIP: size[1]}
        if any(tags.get(tag) != value for tag, value in form.items()):
            raise ValueError("not a page of the form that is written here")
        (offset,), (count,) = tags[_STRIP_OFFSETS], tags[_STRIP_BYTE_COUNTS]
    octets = path.read_bytes()
    if len(octets) != offset + count + (offset + count) % 2:
        raise ValueError("its data is cut off, or more follows")
    return CodedPage(octets[offset : offset + count], size, resolution)


def _resolution_of(tiff: TiffImageFile) -> Resolution:
    dpi = tuple(round(each) for each in tiff.info["dpi"])
    for resolution in Resolution:
        if resolution.dpi == dpi:
            return resolution
    raise ValueError(f"no fax has {dpi[0]} by {dpi[1]} pels an inch")
