"""Coding a page one-dimensionally (MH) for the line (T.4 §4.1). libtiff does the run lengths."""

import io
from collections.abc import Sequence

from PIL import Image, TiffImagePlugin

from faxstatus_core.t4.bits import to_bits, to_octets
from faxstatus_core.t4.code_tables import EOL
from faxstatus_core.t4.page_format import PAGE_WIDTH

_TIFF_ROWS_PER_STRIP = 278
_TIFF_FILL_ORDER = 266
_TIFF_STRIP_OFFSETS = 273
_TIFF_STRIP_BYTE_COUNTS = 279
_LINE_ORDER = 2


def encode_mh(page: Image.Image, *, minimum_line_bits: int = 0) -> bytes:
    """``page`` (mode ``1``, at least one line) as T.4 data: EOL, lines each with its EOL, and RTC.

    The first bit on the line is the least significant of the first octet. Zeros fill a line that
    is shorter than ``minimum_line_bits``, its EOL included (T.4 §4.1.3).
    """
    pels = page.tobytes("raw", "1;I")  # Pillow has 0 for black, T.4 has 1
    size = -(-page.width // 8)
    rows = [pels[start : start + size] for start in range(0, len(pels), size)]
    return encode_rows(rows, page.width, minimum_line_bits=minimum_line_bits)


def encode_rows(
    rows: Sequence[bytes], width: int = PAGE_WIDTH, *, minimum_line_bits: int = 0
) -> bytes:
    """The same of lines of ``width`` pels, 1 for black, most significant bit first."""
    lines = _coded_lines(rows, width)
    if fill := max(minimum_line_bits - len(EOL), 0):
        lines = [line.ljust(fill, "0") for line in lines]
    return to_octets(EOL + EOL.join(lines) + EOL * 6)


def _coded_lines(rows: Sequence[bytes], width: int) -> list[str]:
    """The code words of each line, as bit strings without EOL. Equal lines are coded once."""
    different = list(dict.fromkeys(rows))
    # One line more than is wanted: libtiff fills up the last to a whole octet.
    strip = to_bits(_libtiff_strip([*different, bytes(-(-width // 8))], width))
    # Nothing precedes the first EOL. A code word that ends in zeros keeps them: they are followed
    # by the eleven of an EOL.
    codes = dict(zip(different, strip.split(EOL)[1:], strict=False))
    return [codes[row] for row in rows]


def _libtiff_strip(rows: list[bytes], width: int) -> bytes:
    """The lines as libtiff codes them, in one strip and in line order."""
    # To Pillow these rows are a negative: it stores mode 1 with black as 0. The codec takes 0 for
    # white, as T.4 does; asking Pillow for min-is-white gives the same octets, forty times slower.
    page = Image.frombytes("1", (width, len(rows)), b"".join(rows))
    tags = {_TIFF_ROWS_PER_STRIP: page.height, _TIFF_FILL_ORDER: _LINE_ORDER}
    file = io.BytesIO()
    page.save(file, "TIFF", compression="group3", tiffinfo=tags)
    file.seek(0)
    with TiffImagePlugin.TiffImageFile(file) as tiff:
        (offset,) = tiff.tag_v2[_TIFF_STRIP_OFFSETS]
        (count,) = tiff.tag_v2[_TIFF_STRIP_BYTE_COUNTS]
    return file.getvalue()[offset : offset + count]
