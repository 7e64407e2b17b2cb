"""A page as a Group 4 strip (T.6), as files have it: the other way round than on the line."""

from collections.abc import Sequence

from PIL import Image

from faxstatus_core.bits import REVERSED
from faxstatus_core.t4.encode import encode_rows
from faxstatus_core.t4.page_format import Coding


def encode_strip(rows: Sequence[bytes], width: int) -> bytes:
    """One line or more of ``width`` pels, 1 for black, most significant bit first, with EOFB.

    The first bit is the most significant of the first octet, as TIFF has it unless told, and PDF.
    """
    return encode_rows(rows, width, Coding.MMR).translate(REVERSED)


def rows_of(image: Image.Image) -> list[bytes]:
    """The lines of a page in mode ``1``, in the form that :func:`encode_strip` takes."""
    pels, size = image.tobytes("raw", "1;I"), -(-image.width // 8)
    return [pels[start : start + size] for start in range(0, len(pels), size)]
