"""MR and MMR against the plain coder and decoder of tests/support/t4_reference_2d.py."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from faxstatus_core.bits import to_bits, to_octets
from faxstatus_core.t4.changes import line_of_row
from faxstatus_core.t4.code_tables import BLACK, EOL, WHITE
from faxstatus_core.t4.decode import PageDecoder
from faxstatus_core.t4.encode import encode_rows
from faxstatus_core.t4.line_2d import decode_line_2d
from faxstatus_core.t4.mode_codes import MODES
from faxstatus_core.t4.page_format import Coding
from tests.support.t4_reference import (
    Judged,
    reference_code_2d,
    reference_code_mmr,
    reference_page,
)
from tests.support.t4_reference_2d import Outcome, modes_of, packed, read_modes

BORDER = "0" * 120
TWO_DIMENSIONAL = [Coding.MR, Coding.MMR]


def judged(octets: bytes, cuts: list[int], width: int, maximum: int, coding: Coding) -> Judged:
    """What the product makes of ``octets`` in pieces."""
    decoder = PageDecoder(coding, width, maximum_lines=maximum)
    start = 0
    for cut in [*cuts, len(octets)]:
        decoder.feed(octets[start : start + cut])
        start += cut
    page = decoder.finish()
    assert list(decoder.rows) == list(page.rows)
    return list(page.rows), page.bad_lines, page.longest_bad_run, page.ended_by_rtc


def rows_of(width: int) -> st.SearchStrategy[bytes]:
    """Lines with runs of all lengths, of which short ones are more likely."""
    lengths = st.lists(st.sampled_from([0, 1, 1, 2, 2, 3, 4, 5, 7, 30, 64, 200]), max_size=30)
    return lengths.map(
        lambda runs: packed(
            "".join("01"[n % 2] * run for n, run in enumerate(runs))[:width].ljust(width, "0")
        )
    )


_words = st.sampled_from([*MODES, "1", "1", "1", "010", "0000001111"])
_run_words = st.sampled_from([*sorted(WHITE), *sorted(BLACK)])
_modes = st.lists(_words | st.tuples(st.just("001"), _run_words, _run_words).map("".join)).map(
    "".join
)
_widths = st.sampled_from([1, 7, 8, 9, 40, 64, 200, 1728])


@given(st.data(), _widths, _modes | st.text("01", max_size=80))
@settings(max_examples=200)
def test_a_line_is_what_its_modes_say_one_by_one(
    data: st.DataObject, width: int, line: str
) -> None:
    above = data.draw(rows_of(width))
    bits = line.rstrip("0")
    expected, end, outcome = read_modes(bits + BORDER, 0, above, width)
    if outcome is not Outcome.WHOLE or "1" in bits[end:]:
        expected = None
    decoded = decode_line_2d(bits, line_of_row(above, width), width)
    assert (decoded and decoded.row) == expected


@given(st.data(), _widths)
@settings(max_examples=120)
def test_any_line_below_any_other_comes_back(data: st.DataObject, width: int) -> None:
    above, row = data.draw(rows_of(width)), data.draw(rows_of(width))
    decoded = decode_line_2d(
        modes_of(row, above, width).rstrip("0"), line_of_row(above, width), width
    )
    assert decoded == line_of_row(row, width)


WIDTH = 40
_lines = st.lists(rows_of(WIDTH), min_size=1, max_size=6)
_coded = st.tuples(_lines, st.sampled_from([2, 4, 9])).map(
    lambda page: to_bits(reference_code_2d(page[0], WIDTH, page[1]))[12:-65]
)
_coded_mmr = _lines.map(lambda rows: to_bits(reference_code_mmr(rows, WIDTH))[:-24])
_ends = st.sampled_from([EOL, EOL + "1", EOL + "0", "0" * 20 + EOL + "1"])
_rubbish = st.sampled_from(
    [EOL, EOL * 2, EOL * 3, (EOL + "1") * 3, "10001000000011", "000100000001", "0" * 40, "1" * 30]
)
_parts = st.lists(_coded | _coded_mmr | _ends | _ends | _modes | _rubbish, max_size=12).map("".join)
_cuts = st.lists(st.integers(0, 40), max_size=12)


@pytest.mark.parametrize("coding", TWO_DIMENSIONAL)
@given(_parts, _cuts, st.sampled_from([3, 1000]))
@example("1" * 12, [], 1000)
@example("010" * 200, [], 1000)
@example("000000000001" + "1" + "11011" * 100, [], 1000)
@settings(max_examples=120)
def test_every_line_is_accounted_for_whatever_arrives(
    coding: Coding, bits: str, cuts: list[int], maximum: int
) -> None:
    octets = to_octets(bits)
    expected = reference_page(octets, WIDTH, maximum, coding)
    assert judged(octets, cuts, WIDTH, maximum, coding) == expected


@pytest.mark.parametrize("coding", TWO_DIMENSIONAL)
@given(_lines, st.lists(st.integers(0, 10_000), min_size=1, max_size=4), _cuts)
@settings(max_examples=60)
def test_a_two_dimensional_page_hurt_anywhere_is_accounted_for_the_same(
    coding: Coding, rows: list[bytes], hurt: list[int], cuts: list[int]
) -> None:
    octets = bytearray(encode_rows(rows * 4, WIDTH, coding))
    for bit in hurt:
        octets[bit // 8 % len(octets)] ^= 1 << bit % 8
    expected = reference_page(bytes(octets), WIDTH, 1000, coding)
    assert judged(bytes(octets), cuts, WIDTH, 1000, coding) == expected


@given(st.data(), _widths, st.sampled_from([2, 4]), st.sampled_from([0, 24, 96]))
@settings(max_examples=50)
def test_lines_are_coded_by_the_modes_that_the_flow_chart_chooses(
    data: st.DataObject, width: int, k: int, minimum: int
) -> None:
    rows = data.draw(st.lists(rows_of(width), min_size=1, max_size=8))
    assert encode_rows(rows, width, Coding.MMR) == reference_code_mmr(rows, width)
    coded = encode_rows(rows, width, Coding.MR, k_factor=k, minimum_line_bits=minimum)
    assert coded == reference_code_2d(rows, width, k, minimum)
