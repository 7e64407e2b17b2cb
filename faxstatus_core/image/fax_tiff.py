"""Writing fax pages as a multi-page TIFF: Group 3, min-is-white, one strip a page (TIFF class F).

Pillow inverts mode ``1`` pel by pel when it is asked for min-is-white, which takes a third of a
second for a page; so the strips are made by the T.4 encoder and only framed here.
"""

import struct
from typing import BinaryIO

from PIL import Image
from PIL.TiffImagePlugin import ImageFileDirectory_v2

from faxstatus_core.image.resolution import Resolution
from faxstatus_core.image.t4_encode import encode_mh

_HEADER = b"II*\x00"
_IMAGE_WIDTH, _IMAGE_LENGTH, _BITS_PER_SAMPLE, _COMPRESSION, _PHOTOMETRIC = 256, 257, 258, 259, 262
_FILL_ORDER, _STRIP_OFFSETS, _SAMPLES_PER_PIXEL, _ROWS_PER_STRIP = 266, 273, 277, 278
_STRIP_BYTE_COUNTS, _X_RESOLUTION, _Y_RESOLUTION, _T4_OPTIONS = 279, 282, 283, 292
_RESOLUTION_UNIT, _NEW_SUBFILE_TYPE = 296, 254
_GROUP_3, _MIN_IS_WHITE, _LEAST_SIGNIFICANT_FIRST, _INCH, _PAGE = 3, 0, 2, 2, 2


class FaxTiffWriter:
    """Appends pages to ``file``, which is empty, writable and seekable. Nothing stays in memory."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._link = len(_HEADER)
        file.write(_HEADER + struct.pack("<L", 0))

    def add_page(self, image: Image.Image, resolution: Resolution, texts: dict[int, str]) -> None:
        """Append ``image``, mode ``1``, with ``texts`` in its tags (ASCII, by tag number)."""
        strip = encode_mh(image)
        ifd = ImageFileDirectory_v2(prefix=b"II")
        ifd[_NEW_SUBFILE_TYPE] = _PAGE
        ifd[_IMAGE_WIDTH], ifd[_IMAGE_LENGTH] = image.size
        ifd[_BITS_PER_SAMPLE] = ifd[_SAMPLES_PER_PIXEL] = 1
        ifd[_COMPRESSION] = _GROUP_3
        ifd[_PHOTOMETRIC] = _MIN_IS_WHITE
        ifd[_FILL_ORDER] = _LEAST_SIGNIFICANT_FIRST
        ifd[_STRIP_OFFSETS] = 0  # from the end of the directory: Pillow makes it absolute
        ifd[_ROWS_PER_STRIP] = image.height
        ifd[_STRIP_BYTE_COUNTS] = len(strip)
        ifd[_X_RESOLUTION], ifd[_Y_RESOLUTION] = resolution.dpi
        ifd[_T4_OPTIONS] = 0
        ifd[_RESOLUTION_UNIT] = _INCH
        for tag, text in texts.items():
            ifd[tag] = text
        self._append(ifd, strip)

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
