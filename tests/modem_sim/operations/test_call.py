"""ATD and ATA (V.250 §6.3, T.31 §8.2.1)."""

import pytest

from faxstatus_core.t31.modulations import V21
from faxstatus_core.t31.tones import Tone
from modem_sim.operations.call import DialStringError, parse_dial_string
from modem_sim.signals import (
    CarrierOn,
    Dial,
    LineCleared,
    OffHook,
    OnHook,
    RingBurst,
    RingingStopped,
    ToneOff,
    ToneOn,
    TrainingDone,
)
from tests.modem_sim.bench import CONNECT, END, ERROR, NO_CARRIER, OK, RING, LoneModem

NO_DIALTONE, BUSY = b"\r\nNO DIALTONE\r\n", b"\r\nBUSY\r\n"
NO_ANSWER = b"\r\nNO ANSWER\r\n"


@pytest.fixture
def lone() -> LoneModem:
    """On hook, in class 1, without echo."""
    lone = LoneModem()
    lone.command("ATE0+FCLASS=1")
    return lone


def _dialled(lone: LoneModem, line: str = "ATDT5") -> None:
    """Dial, with a dial tone that comes after 0.2 s."""
    assert lone.command(line) == b""
    lone.run(0.2)
    lone.hear(ToneOn(Tone.DIAL))
    lone.run(5)
    lone.hear(ToneOff())


# --- the dial string


@pytest.mark.parametrize(
    ("text", "digits", "pauses"),
    [
        ("T5551234", "5551234", 0),
        ("p 0,,1", "01", 2),
        ("+49(89)12-34.5", "498912345", 0),
        ("*21#", "*21#", 0),
        ("abcd", "ABCD", 0),
        ("T0W1@2!3;", "0123", 0),
    ],
)
def test_dial_strings(text: str, digits: str, pauses: int) -> None:
    assert parse_dial_string(text) == (digits, pauses)


@pytest.mark.parametrize(
    "text", ["", "T", "T,,", "E", "5/6", '"5"', "L", "S=1", "\N{DIGIT FIVE}\xb2"]
)
def test_dial_strings_with_something_else_in_them(text: str) -> None:
    with pytest.raises(DialStringError):
        parse_dial_string(text)


# --- dialling


def test_the_modem_seizes_the_line_waits_for_the_tone_and_dials(lone: LoneModem) -> None:
    lone.command("ATDT123")
    assert lone.line == [(0.0, OffHook())]
    lone.run(1)
    lone.hear(ToneOn(Tone.DIAL))
    lone.run(1)
    ((time, dialled),) = [item for item in lone.line if isinstance(item[1], Dial)]
    assert dialled == Dial("123")
    assert time == pytest.approx(1 + 3 * 0.19)  # S11 is 95 ms


def test_a_comma_pauses_for_register_8(lone: LoneModem) -> None:
    lone.command("ATS8=3DT1,,2")
    lone.hear(ToneOn(Tone.DIAL))
    lone.run(10)
    (time,) = [time for time, action in lone.line if isinstance(action, Dial)]
    assert time == pytest.approx(2 * 3 + 2 * 0.19)


def test_without_a_dial_tone(lone: LoneModem) -> None:
    assert lone.command("ATDT5") == b""
    assert lone.run(4.9) == b""
    assert lone.run(0.2) == NO_DIALTONE
    assert [action for _, action in lone.line] == [OffHook(), OnHook()]
    assert lone.command("AT+FTM=96") == ERROR


def test_no_dialtone_in_digits(lone: LoneModem) -> None:
    lone.command("ATV0DT5")
    assert lone.run(6) == b"6\r"


@pytest.mark.parametrize("monitor", [0, 1, 3])
def test_blind_dialling_after_register_6(lone: LoneModem, monitor: int) -> None:
    lone.command(f"ATX{monitor}S6=4DT5")
    lone.run(5)
    (time,) = [time for time, action in lone.line if isinstance(action, Dial)]
    assert time == pytest.approx(4 + 0.19)


def test_cng_sounds_half_a_second_in_every_three_and_a_half(lone: LoneModem) -> None:
    _dialled(lone)
    lone.run(10)
    tones = [(time, action) for time, action in lone.line if isinstance(action, ToneOn | ToneOff)]
    first = tones[0][0]
    assert [(round(time - first, 6), action) for time, action in tones[:5]] == [
        (0, ToneOn(Tone.CNG)),
        (0.5, ToneOff()),
        (3.5, ToneOn(Tone.CNG)),
        (4, ToneOff()),
        (7, ToneOn(Tone.CNG)),
    ]


def test_cng_stops_when_the_answer_tone_is_heard(lone: LoneModem) -> None:
    _dialled(lone)
    lone.hear(ToneOn(Tone.CED))
    lone.run(20)
    since = len(lone.line)
    lone.run(20)
    assert lone.line[since:] == []
    assert isinstance(lone.line[-1][1], ToneOff)


@pytest.mark.parametrize(
    ("monitor", "tone", "said"),
    [
        (4, Tone.BUSY, BUSY),
        (3, Tone.BUSY, BUSY),
        (2, Tone.BUSY, NO_CARRIER),
        (4, Tone.UNOBTAINABLE, NO_CARRIER),
    ],
)
def test_a_refusal_is_recognised(lone: LoneModem, monitor: int, tone: Tone, said: bytes) -> None:
    _dialled(lone, f"ATX{monitor}DT5")
    lone.hear(ToneOn(tone))
    assert lone.run(3) == said
    assert isinstance(lone.line[-1][1], OnHook)


