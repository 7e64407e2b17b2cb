"""Coding a page for the line (T.4 §4, T.6). libtiff makes the code words."""

from collections.abc import Sequence

from PIL import Image

from faxstatus_core.bits import to_bits, to_octets
from faxstatus_core.t4.code_tables import EOFB, EOL
from faxstatus_core.t4.libtiff import LARGER_K, SMALLER_K, group3_strip, group4_strip
from faxstatus_core.t4.page_format import PAGE_WIDTH, Coding

_EOLS_OF_RTC = 6
_ONE_DIMENSIONAL_TAG = "1"


def encode_page(
    page: Image.Image, coding: Coding, *, k_factor: int = LARGER_K, minimum_line_bits: int = 0
) -> bytes:
    """``page`` (mode ``1``) in ``coding``, as it goes over the line.

    The first bit on the line is the least significant of the first octet. MH and MR begin with an
    EOL and end with RTC, MMR has but EOFB at its end. At least every ``k_factor``-th line of MR
    is one-dimensional. Zeros fill a line of MH or MR that is shorter than ``minimum_line_bits``,
    its EOL and tag bit included (T.4 §4.1.3). Raises ValueError for a minimum in MMR, which has no
    fill, and for a ``k_factor`` less than 2.
    """
    pels = page.tobytes("raw", "1;I")  # Pillow has 0 for black, T.4 has 1
    size = -(-page.width // 8)
    rows = [pels[start : start + size] for start in range(0, len(pels), size)]
    return encode_rows(
        rows, page.width, coding, k_factor=k_factor, minimum_line_bits=minimum_line_bits
    )


def encode_rows(
    rows: Sequence[bytes],
    width: int = PAGE_WIDTH,
    coding: Coding = Coding.MH,
    *,
    k_factor: int = LARGER_K,
    minimum_line_bits: int = 0,
) -> bytes:
    """The same of lines of ``width`` pels, 1 for black, most significant bit first."""
    if k_factor < SMALLER_K:
        raise ValueError(f"K is 2 or more in two-dimensional coding, not {k_factor}")
    match coding:
        case Coding.MH:
            return _framed(_lines(rows, width), "", minimum_line_bits)
        case Coding.MR:
            lines = _tagged_lines(rows, width, k_factor)
            return _framed(lines, _ONE_DIMENSIONAL_TAG, minimum_line_bits)
        case Coding.MMR:
            if minimum_line_bits:
                raise ValueError("lines of MMR cannot be filled")
            return group4_strip(rows, width) if rows else to_octets(EOFB)


def _framed(lines: list[str], tag: str, minimum_line_bits: int) -> bytes:
    """An EOL before the lines, which are filled, between them, and six with ``tag`` after them."""
    if fill := max(minimum_line_bits - len(EOL), 0):
        lines = [line.ljust(fill, "0") for line in lines]
    return to_octets(EOL + EOL.join([*lines, *[tag] * _EOLS_OF_RTC]))


def _lines(rows: Sequence[bytes], width: int) -> list[str]:
    """The code words of each line, as bit strings without EOL. Equal lines are coded once."""
    different = list(dict.fromkeys(rows))
    codes = dict(
        zip(different, _split(group3_strip([*different, _white(width)], width)), strict=False)
    )
    return [codes[row] for row in rows]


def _tagged_lines(rows: Sequence[bytes], width: int, k_factor: int) -> list[str]:
    """Tag bit and code words of each line. libtiff knows two values of K: the one that fits."""
    k = LARGER_K if k_factor >= LARGER_K else SMALLER_K
    return _split(group3_strip([*rows, _white(width)], width, k=k))[: len(rows)]


def _white(width: int) -> bytes:
    """A line after those that are wanted: libtiff fills up the last to a whole octet."""
    return bytes(-(-width // 8))


def _split(strip: bytes) -> list[str]:
    # Nothing precedes the first EOL. A code word that ends in zeros keeps them: they are followed
    # by the eleven of an EOL.
    return to_bits(strip).split(EOL)[1:]
