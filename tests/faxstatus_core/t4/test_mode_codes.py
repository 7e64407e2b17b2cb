"""The mode codes of T.4 Table 4, one line of each."""

import itertools

import pytest

from faxstatus_core.t4.changes import line_of_row, white_line
from faxstatus_core.t4.code_tables import BLACK, EOL, WHITE
from faxstatus_core.t4.line_2d import decode_line_2d
from faxstatus_core.t4.mode_codes import LONGEST_MODE, MODES
from tests.support.t4_reference_2d import modes_of, packed

ABOVE = packed("0000111100001111")


@pytest.mark.parametrize(
    ("pels", "words"),
    [
        ("0000111100001111", "1 1 1 1"),
        ("0000011100001111", "011 1 1 1"),
        ("0000001100001111", "000011 1 1 1"),
        ("0000000100001111", "0000011 1 1 1"),
        ("0001111100001111", "010 1 1 1"),
        ("0011111100001111", "000010 1 1 1"),
        ("0111111100001111", "0000010 1 1 1"),
        ("0000000000001111", "0001 1 1"),
        ("0000000000000000", "0001 001 10011 0000110111"),
        ("1111111000001111", "001 00110101 00011 1 1"),
        ("0011000011111111", "000010 001 11 1011 1"),
        ("0000000000111111", "0001 000010 1"),
    ],
)
def test_each_mode_is_coded_and_decoded_as_the_table_says(pels: str, words: str) -> None:
    bits, row = words.replace(" ", ""), packed(pels)
    assert modes_of(row, ABOVE, len(pels)) == bits
    decoded = decode_line_2d(bits, line_of_row(ABOVE, len(pels)), len(pels))
    assert decoded is not None
    assert decoded.row == row


def test_no_mode_begins_another_or_an_eol_and_the_longest_has_seven_bits() -> None:
    words = sorted([*MODES, "0000001", EOL[:-1]])
    assert not any(later.startswith(word) for word, later in itertools.pairwise(words))
    assert max(map(len, MODES)) == LONGEST_MODE


@pytest.mark.parametrize("number", range(8))
def test_extensions_make_the_line_bad(number: int) -> None:
    # 0000001111 is uncompressed mode (T.4 §4.2.1.3.4): 1728 pels could follow.
    bits = f"0000001{number:03b}" + "000001" * 10 + "00000011"
    assert decode_line_2d(bits, line_of_row(ABOVE, 16), 16) is None


@pytest.mark.parametrize(
    "words",
    [
        "1 1 1 1 1",  # more than a line
        "1 1 1",  # less
        "0001 0001 0001",  # passed the border
        "0000010 0000010 1 1 1 1",  # the second to the left of the first
        "001 00110101 0000110111 1 1 1 1",  # two runs of nothing
        "1 001 0000110111 1000 1 1 1",  # a run of nothing
        "1 1 1 011",  # one beyond the border
        "1 1 1 001 000101 00110101",  # two beyond it
        "001 11011 11011 11011 11011 11011",  # a run that does not end
        "",
    ],
)
def test_lines_that_no_coder_makes_are_bad(words: str) -> None:
    assert decode_line_2d(words.replace(" ", ""), line_of_row(ABOVE, 16), 16) is None


def test_an_element_on_the_one_before_makes_the_line_bad() -> None:
    above = line_of_row(packed("00001000"), 8)
    assert decode_line_2d("1" + "1" + "1", above, 8) == above
    assert decode_line_2d("1" + "010" + "1", above, 8) is None
    assert decode_line_2d("010" + "1" + "1", line_of_row(packed("10000000"), 8), 8) is None


def test_the_widest_page_has_runs_of_two_make_up_codes_and_a_terminating_code() -> None:
    white = {run: code for code, run in WHITE.items()}
    black = {run: code for code, run in BLACK.items()}
    row = packed("0" + "1" * 4863)
    bits = "001" + white[1] + black[2560] + black[2240] + black[63]
    decoded = decode_line_2d(bits, white_line(4864), 4864)
    assert decoded is not None
    assert decoded.row == row
