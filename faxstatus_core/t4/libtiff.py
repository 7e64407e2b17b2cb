"""Code words as libtiff makes them, through Pillow: a whole page in some milliseconds."""

import io
from collections.abc import Sequence

from PIL import Image, TiffImagePlugin

LARGER_K, SMALLER_K = 4, 2
"""libtiff codes two-dimensionally with one of these, by the vertical resolution."""

_YRESOLUTION = {LARGER_K: 196, SMALLER_K: 98}
_ROWS_PER_STRIP, _FILL_ORDER, _RESOLUTION_UNIT, _T4_OPTIONS = 278, 266, 296, 292
_X_RESOLUTION, _Y_RESOLUTION = 282, 283
_STRIP_OFFSETS, _STRIP_BYTE_COUNTS = 273, 279
_LINE_ORDER, _INCH, _TWO_DIMENSIONAL = 2, 2, 1


def group3_strip(rows: Sequence[bytes], width: int, *, k: int | None = None) -> bytes:
    """Lines of ``width`` pels, 1 for black, as T.4 data in line order, each after its EOL.

    With ``k``, one of the two, they are in MR, otherwise in MH. There is no RTC.
    """
    tags: dict[int, int] = {}
    if k is not None:
        tags = {_T4_OPTIONS: _TWO_DIMENSIONAL, _X_RESOLUTION: 204, _Y_RESOLUTION: _YRESOLUTION[k]}
        tags[_RESOLUTION_UNIT] = _INCH
    return _strip(rows, width, "group3", tags)


def group4_strip(rows: Sequence[bytes], width: int) -> bytes:
    """The same lines as T.6 data, with EOFB."""
    return _strip(rows, width, "group4", {})


def _strip(rows: Sequence[bytes], width: int, compression: str, tags: dict[int, int]) -> bytes:
    # To Pillow these rows are a negative: it stores mode 1 with black as 0. The codec takes 0 for
    # white, as T.4 does; asking Pillow for min-is-white gives the same octets, forty times slower.
    page = Image.frombytes("1", (width, len(rows)), b"".join(rows))
    file = io.BytesIO()
    tags |= {_ROWS_PER_STRIP: page.height, _FILL_ORDER: _LINE_ORDER}
    page.save(file, "TIFF", compression=compression, tiffinfo=tags)
    file.seek(0)
    with TiffImagePlugin.TiffImageFile(file) as tiff:
        (offset,) = tiff.tag_v2[_STRIP_OFFSETS]
        (count,) = tiff.tag_v2[_STRIP_BYTE_COUNTS]
    return file.getvalue()[offset : offset + count]
