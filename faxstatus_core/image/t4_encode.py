"""Coding a page one-dimensionally (MH) for the line (T.4 §4.1). libtiff does the run lengths."""

import io
from collections.abc import Iterator

from PIL import Image, TiffImagePlugin

from faxstatus_core.image.bits import to_bits, to_octets
from faxstatus_core.image.t4_tables import EOL

_TIFF_ROWS_PER_STRIP = 278
_TIFF_FILL_ORDER = 266
_TIFF_STRIP_OFFSETS = 273
_TIFF_STRIP_BYTE_COUNTS = 279
_LINE_ORDER = 2

_BAND = 512
"""Lines that are coded at once: few enough for the processor's cache, and to take no memory that
the system would have to find, and clear, for each page anew."""
_INVERTED = [255] + [0] * 255


def encode_mh(page: Image.Image, *, minimum_line_bits: int = 0) -> bytes:
    """``page`` (mode ``1``, at least one line) as T.4 data: EOL, lines each with its EOL, and RTC.

    The first bit on the line is the least significant of the first octet. Zeros fill a line that
    is shorter than ``minimum_line_bits``, its EOL included (T.4 §4.1.3).
    """
    fill = max(minimum_line_bits - len(EOL), 0)
    lines = [line.ljust(fill, "0") for line in _coded_lines(page)]
    return to_octets(EOL + EOL.join(lines) + EOL * 6)


def _coded_lines(page: Image.Image) -> Iterator[str]:
    """The code words of each line, as bit strings without EOL."""
    for top in range(0, page.height, _BAND):
        height = min(_BAND, page.height - top)
        # One line more than is wanted: libtiff fills up the last to a whole octet.
        band = page.crop((0, top, page.width, top + height + 1))
        # Nothing precedes the first EOL. A code word that ends in zeros keeps them: they are
        # followed by the eleven of the EOL.
        yield from to_bits(_libtiff_strip(band)).split(EOL)[1 : height + 1]


def _libtiff_strip(band: Image.Image) -> bytes:
    """All of ``band`` as libtiff codes it, in one strip and in line order."""
    file = io.BytesIO()
    tags = {_TIFF_ROWS_PER_STRIP: band.height, _TIFF_FILL_ORDER: _LINE_ORDER}
    # Pillow stores mode 1 with black as 0, and the codec takes 0 for white: hence the inversion.
    # Asking for min-is-white instead gives the same octets, forty times slower; ImageChops.invert
    # leaves pels white that a drawing set to 1 instead of 255.
    inverted = band.point(_INVERTED, "1")
    inverted.save(file, "TIFF", compression="group3", tiffinfo=tags)
    file.seek(0)
    with TiffImagePlugin.TiffImageFile(file) as tiff:
        (offset,) = tiff.tag_v2[_TIFF_STRIP_OFFSETS]
        (count,) = tiff.tag_v2[_TIFF_STRIP_BYTE_COUNTS]
    return file.getvalue()[offset : offset + count]