@pytest.mark.parametrize(("heard", "said"), [(Tone.RINGBACK, NO_ANSWER), (None, NO_CARRIER)])
def test_register_7_bounds_the_wait(lone: LoneModem, heard: Tone | None, said: bytes) -> None:
    lone.command("ATS7=20X0S6=2DT5")
    if heard:
        lone.run(3)
        lone.hear(ToneOn(heard))
    assert lone.run(2 + 0.19 + 20 - 0.1 - lone.now) == b""
    assert lone.run(0.2) == said
    assert isinstance(lone.line[-1][1], OnHook)


def test_answered_but_without_flags_is_no_carrier(lone: LoneModem) -> None:
    _dialled(lone)
    lone.hear(ToneOn(Tone.RINGBACK), ToneOff(), ToneOn(Tone.CED))
    lone.run(3)
    lone.hear(ToneOff())
    assert lone.run(70) == NO_CARRIER


def test_flags_connect_and_the_first_frame_follows(lone: LoneModem) -> None:
    _dialled(lone)
    lone.hear(ToneOn(Tone.CED), ToneOff())
    assert lone.hear(CarrierOn(V21), TrainingDone()) == b""
    said = lone.hear_frames(b"\xff\x13\x80")
    assert said.startswith(CONNECT + b"\xff\x13\x80")
    assert said.endswith(END + OK)


def test_in_class_0_flags_do_not_connect(lone: LoneModem) -> None:
    lone.command("AT+FCLASS=0")
    _dialled(lone, "ATS7=10DT5")
    lone.hear(CarrierOn(V21))
    assert lone.hear_frames(b"\xff\x13\x80") == b""
    assert lone.run(20) == NO_CARRIER


@pytest.mark.parametrize("after", [0.15, 3, 20])
def test_a_character_aborts_dialling(lone: LoneModem, after: float) -> None:
    lone.command("ATDT5")
    lone.hear(ToneOn(Tone.DIAL))
    lone.run(after)
    assert lone.send(b"\x18") == NO_CARRIER
    assert isinstance(lone.line[-1][1], OnHook)
    assert lone.run(100) == b""
    assert lone.command("AT") == OK


@pytest.mark.parametrize("line", [b"ATDT5\r", b"ATA\r"])
def test_what_comes_right_behind_the_command_does_not_abort(lone: LoneModem, line: bytes) -> None:
    assert lone.send(line + b"\n") == b""
    lone.run(0.1)
    assert lone.send(b"\n") == b""
    assert lone.modem.off_hook


def test_a_cleared_line_ends_dialling(lone: LoneModem) -> None:
    _dialled(lone)
    assert lone.hear(LineCleared()) == NO_CARRIER
    assert isinstance(lone.line[-1][1], OnHook)


# --- answering


def test_silence_answer_tone_gap_flags(lone: LoneModem) -> None:
    lone.hear(RingBurst())
    lone.line.clear()
    assert lone.command("ATA") == b""
    assert lone.run(6) == CONNECT
    actions = [(round(time, 6), action) for time, action in lone.line][:5]
    assert actions == [
        (0, OffHook()),
        (2, ToneOn(Tone.CED)),
        (5, ToneOff()),
        (5.075, CarrierOn(V21)),
        (5.075, TrainingDone()),
    ]


def test_each_ring_is_reported_and_counted(lone: LoneModem) -> None:
    assert lone.hear(RingBurst()) == RING
    assert lone.hear(RingBurst()) == RING
    assert lone.command("ATS1?") == b"\r\n002\r\n" + OK
    lone.hear(RingingStopped())
    assert lone.command("ATS1?") == b"\r\n000\r\n" + OK


@pytest.mark.parametrize("rings", [1, 3])
def test_register_0_answers(lone: LoneModem, rings: int) -> None:
    lone.command(f"ATS0={rings}")
    for _ in range(rings - 1):
        assert lone.hear(RingBurst()) + lone.run(6) == RING
    assert lone.line == []
    assert lone.hear(RingBurst()) + lone.run(6) == RING + CONNECT


def test_rings_of_an_earlier_call_do_not_count(lone: LoneModem) -> None:
    lone.command("ATS0=2")
    lone.hear(RingBurst(), RingingStopped())
    assert lone.hear(RingBurst()) + lone.run(6) == RING
    assert lone.line == []


def test_no_ring_is_reported_off_hook() -> None:
    assert LoneModem.in_call().hear(RingBurst()) == b""


@pytest.mark.parametrize("after", [0.2, 3, 5.03])
def test_a_character_aborts_answering(lone: LoneModem, after: float) -> None:
    lone.command("ATA")
    lone.run(after)
    assert lone.send(b"\x18") == NO_CARRIER
    assert isinstance(lone.line[-1][1], OnHook)
    assert lone.command("AT") == OK


def test_a_cleared_line_ends_answering(lone: LoneModem) -> None:
    lone.command("ATA")
    lone.run(1)
    assert lone.hear(LineCleared()) == NO_CARRIER
    assert isinstance(lone.line[-1][1], OnHook)


def test_answering_in_class_0_finds_no_carrier(lone: LoneModem) -> None:
    lone.command("AT+FCLASS=0;S7=5A")
    assert lone.run(11) == NO_CARRIER
    assert not lone.modem.off_hook


def test_hanging_up_on_hook_does_nothing(lone: LoneModem) -> None:
    assert lone.command("ATH") == OK
    assert lone.command("ATH0") == OK
    assert lone.line == []


def test_h1_seizes_the_line(lone: LoneModem) -> None:
    assert lone.command("ATH1") == OK
    assert lone.command("ATH1") == OK
    assert [action for _, action in lone.line] == [OffHook()]
    assert lone.command("AT+FRH=3") == NO_CARRIER
