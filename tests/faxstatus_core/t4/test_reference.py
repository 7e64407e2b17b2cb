"""The fast coder and decoder against the plain ones of tests/support/t4_reference.py."""

from hypothesis import example, given, settings
from hypothesis import strategies as st

from faxstatus_core.bits import to_bits, to_octets
from faxstatus_core.t4.code_tables import BLACK, EOL, WHITE
from faxstatus_core.t4.decode import PageDecoder
from faxstatus_core.t4.encode import encode_rows
from faxstatus_core.t4.line_1d import decode_line
from faxstatus_core.t4.page_format import Coding
from tests.support.t4_reference import Judged, reference_code, reference_page, reference_row
from tests.support.t4_reference_2d import packed

WIDTH = 200
"""Pels of most pages here: narrow, so that lines of any code words are often just as long."""


def judged(
    octets: bytes, cuts: list[int], width: int, maximum_lines: int, coding: Coding = Coding.MH
) -> Judged:
    """What the product makes of ``octets`` in pieces."""
    decoder = PageDecoder(coding, width, maximum_lines=maximum_lines)
    start = 0
    for cut in [*cuts, len(octets)]:
        decoder.feed(octets[start : start + cut])
        start += cut
    page = decoder.finish()
    return list(page.rows), page.bad_lines, page.longest_bad_run, page.ended_by_rtc


# Code words that fit together, or nearly: colours in turn, any run, now and then a wrong one.
_white, _black = st.sampled_from(sorted(WHITE)), st.sampled_from(sorted(BLACK))
_words = st.lists(st.tuples(_white, _black), max_size=12).map(
    lambda pairs: "".join(white + black for white, black in pairs)
)
_bits = st.text("01", max_size=60)
_coded = st.lists(st.binary(min_size=WIDTH // 8, max_size=WIDTH // 8), min_size=1, max_size=3).map(
    lambda rows: to_bits(encode_rows(rows, WIDTH))[12:-72]
)
_lines = _words | _bits | _coded | st.tuples(_coded, _bits).map("".join)
_width = st.sampled_from([1, 7, 8, 63, 64, 65, 128, WIDTH, 1728, 2623])


@given(_lines, _width)
@example("00110101" + "0000001111" + "0000110111", 64)  # black 64, and the 0 that it needs
@example("00110101" + "0000001111", 64)  # which is not there
@example("11011" + "00110101" + "0000110111", 64)  # a run of 0 after the end
@example("11011" + "11011" + "00110101", 128)  # two make-up codes in a row
@example("00110101" + "0000001", 18)  # black 18, but for its last zeros
@settings(max_examples=400)
def test_a_line_is_what_its_code_words_say_one_by_one(line: str, width: int) -> None:
    bits = line.rstrip("0")
    assert decode_line(bits, width) == reference_row(bits, width)


@given(st.data())
@settings(max_examples=200)
def test_a_line_of_any_runs_is_good_exactly_at_its_own_width(data: st.DataObject) -> None:
    runs = data.draw(st.lists(st.integers(0, 300), min_size=1, max_size=30).filter(any))
    pels = "".join("01"[place % 2] * run for place, run in enumerate(runs))
    bits = to_bits(reference_code([packed(pels)], len(pels), 0)).split(EOL)[1]
    assert decode_line(bits.rstrip("0"), len(pels)) == packed(pels)
    other = len(pels) + data.draw(st.sampled_from([-64, -8, -1, 1, 8, 64]))
    assert other < 1 or decode_line(bits.rstrip("0"), other) is None


# Pages of lines good and bad, fill, hurt EOLs, RTC in the middle, and rubbish, shifted by any bits.
_parts = st.lists(
    st.tuples(_lines, st.sampled_from(["", "0", "0" * 30]), st.sampled_from([EOL] * 8 + [""])).map(
        "".join
    )
    | st.sampled_from([EOL, EOL * 2, EOL * 3, "000100000001", "0" * 40, "1" * 30])
    | _coded.map(lambda line: (line + EOL) * 3),
    max_size=12,
).map("".join)
_cuts = st.lists(st.integers(0, 40), max_size=12)


@given(_parts, _cuts, st.sampled_from([3, 1000]))
@settings(max_examples=300)
def test_every_line_is_accounted_for_in_pieces_as_in_one(
    bits: str, cuts: list[int], maximum_lines: int
) -> None:
    octets = to_octets(bits)
    expected = reference_page(octets, WIDTH, maximum_lines, Coding.MH)
    assert judged(octets, cuts, WIDTH, maximum_lines) == expected


@given(st.lists(st.integers(0, 10_000), max_size=6), _cuts)
@settings(max_examples=100)
def test_a_page_hurt_anywhere_is_accounted_for_the_same(hurt: list[int], cuts: list[int]) -> None:
    rows = [bytes((n * n % 251, 255 * (n % 2), 0, n) * 6 + (n,)) for n in range(30)]
    octets = bytearray(encode_rows(rows, WIDTH))
    for bit in hurt:
        octets[bit // 8 % len(octets)] ^= 1 << bit % 8
    assert judged(bytes(octets), cuts, WIDTH, 1000) == reference_page(
        bytes(octets), WIDTH, 1000, Coding.MH
    )


@given(st.integers(1, 300), st.sampled_from([0, 24, 96]), st.data())
@settings(max_examples=150)
def test_pages_are_coded_run_by_run(width: int, minimum: int, data: st.DataObject) -> None:
    row = st.text("01", min_size=width, max_size=width) | st.sampled_from(
        ["0" * width, "1" * width]
    )
    rows = [packed(pels) for pels in data.draw(st.lists(row, min_size=1, max_size=8))]
    coded = encode_rows([*rows, *rows], width, minimum_line_bits=minimum)
    assert coded == reference_code([*rows, *rows], width, minimum)
