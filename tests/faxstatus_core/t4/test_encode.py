"""Coding pages in MH: read back by libtiff, framed and filled as T.4 says."""

import re
from itertools import pairwise

import pytest
from PIL import Image, ImageDraw

from faxstatus_core.bits import to_bits
from faxstatus_core.t4.code_tables import EOL
from faxstatus_core.t4.decode import PageDecoder
from faxstatus_core.t4.encode import encode_page
from faxstatus_core.t4.page_format import Coding
from tests.support.group3 import read_coded
from tests.support.pages import draw_page

WHITE_LINE = "010011011" + "00110101"  # make-up 1728, terminating 0


def coded_lines(bits: str) -> list[str]:
    """The bits of each line with its EOL; the EOL that opens the page and RTC are left out."""
    ends = [match.end() for match in re.finditer("0{11,}1", bits)]
    return [bits[start:end] for start, end in pairwise(ends) if end - start > len(EOL)]


def test_libtiff_reads_what_was_drawn() -> None:
    page = draw_page(3)
    assert (
        read_coded(encode_page(page, Coding.MH), *page.size, Coding.MH).tobytes() == page.tobytes()
    )


def test_a_white_page_is_an_eol_then_each_line_with_its_eol_then_six_in_a_row() -> None:
    bits = to_bits(encode_page(Image.new("1", (1728, 3), 1), Coding.MH))
    # libtiff fills the last line up to an octet, and so does the end of the page.
    line = WHITE_LINE + EOL
    assert re.fullmatch(EOL + line * 2 + WHITE_LINE + "0{0,7}" + EOL * 6 + "0{0,7}", bits)


@pytest.mark.parametrize("white", [1, 255])
def test_white_may_be_any_value_that_pillow_takes_for_white(white: int) -> None:
    page = Image.new("1", (1728, 8), white)
    ImageDraw.Draw(page).line((10, 4, 900, 4), fill=0)
    decoder = PageDecoder(Coding.MH)
    decoder.feed(encode_page(page, Coding.MH))
    assert decoder.finish().image.tobytes() == page.tobytes()


@pytest.mark.parametrize("minimum", [0, 29, 30, 144, 288])
def test_each_line_with_its_eol_has_the_minimum_of_bits_and_no_more_fill(minimum: int) -> None:
    page = draw_page(1, 200)
    plain = coded_lines(to_bits(encode_page(page, Coding.MH)))
    filled = coded_lines(to_bits(encode_page(page, Coding.MH, minimum_line_bits=minimum)))
    assert [len(line) for line in filled] == [max(minimum, len(line)) for line in plain]
    read = read_coded(
        encode_page(page, Coding.MH, minimum_line_bits=minimum), *page.size, Coding.MH
    )
    assert read.tobytes() == page.tobytes()


def test_the_last_code_word_keeps_its_zeros_before_fill_and_eol() -> None:
    # Black runs of 18 end in 0000001000: its zeros run into those of the EOL.
    page = Image.new("1", (1728, 3), 1)
    page.paste(0, (1710, 0, 1728, 3))
    first, second, _ = coded_lines(to_bits(encode_page(page, Coding.MH)))
    assert first.endswith("0000001000" + EOL)
    assert second == first
