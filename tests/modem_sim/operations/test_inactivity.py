"""+FIT: a call is ended when the DTE says nothing (T.31 §8.5.4)."""

import pytest

from faxstatus_core.t31.modulations import V21
from modem_sim.signals import CarrierOn, Octets, OnHook, TrainingDone
from tests.modem_sim.bench import CONNECT, END, NO_CARRIER, OK, LoneModem


def _in_call(setting: str) -> LoneModem:
    lone = LoneModem.in_call()
    assert lone.command(f"AT+FIT={setting}") == OK
    return lone


def _hung_up(lone: LoneModem) -> bool:
    return any(isinstance(action, OnHook) for _, action in lone.line)


@pytest.mark.parametrize(("action", "fax_class"), [(0, b"0"), (1, b"1")])
def test_a_modem_that_waits_for_a_command_goes_on_hook(action: int, fax_class: bytes) -> None:
    lone = _in_call(f"10,{action}")
    lone.run(9.9)
    assert not _hung_up(lone)
    lone.run(0.2)
    assert _hung_up(lone)
    assert not lone.modem.off_hook
    assert lone.command("AT+FCLASS?") == b"\r\n" + fax_class + b"\r\n" + OK


def test_any_character_begins_the_time_again() -> None:
    lone = _in_call("10,0")
    lone.run(9)
    assert lone.send(b"A") == b""
    lone.run(9.9)
    assert not _hung_up(lone)
    lone.run(0.2)
    assert _hung_up(lone)


def test_time_on_the_line_does_not_count() -> None:
    lone = _in_call("3,0")
    assert lone.command("AT+FRH=3") == b""
    lone.run(60)
    lone.hear(CarrierOn(V21), TrainingDone())
    assert lone.hear(Octets(b"\x7e\x7e")) == CONNECT
    lone.run(60)
    assert not _hung_up(lone)


@pytest.mark.parametrize("command", ["AT+FTM=96", "AT+FTH=3"])
def test_a_modem_that_waits_for_data_ends_the_call(command: str) -> None:
    lone = _in_call("2,0")
    assert lone.command(command) == CONNECT
    assert lone.run(1.9) == b""
    assert lone.run(0.2) == NO_CARRIER
    assert _hung_up(lone)


def test_data_that_comes_in_time_is_sent() -> None:
    lone = _in_call("2,0")
    lone.command("AT+FTM=96")
    lone.run(1.9)
    lone.send(b"page" + END)
    assert lone.run(1.5) == OK
    assert not _hung_up(lone)


def test_it_is_off_by_default_and_on_hook() -> None:
    lone = LoneModem.in_call()
    lone.run(1000)
    assert not _hung_up(lone)
    lone.command("AT+FIT=1,0;H")
    lone.line.clear()
    lone.run(10)
    assert lone.line == []
    assert lone.modem.deadline is None
