"""Decoding pages in MH: whole, hurt and hostile."""

import time
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from faxstatus_core.bits import to_bits, to_octets
from faxstatus_core.t4.code_tables import EOL
from faxstatus_core.t4.decode import DecodedPage, PageDecoder
from faxstatus_core.t4.encode import encode_page
from faxstatus_core.t4.line_1d import decode_line
from faxstatus_core.t4.page_format import Coding
from tests.support.pages import draw_page

ROW = 216
WHITE_LINE = "010011011" + "00110101"
BLACK_LINE = "00110101" + "0000001100101" + "0000110111"


def decode(octets: bytes, *cuts: int, maximum_lines: int = 20_000) -> DecodedPage:
    """``octets`` fed in pieces of ``cuts`` octets, the last of them again and again."""
    decoder = PageDecoder(Coding.MH, maximum_lines=maximum_lines)
    sizes = list(cuts) or [len(octets) or 1]
    start = 0
    while start < len(octets):
        size = sizes.pop(0) if len(sizes) > 1 else sizes[0]
        decoder.feed(octets[start : start + size])
        start += size
    return decoder.finish()


def essence(page: DecodedPage) -> tuple[object, ...]:
    return (
        page.image.tobytes(),
        page.lines,
        page.bad_lines,
        page.longest_bad_run,
        page.ended_by_rtc,
    )


def page_of(*lines: str, end: str = EOL * 5) -> bytes:
    """Coded lines, each with its EOL."""
    return to_octets(EOL + "".join(line + EOL for line in lines) + end)


def pels(page: DecodedPage) -> list[str]:
    """Each line: W, B, or ? if it has both colours."""
    data = page.image.tobytes()
    names = {b"\xff" * ROW: "W", bytes(ROW): "B"}
    return [names.get(data[start : start + ROW], "?") for start in range(0, len(data), ROW)]


rows = st.one_of(
    st.binary(min_size=ROW, max_size=ROW),
    st.sampled_from([bytes(ROW), b"\xff" * ROW, b"\xaa" * ROW, b"\x55" * ROW]),
    st.integers(0, 1728).map(lambda n: ((1 << n) - 1).to_bytes(ROW, "big")),
)
pieces = st.lists(st.integers(1, 400), min_size=1, max_size=20).map(lambda cuts: [*cuts, 100])


@given(st.lists(rows, min_size=1, max_size=12), pieces, st.sampled_from([0, 48, 288]))
@settings(max_examples=60)
def test_any_page_comes_back_pel_by_pel_in_pieces_of_any_size(
    content: list[bytes], cuts: list[int], fill: int
) -> None:
    image = Image.frombytes("1", (1728, len(content)), b"".join(content))
    page = decode(encode_page(image, Coding.MH, minimum_line_bits=fill), *cuts)
    assert essence(page) == (image.tobytes(), len(content), 0, 0, True)


hostile_parts = st.one_of(
    st.binary(max_size=40),
    st.sampled_from(
        [
            b"\x00\x08",
            b"\x00" * 3000,
            b"\xaa" * 5000,
            page_of(WHITE_LINE, end=""),
            page_of(BLACK_LINE, end=""),
            to_octets(EOL * 2),
        ]
    ),
)


@given(st.lists(hostile_parts, max_size=5).map(b"".join), pieces)
@settings(max_examples=50)
def test_any_octets_give_a_page_that_does_not_depend_on_how_they_were_cut(
    octets: bytes, cuts: list[int]
) -> None:
    whole = decode(octets)
    assert essence(decode(octets, *cuts)) == essence(whole)
    assert whole.image.size == (1728, whole.lines)
    assert whole.longest_bad_run <= whole.bad_lines <= whole.lines


