"""The commands of class 1, apart from what they do on the line (T.31 §8)."""

import pytest

from faxstatus_core.t31.modulations import BY_CODE
from modem_sim.signals import CarrierOn, RingBurst
from tests.modem_sim.bench import CONNECT, END, ERROR, FCERROR, NO_CARRIER, OK, LoneModem

ACTIONS = ["+FTS=1", "+FRS=1", "+FTM=96", "+FRM=96", "+FTH=3", "+FRH=3"]
CODES = b"24,48,72,73,74,96,97,98,121,122,145,146"


def _class_1() -> LoneModem:
    lone = LoneModem()
    lone.command("ATE0+FCLASS=1")
    return lone


def test_fclass() -> None:
    lone = LoneModem()
    lone.command("ATE0")
    assert lone.command("AT+FCLASS=?") == b"\r\n0,1,1.0\r\n" + OK
    assert lone.command("AT+FCLASS?") == b"\r\n0\r\n" + OK
    assert lone.command("AT+fclass = 1") == OK
    assert lone.command("AT+FCLASS?") == b"\r\n1\r\n" + OK
    assert lone.command("AT+FCLASS=3") == ERROR
    assert lone.command("AT+FCLASS?") == b"\r\n1\r\n" + OK


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("+FTS", b"0-255"),
        ("+FRS", b"0-255"),
        ("+FTM", CODES),
        ("+FRM", CODES),
        ("+FTH", b"3"),
        ("+FRH", b"3"),
    ],
)
def test_the_values_are_listed_on_hook_and_in_a_call(name: str, values: bytes) -> None:
    for lone in (_class_1(), LoneModem.in_call()):
        assert lone.command(f"AT{name}=?") == b"\r\n" + values + b"\r\n" + OK


@pytest.mark.parametrize("action", ACTIONS)
def test_no_action_on_hook(action: str) -> None:
    lone = _class_1()
    assert lone.command("AT" + action) == ERROR
    assert lone.line == []


@pytest.mark.parametrize("action", ACTIONS)
def test_no_action_in_class_0(action: str) -> None:
    lone = LoneModem.in_call()
    assert lone.command("AT+FCLASS=0") == OK
    assert lone.command("AT" + action) == ERROR
    assert lone.line == []


@pytest.mark.parametrize(
    "command",
    [
        *("+FTS=256", "+FRS=256", "+FTS=-1", "+FTS=", "+FTS", "+FTS?", "+FRS=x"),
        *("+FTM=3", "+FTM=0", "+FTM=144", "+FTM=", "+FTM", "+FTM?", "+FRM=3", "+FRM=1450"),
        *("+FTH=96", "+FTH=", "+FTH", "+FRH=145", "+FRH=0", "+FRH?"),
    ],
)
def test_a_value_out_of_range_answers_error_and_does_nothing(command: str) -> None:
    lone = LoneModem.in_call()
    assert lone.command("AT" + command) == ERROR
    assert lone.line == []
    assert lone.modem.deadline is None


def test_dialling_and_answering_need_a_line_on_hook() -> None:
    lone = LoneModem.in_call()
    assert lone.command("ATD5") == ERROR
    assert lone.command("ATA") == ERROR
    assert lone.modem.off_hook


def test_an_action_may_follow_other_commands_on_its_line() -> None:
    lone = LoneModem.in_call()
    assert lone.command("ATE1S7=30+FTM=96") == CONNECT
    lone.send(END)
    assert lone.run(1) == OK
    assert lone.command("ATS7?") == b"ATS7?\r\r\n030\r\n" + OK


def test_the_results_of_a_call_in_digits() -> None:
    lone = LoneModem()
    assert lone.command("ATE0V0+FCLASS=1") == b"ATE0V0+FCLASS=1\r0\r"
    assert lone.hear(RingBurst()) == b"2\r"
    lone.command("ATA")
    assert lone.run(7) == b"1\r"
    assert lone.send(END) + lone.run(0.1) == b"0\r"
    lone.command("AT+FRH=3")
    assert lone.hear(CarrierOn(BY_CODE[96])) + lone.run(0.5) == b"+F4\r"
    assert lone.command("AT+FTH=7") == b"4\r"


def test_the_results_of_a_call_in_words() -> None:
    lone = LoneModem.in_call()
    lone.command("AT+FRH=3")
    assert lone.hear(CarrierOn(BY_CODE[96])) + lone.run(0.5) == FCERROR
    lone = _class_1()
    lone.command("ATX0S7=1DT5")
    assert lone.run(10) == NO_CARRIER
