"""Coding pages in MR and MMR: framed, filled and tagged as T.4 and T.6 say."""

import itertools

import pytest

from faxstatus_core.bits import to_bits
from faxstatus_core.t4.code_tables import EOL
from faxstatus_core.t4.encode import encode_page, encode_rows
from faxstatus_core.t4.page_format import Coding
from tests.support.pages import draw_page

WHITE_1D = "1" + "010011011" + "00110101"
RTC = (EOL + "1") * 6


@pytest.mark.parametrize(("k", "two_dimensional"), [(2, 1), (3, 1), (4, 3), (6, 5), (8, 7)])
def test_at_most_k_minus_one_lines_follow_a_1d_line(k: int, two_dimensional: int) -> None:
    bits = to_bits(encode_page(draw_page(1, 100), Coding.MR, k_factor=k)).split(EOL)
    tags = [line[0] for line in bits[1:101]]
    assert tags[0] == "1"
    runs = [len(list(run)) for tag, run in itertools.groupby(tags) if tag == "0"]
    assert 1 <= max(runs) <= two_dimensional


def test_a_white_page_of_mr_has_a_tag_after_each_eol() -> None:
    bits = to_bits(encode_rows([bytes(216)] * 5, coding=Coding.MR))
    lines = EOL + WHITE_1D + (EOL + "01") * 3 + EOL + WHITE_1D
    assert bits.rstrip("0") == lines + RTC


def test_fill_brings_each_line_of_mr_with_tag_and_eol_to_the_minimum() -> None:
    page = draw_page(1, 100)
    plain = to_bits(encode_page(page, Coding.MR)).split(EOL)[1:101]
    bits = to_bits(encode_page(page, Coding.MR, minimum_line_bits=96))
    at = len(EOL)
    for line in plain:
        filled = line + "0" * (96 - 12 - len(line)) + EOL
        assert bits.startswith(filled, at)
        at += len(filled)


def test_mmr_has_eofb_at_its_end_and_no_other_eol() -> None:
    bits = to_bits(encode_rows([bytes(216)] * 5, coding=Coding.MMR))
    assert bits.rstrip("0") == "1" * 5 + EOL * 2


def test_mmr_of_a_long_page_is_one_strip() -> None:
    page = draw_page(1, 3000)
    assert to_bits(encode_page(page, Coding.MMR)).count(EOL) == 2


@pytest.mark.parametrize("coding", list(Coding))
def test_a_page_without_lines_is_its_end(coding: Coding) -> None:
    ends = {Coding.MH: EOL * 7, Coding.MR: EOL + RTC, Coding.MMR: EOL * 2}
    bits = to_bits(encode_rows([], coding=coding)).rstrip("0")
    assert bits in (ends[coding], RTC, EOL * 6)


def test_fill_in_mmr_and_k_below_two_are_refused() -> None:
    with pytest.raises(ValueError, match="cannot be filled"):
        encode_rows([bytes(216)], coding=Coding.MMR, minimum_line_bits=96)
    with pytest.raises(ValueError, match="2 or more"):
        encode_rows([bytes(216)], coding=Coding.MR, k_factor=1)
