"""Writing fax pages as a multi-page TIFF: Group 4, min-is-white, one strip a page.

Pillow inverts mode ``1`` pel by pel when it is asked for min-is-white, which takes a third of a
second for a page; so the strips are made by the T.6 encoder and only framed here. A strip that was
written is copied from file to file as it is.
"""

import os
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from PIL import Image
from PIL.TiffImagePlugin import ImageFileDirectory_v2, TiffImageFile

from faxstatus_core.image.received.group4 import encode_strip, rows_of
from faxstatus_core.image.received.metadata import PageQuality
from faxstatus_core.image.received.tiff_tags import LONGS, TagValue, quality_tags, read_quality
from faxstatus_core.t4.page_format import PageWidth, Resolution

_HEADER = b"II*\x00"
_IMAGE_WIDTH, _IMAGE_LENGTH, _BITS_PER_SAMPLE, _COMPRESSION, _PHOTOMETRIC = 256, 257, 258, 259, 262
_FILL_ORDER, _STRIP_OFFSETS, _SAMPLES_PER_PIXEL, _ROWS_PER_STRIP = 266, 273, 277, 278
_STRIP_BYTE_COUNTS, _X_RESOLUTION, _Y_RESOLUTION, _T6_OPTIONS = 279, 282, 283, 293
_RESOLUTION_UNIT, _NEW_SUBFILE_TYPE = 296, 254
_GROUP_4, _MIN_IS_WHITE, _MOST_SIGNIFICANT_FIRST, _INCH, _PAGE = 4, 0, 1, 2, 2
_FORM = {
    _BITS_PER_SAMPLE: (1,),
    _COMPRESSION: _GROUP_4,
    _PHOTOMETRIC: _MIN_IS_WHITE,
    _FILL_ORDER: _MOST_SIGNIFICANT_FIRST,
    _SAMPLES_PER_PIXEL: 1,
    _T6_OPTIONS: 0,
}
"""What the tags of every page say, and with that what its strip is."""
_TYPE_LONG = 4


@dataclass(frozen=True, slots=True)
class CodedPage:
    """A page as a file has it: ``strip`` is its T.6 data, ``size`` its pels across and lines."""

    strip: bytes
    size: tuple[int, int]
    resolution: Resolution
    quality: PageQuality | None = None


class FaxTiffWriter:
    """Appends pages to ``file``, which is empty, writable and seekable. Nothing stays in memory."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._link = len(_HEADER)
        file.write(_HEADER + struct.pack("<L", 0))

    def add_page(
        self, image: Image.Image, resolution: Resolution, tags: Mapping[int, TagValue]
    ) -> None:
        """Append ``image``, mode ``1``, with ``tags`` by their numbers; texts are ASCII."""
        strip = encode_strip(rows_of(image), image.width)
        self.add_coded_page(CodedPage(strip, image.size, resolution), tags)

    def add_coded_page(self, page: CodedPage, tags: Mapping[int, TagValue]) -> None:
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
        if page.quality is not None:
            tags = quality_tags(page.quality, page.resolution, page.size[0]) | dict(tags)
        for tag, value in tags.items():
            if tag in LONGS:
                ifd.tagtype[tag] = _TYPE_LONG
            ifd[tag] = value
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
    with path.open("rb") as file:
        page = next(_coded_pages(file))
        if file.tell() + file.tell() % 2 != os.fstat(file.fileno()).st_size:
            raise ValueError("its data is cut off, or more follows")
    return page


def read_coded_pages(path: Path) -> Iterator[CodedPage]:
    """Each page that :class:`FaxTiffWriter` wrote, one in memory at a time. Raises the same."""
    with path.open("rb") as file:
        yield from _coded_pages(file)


def _coded_pages(file: BinaryIO) -> Iterator[CodedPage]:
    """The pages; ``file`` is at the end of a page's strip when that is given."""
    with TiffImageFile(file) as tiff:
        for index in range(tiff.n_frames):
            tiff.seek(index)
            tags, size, resolution = tiff.tag_v2, tiff.size, _resolution_of(tiff)
            form = {**_FORM, _ROWS_PER_STRIP: size[1]}
            widths = [resolution.pels(width) for width in PageWidth]
            if size[0] not in widths or any(tags.get(tag) != form[tag] for tag in form):
                raise ValueError("not a page of the form that is written here")
            (offset,), (count,) = tags[_STRIP_OFFSETS], tags[_STRIP_BYTE_COUNTS]
            file.seek(offset)
            strip = file.read(count)
            if len(strip) != count or offset % 2:  # strips begin at even offsets
                raise ValueError("its data is cut off")
            yield CodedPage(strip, size, resolution, read_quality(tags, size[1]))


def _resolution_of(tiff: TiffImageFile) -> Resolution:
    dpi = tuple(round(each) for each in tiff.info["dpi"])
    for resolution in Resolution:
        if resolution.dpi == dpi:
            return resolution
    raise ValueError(f"no fax has {dpi[0]} by {dpi[1]} pels an inch")
