"""Coding a page one-dimensionally (MH) for the line (T.4 §4.1). libtiff does the run lengths."""

import io
import re

from PIL import Image, TiffImagePlugin

from faxstatus_core.image.bits import to_bits, to_octets
from faxstatus_core.image.t4_tables import EOL

_TIFF_ROWS_PER_STRIP = 278
_TIFF_FILL_ORDER = 266
_TIFF_STRIP_OFFSETS = 273
_TIFF_STRIP_BYTE_COUNTS = 279
_LINE_ORDER = 2

# Only from the first of the zeros on: otherwise a long run is searched again from each of them.
_END_OF_LINE = re.compile("((?<!0)0{11,}+)1")
_EOL_ZEROS = len(EOL) - 1


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
    pieces = _END_OF_LINE.split(to_bits(_libtiff_strip(page)))
    # pieces: what precedes the first EOL, then zeros of an EOL and what follows it, in turn. More
    # than eleven zeros: the code word before the EOL ends in zeros.
    lines, zeros = pieces[2::2], pieces[3::2]
    ended = [line + "0" * (len(run) - _EOL_ZEROS) for line, run in zip(lines, zeros, strict=False)]
    return (ended + lines[len(ended) :])[: page.height]


def _libtiff_strip(page: Image.Image) -> bytes:
    """The whole page as libtiff codes it, in one strip and in line order."""
    file = io.BytesIO()
    tags = {_TIFF_ROWS_PER_STRIP: page.height, _TIFF_FILL_ORDER: _LINE_ORDER}
    # Pillow stores mode 1 with black as 0, and the codec takes 0 for white: hence the inversion.
    # Asking for min-is-white instead gives the same octets, forty times slower; ImageChops.invert
    # leaves pels white that a drawing set to 1 instead of 255.
    inverted = Image.frombytes("1", page.size, page.tobytes(), "raw", "1;I")
    inverted.save(file, "TIFF", compression="group3", tiffinfo=tags)
    file.seek(0)
    with TiffImagePlugin.TiffImageFile(file) as tiff:
        (offset,) = tiff.tag_v2[_TIFF_STRIP_OFFSETS]
        (count,) = tiff.tag_v2[_TIFF_STRIP_BYTE_COUNTS]
    return file.getvalue()[offset : offset + count]
