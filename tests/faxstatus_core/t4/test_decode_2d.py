"""Decoding pages in MR and MMR: whole, hurt and hostile, with exact counts."""

import time
import tracemalloc
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from faxstatus_core.bits import to_bits, to_octets
from faxstatus_core.t4.code_tables import EOL
from faxstatus_core.t4.decode import DecodedPage, PageDecoder
from faxstatus_core.t4.encode import encode_page, encode_rows
from faxstatus_core.t4.page_format import Coding
from tests.support.pages import draw_page

WHITE, BLACK, HALF = bytes(216), b"\xff" * 216, b"\xff" * 108 + bytes(108)
WHITE_1D = "1" + "010011011" + "00110101"
BLACK_1D = "1" + "00110101" + "0000001100101" + "0000110111"
SAME_AS_WHITE, SAME_AS_BLACK = "0" + "1", "0" + "11"
RTC = (EOL + "1") * 6


def decode(octets: bytes, coding: Coding, piece: int = 7) -> DecodedPage:
    decoder = PageDecoder(coding)
    for start in range(0, len(octets), piece):
        decoder.feed(octets[start : start + piece])
    return decoder.finish()


def decode_mr(*lines: str, end: str = RTC) -> DecodedPage:
    return decode(to_octets("".join(EOL + line for line in lines) + end), Coding.MR)


def decode_mmr(bits: str) -> DecodedPage:
    return decode(to_octets(bits), Coding.MMR)


def essence(page: DecodedPage) -> tuple[str, int, int, bool]:
    """Each line as W, B or H, the bad ones, the longest run of them, and whether it ended."""
    names = {WHITE: "W", BLACK: "B", HALF: "H"}
    lines = "".join(names.get(row, "?") for row in page.rows)
    return lines, page.bad_lines, page.longest_bad_run, page.ended_by_rtc


def test_lines_with_tags_are_decoded_each_by_its_coding() -> None:
    page = decode_mr(WHITE_1D, SAME_AS_WHITE, BLACK_1D, SAME_AS_BLACK, SAME_AS_BLACK)
    assert essence(page) == ("WWBBB", 0, 0, True)


def test_after_a_bad_line_those_that_depend_on_it_are_bad_up_to_the_next_1d_line() -> None:
    page = decode_mr(BLACK_1D, "00000001", SAME_AS_BLACK, SAME_AS_BLACK, WHITE_1D, SAME_AS_WHITE)
    assert essence(page) == ("BBBBWW", 3, 3, True)


def test_a_page_that_begins_two_dimensionally_is_white_and_bad_up_to_a_1d_line() -> None:
    assert essence(decode_mr(SAME_AS_WHITE, SAME_AS_WHITE, BLACK_1D)) == ("WWB", 2, 2, True)


def test_a_line_lost_between_two_eols_is_bad_and_so_are_those_that_may_depend_on_it() -> None:
    page = decode_mr(BLACK_1D, "1", SAME_AS_BLACK, WHITE_1D)
    assert essence(page) == ("BBBW", 2, 2, True)


@pytest.mark.parametrize("rtc", [EOL * 6, EOL * 3, (EOL + "1") * 3, (EOL + "0") * 6])
def test_rtc_may_lack_its_tags_or_some_of_its_eols(rtc: str) -> None:
    assert essence(decode_mr(BLACK_1D, SAME_AS_BLACK, end=rtc)) == ("BB", 0, 0, True)


@pytest.mark.parametrize("position", range(12, len(RTC)))
def test_rtc_of_mr_with_a_hurt_bit_ends_the_page_without_bad_lines(position: int) -> None:
    rtc = list(RTC)
    rtc[position] = "10"[int(rtc[position])]
    assert essence(decode_mr(BLACK_1D, end="".join(rtc))) == ("B", 0, 0, True)


def test_fill_before_an_eol_of_mr_is_no_error() -> None:
    page = decode_mr(BLACK_1D + "0" * 20_000, SAME_AS_BLACK + "0" * 11, end="0" * 99 + RTC)
    assert essence(page) == ("BB", 0, 0, True)


def common(rows: Sequence[bytes], others: Sequence[bytes]) -> int:
    """How many are the same before the first that is not."""
    same = [row == other for row, other in zip(rows, others, strict=False)]
    return [*same, False].index(False)


