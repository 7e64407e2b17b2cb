"""Identifications travel backwards (T.30 §5.3.6.2.4)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faxstatus_core.t30.frames import Fcf, Frame, FrameError, Identification, build, parse

IDENTIFIED = [Fcf.CSI, Fcf.CIG, Fcf.TSI, Fcf.SUB, Fcf.SID, Fcf.SEP, Fcf.PWD, Fcf.PSA]


def built(text: str, fcf: Fcf = Fcf.TSI) -> bytes:
    return build(Frame(fcf, final=False, fif=Identification(text)), with_fcs=False)[3:]


def parsed(fif: bytes, fcf: Fcf = Fcf.TSI) -> str:
    frame = parse(bytes([0xFF, 0x03, fcf]) + fif, with_fcs=False)
    assert isinstance(frame.fif, Identification)
    return frame.fif.text


@pytest.mark.parametrize("fcf", IDENTIFIED)
def test_the_last_digit_travels_first_and_the_plus_last(fcf: Fcf) -> None:
    assert built("+49 123", fcf) == b"321 94+" + b" " * 13
    assert parsed(b"321 94+" + b" " * 13, fcf) == "+49 123"


def test_padding_is_accepted_on_either_side() -> None:
    assert parsed(b" " * 13 + b"321 94+") == "+49 123"


@pytest.mark.parametrize(("fif", "text"), [(b"", ""), (b"1", "1"), (b"21 ", "12"), (b" " * 20, "")])
def test_short_and_blank_fields_of_real_machines(fif: bytes, text: str) -> None:
    assert parsed(fif) == text


def test_letters_and_control_characters_are_kept() -> None:
    assert parsed("Büro\0\x1b".encode("latin-1")[::-1]) == "Büro\0\x1b"


def test_a_text_is_held_without_its_padding() -> None:
    assert Identification("  123 ") == Identification("123")


@given(st.text(st.characters(codec="latin-1"), max_size=20))
def test_parsing_what_was_built_gives_the_text(text: str) -> None:
    assert len(built(text)) == 20
    assert parsed(built(text)) == text.strip(" ")


@given(st.binary(max_size=20))
def test_building_what_was_parsed_keeps_every_character_in_place(fif: bytes) -> None:
    assert built(parsed(fif)) == fif.strip(b" ").ljust(20, b" ")


def test_more_than_twenty_octets_are_refused() -> None:
    with pytest.raises(FrameError) as caught:
        parsed(b"1" * 21)
    assert caught.value.where == "octet 3 (FIF of TSI)"
    assert "length 21" in caught.value.what


@pytest.mark.parametrize(
    ("text", "what"), [("1" * 21, "21 characters"), ("1€", "'€'"), ("\ud800", "no octet")]
)
def test_a_text_that_no_frame_can_carry_is_refused(text: str, what: str) -> None:
    with pytest.raises(FrameError, match=what) as caught:
        built(text)
    assert caught.value.where == "octet 3 (FIF of TSI), text"
    assert caught.value.remedy
