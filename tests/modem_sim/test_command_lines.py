"""V.250 command lines as a DTE sees them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modem_sim.signals import RingBurst
from modem_sim.v250 import MAXIMUM_LINE
from tests.modem_sim.bench import ERROR, OK, RING, LoneModem


@pytest.fixture
def quiet() -> LoneModem:
    """A modem with its echo off."""
    lone = LoneModem()
    lone.command("ATE0")
    return lone


@pytest.mark.parametrize("line", ["AT", "at", "aT", "At", "AT ", "AT;", "ATE0V1Q0", "ATe0 v1 q0"])
def test_a_good_line_answers_ok_once(quiet: LoneModem, line: str) -> None:
    assert quiet.command(line) == OK


def test_every_character_is_echoed_at_once_until_e0() -> None:
    lone = LoneModem()
    assert lone.send(b"A") == b"A"
    assert lone.send(b"TE0") == b"TE0"
    assert lone.send(b"\r") == b"\r" + OK
    assert lone.command("AT") == OK
    assert lone.command("ATE1") == OK
    assert lone.command("AT") == b"AT\r" + OK


def test_v0_answers_in_digits_and_v1_in_words(quiet: LoneModem) -> None:
    assert quiet.command("ATV0") == b"0\r"
    assert quiet.command("ATX9") == b"4\r"
    assert quiet.command("ATS0?") == b"000\r\n0\r"
    assert quiet.command("ATV1") == OK
    assert quiet.command("ATS0?") == b"\r\n000\r\n" + OK


def test_q1_suppresses_results_but_not_information(quiet: LoneModem) -> None:
    assert quiet.command("ATQ1") == b""
    assert quiet.command("ATX9") == b""
    assert quiet.command("AT+FMI?") == b"\r\nfaxstatus\r\n"
    assert quiet.command("ATQ0") == OK


def test_the_registers_3_and_4_shape_answers(quiet: LoneModem) -> None:
    assert quiet.command("ATS3=33S4=35") == b"!#OK!#"
    assert quiet.send(b"AT\r!") == b"!#OK!#"
    assert quiet.send(b"ATS3=13!") == b"\r#OK\r#"


def test_the_register_5_edits(quiet: LoneModem) -> None:
    assert quiet.command("ATS5=35") == OK
    assert quiet.command("ATX9#4") == OK


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("ATS0=255S0?", b"\r\n255\r\n" + OK),
        ("ATS7=30;S7?", b"\r\n030\r\n" + OK),
        ("ATS0=7S0=S0?", b"\r\n000\r\n" + OK),
        ("ATS0=?", b"\r\n0-255\r\n" + OK),
        ("ATS3=?", b"\r\n0-127\r\n" + OK),
        ("ATS7=?", b"\r\n1-255\r\n" + OK),
    ],
)
def test_registers_are_set_and_read(quiet: LoneModem, line: str, answer: bytes) -> None:
    assert quiet.command(line) == answer


@pytest.mark.parametrize(
    "line",
    [
        "ATS0=256",
        "ATS7=0",
        "ATS3=128",
        "ATS999=1",
        "ATS99?",
        "ATS",
        "ATS7",
        "ATS0=-1",
        "ATS0=+1",
        "ATE-1",
        "ATH!",
        "ATE2",
        "ATV9",
        "ATX5",
        "ATQ2",
        "AT&D4",
        "ATZ2",
        "AT&F2",
        "ATH2",
        "ATI99",
        "ATO",
        "AT&W2",
        "AT&K1",
        "AT+IFC=4",
        "AT+IFC=0,3",
        "AT+IFC=1,x",
        "AT*A",
        "AT+FCLASS",
        "AT+FCLASS=",
        "AT+FCLASS=2",
        "AT+FCLASS=2.0",
        "AT+FCLASS=1S0=3",
        "AT+FAR=2",
        "AT+FMI=1",
        "AT+NONE",
        "AT+",
        "AT?",
        "AT!",
        "ATD",
        "ATDT",
        "ATD5/6",
        'ATD"5"',
        "ATA1",
    ],
)
def test_a_bad_line_answers_error_once_and_changes_nothing(line: str) -> None:
    lone = LoneModem()
    lone.command("ATE0+FCLASS=1")
    before = repr(lone.modem.settings)
    assert lone.command(line) == ERROR
    assert repr(lone.modem.settings) == before
    assert not lone.modem.off_hook
    assert lone.modem.deadline is None


@pytest.mark.parametrize("bad", ["X9", "S99=1", "+NONE", "+FCLASS=7", "!", "?E0"])
def test_commands_before_a_bad_one_take_effect_and_those_after_it_do_not(
    quiet: LoneModem, bad: str
) -> None:
    assert quiet.command(f"ATS0=1S7=9;{bad};S7=20") == ERROR
    assert quiet.command("ATS0?S7?") == b"\r\n001\r\n\r\n009\r\n" + OK


def test_information_before_a_bad_command_is_given(quiet: LoneModem) -> None:
    assert quiet.command("ATS7?X9S7?") == b"\r\n060\r\n" + ERROR


def test_backspace_edits_and_cannot_eat_the_at(quiet: LoneModem) -> None:
    assert quiet.command("ATX9\b4") == OK
    assert quiet.command("AT\b\b\bX4") == OK


def test_a_slash_repeats_the_last_line_without_cr(quiet: LoneModem) -> None:
    assert quiet.command("ATS7?") == b"\r\n060\r\n" + OK
    assert quiet.send(b"A/") == b"\r\n060\r\n" + OK
    assert quiet.send(b"a/") == b"\r\n060\r\n" + OK
    assert quiet.command("ATX9") == ERROR
    assert quiet.send(b"A/") == ERROR


def test_overlong_lines_answer_error_and_have_no_effect(quiet: LoneModem) -> None:
    assert quiet.command("ATS0=1" + " " * MAXIMUM_LINE) == ERROR
    assert quiet.command("ATS0?") == b"\r\n000\r\n" + OK
    assert quiet.command("AT" + "V1" * (MAXIMUM_LINE // 2)) == OK


def test_nul_lf_and_rubbish_between_lines_are_ignored(quiet: LoneModem) -> None:
    assert quiet.send(b"\0\0\nxyz\r\r\n\x18A\0\nAT\0V\0001\n\r") == OK


def test_the_parity_bit_is_ignored(quiet: LoneModem) -> None:
    assert quiet.send(bytes(octet | 0x80 for octet in b"ATV1\r")) == OK


def test_lines_in_one_piece_are_answered_in_turn(quiet: LoneModem) -> None:
    assert quiet.send(b"ATV0\rATS7?\rATX9\rATV1\r") == b"0\r060\r\n0\r4\r" + OK


def test_z_and_f_restore_the_defaults() -> None:
    for reset in ("ATZ", "AT&F"):
        lone = LoneModem()
        lone.command("ATE0V0S0=5S3=13X0&D0+FCLASS=1")
        assert lone.command(reset) == OK
        assert lone.command("ATS0?+FCLASS?") == (b"ATS0?+FCLASS?\r\r\n000\r\n\r\n0\r\n" + OK)


def test_z_hangs_up() -> None:
    lone = LoneModem.in_call()
    assert lone.command("ATZ") == OK
    assert not lone.modem.off_hook


@pytest.mark.parametrize("line", ["ATI", "ATI1", "ATI3", "ATI4", "AT+FMI?", "AT+FMM?", "AT+FMR?"])
def test_identification(quiet: LoneModem, line: str) -> None:
    answer = quiet.command(line)
    assert answer.startswith(b"\r\n")
    assert answer.endswith(b"\r\n" + OK)
    assert len(answer) > len(b"\r\n\r\n" + OK)


def test_what_real_modems_take_without_effect(quiet: LoneModem) -> None:
    assert quiet.command("ATL1M0N1P0T0W1&C1&H1&I1&K3&R2&S0+FAR=0") == OK
    assert quiet.command("AT+FAR=?;+FAR?") == b"\r\n0,1\r\n\r\n0\r\n" + OK


def test_a_ring_may_come_in_the_middle_of_a_line(quiet: LoneModem) -> None:
    assert quiet.send(b"ATS7") == b""
    assert quiet.hear(RingBurst()) == RING
    assert quiet.send(b"?\r") == b"\r\n060\r\n" + OK


# Whole commands and pieces of them reach further than octets alone.
_WORDS = st.sampled_from(
    [
        *("AT", "at", "A/", "A", "D", "H", "Z", "&F", "&D0", "E0", "V0", "Q1", "X2", "DT5"),
        *("S0=1", "S3=65", "S4=0", "S5=13", "S3=10", "S7?", ";", "?", "=", "+", "\r", "\n", "\b"),
        *("+FTM=145", "+FRH=3", "+FTH=3", "+FTS=8", "+FRS=1", "\0", "\x10\x03", "\x18", "\xff"),
    ]
)
_LINES = st.sampled_from(
    [
        *("+FCLASS=1", "+FCLASS=1;A", "A", "D5", "H1", "S3=65", "Q1"),
        *("+FTM=96", "+FRM=96", "+FTH=3", "+FRH=3", "+FTS=1", "+FRS=1"),
    ]
).map(lambda line: f"AT{line}\r")
_DTE = (_WORDS | _LINES).map(lambda word: word.encode("latin-1")) | st.binary(max_size=8)


@given(st.lists(_DTE, max_size=30))
def test_after_any_octets_a_command_line_is_answered(pieces: list[bytes]) -> None:
    lone = LoneModem()
    for piece in pieces:
        lone.send(piece)
        lone.run(0.3)
        lone.modem.take_line_output()
    lone.run(90)  # what is under way comes to its end
    for _ in range(2):  # the second time because the first may complete a line that sets S3
        lone.modem.settings.registers.update({3: 13, 4: 10, 5: 8})
        lone.send(b"\r")
        lone.run(90)
    lone.command("ATQ0V1E0")
    assert lone.command("AT") == OK