@pytest.mark.parametrize("k", [2, 4])
def test_no_flipped_bit_hurts_lines_beyond_the_next_1d_line(k: int) -> None:
    image = draw_page(1, 124).crop((0, 96, 1728, 124))
    octets = encode_page(image, Coding.MR, k_factor=k)
    whole = list(decode(octets, Coding.MR).rows)
    for bit in range(0, 8 * len(octets), 7):
        hurt = bytearray(octets)
        hurt[bit // 8] ^= 1 << bit % 8
        page = decode(bytes(hurt), Coding.MR, 1000)
        # A hurt EOL takes the line before it too.
        unhurt = common(whole, page.rows) + common(whole[::-1], page.rows[::-1])
        assert unhurt >= len(whole) - (k + 1)
        assert page.ended_by_rtc
        assert abs(page.lines - len(whole)) <= 1
        assert page.bad_lines <= k + 1


# One black line, then equal ones, then white ones: each line is a few bits.
BLACK_MMR = "0010011010100000011001010000110111"
SAME, WHITE_BELOW_BLACK = "11", "00011"


def test_lines_without_eol_follow_each_other_up_to_eofb() -> None:
    bits = "1" + BLACK_MMR + SAME * 3 + EOL * 2 + "1" * 100
    assert essence(decode_mmr(bits)) == ("WBBBB", 0, 0, True)


def test_what_follows_an_undecodable_code_is_one_bad_line() -> None:
    bits = "1" + BLACK_MMR + "11" + "0000001111" + "1" * 300 + EOL * 2
    assert essence(decode_mmr(bits)) == ("WBBB", 1, 1, False)


@pytest.mark.parametrize("filled", [0, 1, 8, 3000])
def test_mmr_without_eofb_ends_without_a_bad_line_also_in_zeros(filled: int) -> None:
    assert essence(decode_mmr("1" + BLACK_MMR + "0" * filled)) == ("WB", 0, 0, False)


@pytest.mark.parametrize("filled", [0, 5, 3000])
def test_eofb_after_zeros_ends_the_page(filled: int) -> None:
    page = decode_mmr("1" + BLACK_MMR + "0" * filled + EOL * 2)
    assert essence(page) == ("WB", 0, 0, True)


@pytest.mark.parametrize("position", range(24))
@pytest.mark.parametrize("last", ["1", BLACK_MMR])
@pytest.mark.parametrize("after", [0, 400])
def test_eofb_with_a_hurt_bit_is_no_bad_line(position: int, last: str, after: int) -> None:
    eofb = list(EOL * 2)
    eofb[position] = "10"[int(eofb[position])]
    page = decode_mmr("11" + last + "".join(eofb) + "0" * after)
    assert (page.bad_lines, page.ended_by_rtc) == (0, True)
    # A one at its beginning is a whole line below a white one.
    assert page.lines == 3 + (position == 0 and last == "1")


def test_a_line_of_mmr_that_is_cut_is_not_counted() -> None:
    assert essence(decode_mmr("1" + BLACK_MMR[:24])) == ("W", 0, 0, False)


@pytest.mark.parametrize("coding", list(Coding))
def test_rows_are_there_while_the_page_arrives_and_do_not_change(coding: Coding) -> None:
    octets = encode_rows([WHITE, HALF, BLACK] * 200, coding=coding)
    decoder = PageDecoder(coding)
    seen: list[int] = []
    for start in range(0, len(octets), 50):
        decoder.feed(octets[start : start + 50])
        assert list(decoder.rows) == ([WHITE, HALF, BLACK] * 200)[: decoder.lines]
        seen.append(decoder.lines)
    assert len(set(seen)) > 10
    page = decoder.finish()
    assert (page.lines, page.bad_lines, decoder.ended) == (600, 0, True)
    assert decoder.finish() == page


@pytest.mark.parametrize("coding", list(Coding))
def test_what_follows_the_end_is_ignored(coding: Coding) -> None:
    decoder = PageDecoder(coding)
    decoder.feed(encode_rows([BLACK, HALF], coding=coding))
    assert decoder.ended
    decoder.feed(encode_rows([BLACK, HALF], coding=coding) + b"\x5a" * 500)
    assert essence(decoder.finish()) == ("BH", 0, 0, True)


@pytest.mark.parametrize("coding", [Coding.MR, Coding.MMR])
@given(st.lists(st.binary(max_size=60), max_size=8))
@settings(max_examples=60)
def test_any_octets_are_taken(coding: Coding, pieces: list[bytes]) -> None:
    decoder = PageDecoder(coding, 1728, maximum_lines=50)
    for piece in pieces:
        decoder.feed(piece)
    page = decoder.finish()
    assert page.longest_bad_run <= page.bad_lines <= page.lines <= 50
    assert {len(row) for row in page.rows} <= {216}


ENDLESS = {
    "white lines": "1" * 8,
    "vertical to the left": "010",
    "further to the left": "0000010",
    "passes": "0001",
    "runs of nothing": "001001101010000110111",
    "make-up codes": "11011",
    "horizontal and make-up codes": "001" + "11011" * 400,
    "zeros": "0" * 8,
    "left at the border": "001001111" + "010" * 5000,
}


@pytest.mark.parametrize("bits", ENDLESS.values(), ids=ENDLESS)
@pytest.mark.parametrize("coding", [Coding.MR, Coding.MMR])
def test_data_without_end_takes_little_memory_and_time(coding: Coding, bits: str) -> None:
    octets = to_octets((bits * (8 * 2048 // len(bits) + 1))[: 8 * 2048])
    start = to_octets(EOL + "1") if coding is Coding.MR else b""
    decoder = PageDecoder(coding, maximum_lines=1000)
    decoder.feed(start + octets)
    begun = time.process_time()
    tracemalloc.start()
    try:
        for _ in range(20):
            decoder.feed(octets)
        assert tracemalloc.get_traced_memory()[1] < 1_500_000
    finally:
        tracemalloc.stop()
    assert decoder.finish().lines <= 1000
    assert time.process_time() - begun < 2


def test_the_end_of_a_page_in_mr_is_where_libtiff_leaves_it() -> None:
    bits = to_bits(encode_rows([WHITE], coding=Coding.MR)).rstrip("0")
    assert bits == EOL + WHITE_1D + bits[len(EOL + WHITE_1D) : -len(RTC)] + RTC