def test_no_flipped_bit_hurts_more_than_two_lines() -> None:
    image = draw_page(1, 108).crop((0, 96, 1728, 108))
    octets = encode_page(image, Coding.MH)
    for bit in range(8 * len(octets)):
        hurt = bytearray(octets)
        hurt[bit // 8] ^= 1 << bit % 8
        page = decode(bytes(hurt))
        assert page.ended_by_rtc
        assert page.bad_lines <= 2
        assert abs(page.lines - image.height) <= 1


def test_a_hurt_line_is_a_copy_of_the_good_one_before_it_and_is_counted() -> None:
    page = decode(page_of(WHITE_LINE, BLACK_LINE, "1110101011", "111", WHITE_LINE, "0101"))
    assert pels(page) == ["W", "B", "B", "B", "W", "W"]
    assert (page.lines, page.bad_lines, page.longest_bad_run) == (6, 3, 2)


def test_a_hurt_first_line_is_white() -> None:
    assert pels(decode(page_of("1110101011", BLACK_LINE))) == ["W", "B"]


@pytest.mark.parametrize("bits", ["010011010" + "00110101", WHITE_LINE + "000111", "00110101", "1"])
def test_a_line_of_any_other_length_than_1728_pels_is_bad(bits: str) -> None:
    # 1600 pels; 1728 and one more; none; half a code word
    assert decode_line(bits) is None


def test_what_precedes_the_first_eol_is_no_line() -> None:
    page = decode(to_octets("1101011" * 9) + b"\xff" * 6000 + page_of(BLACK_LINE))
    assert (pels(page), page.bad_lines) == (["B"], 0)


def test_the_end_of_a_line_that_is_too_long_is_no_line_of_its_own() -> None:
    decoder = PageDecoder(Coding.MH)
    decoder.feed(page_of(WHITE_LINE, end=""))
    decoder.feed(b"\xaa" * 5000)
    decoder.feed(to_octets(WHITE_LINE + EOL + WHITE_LINE + EOL))
    page = decoder.finish()
    assert (pels(page), page.bad_lines) == (["W"] * 3, 1)


def test_an_image_is_made_of_the_rows_only_when_it_is_asked_for() -> None:
    page = decode(page_of(BLACK_LINE, WHITE_LINE))
    assert page.rows == (b"\xff" * ROW, bytes(ROW))
    assert page.image.tobytes() == bytes(ROW) + b"\xff" * ROW
    assert page.image is page.image


def test_a_first_line_without_its_eol_counts() -> None:
    assert pels(decode(to_octets(BLACK_LINE + EOL + WHITE_LINE + EOL * 6))) == ["B", "W"]


def test_fill_of_any_length_before_an_eol_is_no_error() -> None:
    page = decode(page_of(BLACK_LINE + "0" * 50_000, WHITE_LINE + "0" * 9), 100)
    assert (pels(page), page.bad_lines) == (["B", "W"], 0)


@pytest.mark.parametrize("count", [3, 4, 6, 12])
def test_three_eols_in_a_row_end_the_page_and_are_no_lines(count: int) -> None:
    octets = to_octets(EOL + BLACK_LINE + EOL * count + WHITE_LINE + EOL * 7) + b"\xf3junk"
    page = decode(octets)
    assert (pels(page), page.bad_lines, page.ended_by_rtc) == (["B"], 0, True)


@pytest.mark.parametrize("position", range(12, 72))
def test_rtc_with_a_hurt_bit_ends_the_page_without_bad_lines(position: int) -> None:
    rtc = list(EOL * 6)
    rtc[position] = "10"[int(rtc[position])]
    page = decode(to_octets(EOL + BLACK_LINE + "".join(rtc)))
    assert (pels(page), page.bad_lines, page.ended_by_rtc) == (["B"], 0, True)


def test_two_eols_in_a_row_are_a_bad_line_if_the_page_goes_on() -> None:
    page = decode(page_of(BLACK_LINE, "", WHITE_LINE))
    assert (pels(page), page.bad_lines) == (["B", "B", "W"], 1)


@pytest.mark.parametrize(("end", "lines"), [(BLACK_LINE, 2), (BLACK_LINE[:20], 1), ("", 1)])
def test_without_rtc_a_last_line_counts_if_it_is_whole(end: str, lines: int) -> None:
    page = decode(to_octets(EOL + BLACK_LINE + EOL + end))
    assert (page.lines, page.bad_lines, page.ended_by_rtc) == (lines, 0, False)


def test_no_data_is_a_page_without_lines() -> None:
    page = decode(b"")
    assert (page.image.size, page.lines, page.ended_by_rtc) == ((1728, 0), 0, False)


def test_lines_are_counted_while_they_arrive() -> None:
    octets = page_of(*[WHITE_LINE] * 100)
    decoder = PageDecoder(Coding.MH)
    decoder.feed(octets[: len(octets) // 2])
    assert 40 < decoder.lines < 60


@pytest.mark.parametrize("cut", [1, 7, 10_000])
def test_lines_beyond_the_limit_are_neither_kept_nor_counted(cut: int) -> None:
    page = decode(page_of(*[WHITE_LINE, "111"] * 20), cut, maximum_lines=5)
    assert (page.lines, page.bad_lines, page.ended_by_rtc) == (5, 2, False)


def test_zeros_without_end_take_little_time() -> None:
    decoder = PageDecoder(Coding.MH)
    started = time.process_time()
    for _ in range(4):
        decoder.feed(bytes(20_000))
    assert time.process_time() - started < 1


@pytest.mark.parametrize("octets", [b"\xaa", b"\x00", b"\x3c"])
def test_data_without_eol_takes_little_memory(octets: bytes) -> None:
    decoder = PageDecoder(Coding.MH)
    tracemalloc.start()
    try:
        for _ in range(200):
            decoder.feed(octets * 4096)
        assert tracemalloc.get_traced_memory()[1] < 1_000_000
    finally:
        tracemalloc.stop()


def test_bits_of_octets_are_in_line_order() -> None:
    assert to_bits(b"\x01\x80") == "1000000000000001"
    assert to_octets("1000000000000001" + "1") == b"\x01\x80\x01"
