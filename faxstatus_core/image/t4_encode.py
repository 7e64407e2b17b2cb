"""Coding a page one-dimensionally (MH) for the line (T.4 §4.1). libtiff does the run lengths."""

import io

from PIL import Image, TiffImagePlugin

from faxstatus_core.image.bits import to_bits, to_octets
from faxstatus_core.image.t4_tables import EOL

_TIFF_ROWS_PER_STRIP = 278
_TIFF_FILL_ORDER = 266
_TIFF_STRIP_OFFSETS = 273
_TIFF_STRIP_BYTE_COUNTS = 279
_LINE_ORDER = 2

_INVERTED = [255] + [0] * 255


def encode_mh(page: Image.Image, *, minimum_line_bits: int = 0) -> bytes:
    """``page`` (mode ``1``, at least one line) as T.4 data: EOL, lines each with its EOL, and RTC.

    The first bit on the line is the least significant of the first octet. Zeros fill a line that
    is shorter than ``minimum_line_bits``, its EOL included (T.4 §4.1.3).
    """
    lines = _coded_lines(page)
    fill = minimum_line_bits - len(EOL)
    if fill > 0:
        lines = [line.ljust(fill, "0") for line in lines]
    return to_octets(EOL + EOL.join(lines) + EOL * 6)


def _coded_lines(page: Image.Image) -> list[str]:
    """The code words of each line, as bit strings without EOL."""
    # Nothing precedes the first EOL. Where a code word ends in zeros and an EOL follows, the split
    # leaves it its own: an EOL is the last eleven zeros before the one.
    return to_bits(_libtiff_strip(page)).split(EOL)[1 : page.height + 1]


def _libtiff_strip(page: Image.Image) -> bytes:
    """The whole page as libtiff codes it, in one strip and in line order."""
    file = io.BytesIO()
    tags = {_TIFF_ROWS_PER_STRIP: page.height, _TIFF_FILL_ORDER: _LINE_ORDER}
    # Pillow stores mode 1 with black as 0, and the codec takes 0 for white: hence the inversion.
    # Asking for min-is-white instead gives the same octets, forty times slower; ImageChops.invert
    # leaves pels white that a drawing set to 1 instead of 255.
    inverted = page.point(_INVERTED, "1")
    inverted.save(file, "TIFF", compression="group3", tiffinfo=tags)
    file.seek(0)
    with TiffImagePlugin.TiffImageFile(file) as tiff:
        (offset,) = tiff.tag_v2[_TIFF_STRIP_OFFSETS]
        (count,) = tiff.tag_v2[_TIFF_STRIP_BYTE_COUNTS]
    return file.getvalue()[offset : offset + count]
