"""+FTS and +FRS (T.31 §8.3.1, §8.3.2)."""

import pytest

from faxstatus_core.t31.modulations import V21
from faxstatus_core.t31.tones import Tone
from modem_sim.signals import CarrierOff, CarrierOn, LineCleared, ToneOff, ToneOn
from tests.modem_sim.bench import NO_CARRIER, OK, LoneModem


@pytest.fixture
def lone() -> LoneModem:
    return LoneModem.in_call()


@pytest.mark.parametrize(("value", "seconds"), [(1, 0.01), (8, 0.08), (255, 2.55)])
@pytest.mark.parametrize("name", ["+FTS", "+FRS"])
def test_the_value_counts_tens_of_milliseconds(
    lone: LoneModem, name: str, value: int, seconds: float
) -> None:
    assert lone.command(f"AT{name}={value}") == b""
    assert lone.run(seconds - 0.001) == b""
    assert lone.run(0.002) == OK
    assert lone.line == []


@pytest.mark.parametrize("name", ["+FTS", "+FRS"])
def test_no_time_at_all(lone: LoneModem, name: str) -> None:
    assert lone.command(f"AT{name}=0") + lone.run(0) == OK


def test_what_the_dte_sends_while_the_modem_is_silent_waits(lone: LoneModem) -> None:
    lone.command("AT+FTS=100")
    assert lone.send(b"ATS7?\r") + lone.run(0.9) == b""
    assert lone.run(0.2) == OK + b"\r\n060\r\n" + OK


def test_what_waits_takes_room(lone: LoneModem) -> None:
    lone.command("AT+FTS=100")
    room = lone.modem.room
    lone.send(b" " * 1000)
    assert lone.modem.room == room - 1000


def test_transmitted_silence_does_not_listen(lone: LoneModem) -> None:
    lone.command("AT+FTS=50")
    assert lone.hear(CarrierOn(V21), LineCleared()) == b""
    assert lone.run(0.6) == OK


def test_silence_is_counted_from_the_end_of_a_carrier(lone: LoneModem) -> None:
    lone.hear(CarrierOn(V21))
    lone.command("AT+FRS=10")
    assert lone.run(5) == b""
    lone.hear(CarrierOff())
    assert lone.run(0.099) == b""
    assert lone.run(0.002) == OK


def test_silence_is_counted_anew_when_it_was_broken(lone: LoneModem) -> None:
    lone.command("AT+FRS=10")
    lone.run(0.09)
    lone.hear(CarrierOn(V21))
    lone.run(0.09)
    lone.hear(CarrierOff())
    assert lone.run(0.099) == b""
    assert lone.run(0.002) == OK


def test_a_tone_is_no_silence(lone: LoneModem) -> None:
    lone.hear(ToneOn(Tone.CNG))
    lone.command("AT+FRS=10")
    assert lone.run(1) == b""
    lone.hear(ToneOff())
    assert lone.run(0.099) == b""
    assert lone.run(0.002) == OK


def test_any_character_aborts_listening(lone: LoneModem) -> None:
    lone.hear(CarrierOn(V21))
    lone.command("AT+FRS=10")
    assert lone.send(b"\x18") == OK
    assert lone.hear(CarrierOff()) + lone.run(1) == b""


def test_a_cleared_line_ends_listening(lone: LoneModem) -> None:
    lone.hear(CarrierOn(V21))
    lone.command("AT+FRS=10")
    assert lone.hear(LineCleared()) == NO_CARRIER
    assert lone.command("AT+FRS=10") == NO_CARRIER
