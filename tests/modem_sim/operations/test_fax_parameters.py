"""The parameters of T.31: set, read, listed."""

import pytest

from tests.modem_sim.bench import ERROR, OK, LoneModem


@pytest.fixture
def quiet() -> LoneModem:
    lone = LoneModem()
    lone.command("ATE0")
    return lone


def _answer(lone: LoneModem, command: str) -> str:
    said = lone.command(f"AT{command}")
    assert said.endswith(OK), said
    return said.removesuffix(OK).strip().decode("ascii")


@pytest.mark.parametrize(
    ("name", "listed", "default", "value"),
    [
        ("+FCLASS", "0,1,1.0", "0", "1.0"),
        ("+FAR", "0,1", "0", "1"),
        ("+FCL", "0-255", "0", "20"),
        ("+FDD", "0,1", "0", "1"),
        ("+FIT", "(0-255),(0,1)", "0,0", "30,1"),
        ("+FAA", "0,1", "0", "1"),
        ("+FAE", "0,1", "0", "1"),
        ("+FLO", "0-2", "2", "1"),
    ],
)
def test_each_is_listed_read_and_set(
    quiet: LoneModem, name: str, listed: str, default: str, value: str
) -> None:
    assert _answer(quiet, f"{name}=?") == listed
    assert _answer(quiet, f"{name}?") == default
    assert _answer(quiet, f"{name}={value}") == ""
    assert _answer(quiet, f"{name}?") == value
    assert _answer(quiet, "&FE0") == ""
    assert quiet.command(f"AT{name}") == ERROR


@pytest.mark.parametrize(
    "command",
    [
        *("+FAR=2", "+FAR=", "+FCL=256", "+FDD=2", "+FIT=256", "+FIT=1,2", "+FIT=1,1,1"),
        *("+FAA=2", "+FAE=-1", "+FLO=3", "+FPR=12345", "+FCLASS=1.1", "+FCLASS=x"),
    ],
)
def test_values_out_of_range_change_nothing(quiet: LoneModem, command: str) -> None:
    name = command.partition("=")[0]
    before = _answer(quiet, f"{name}?")
    assert quiet.command(f"AT{command}") == ERROR
    assert _answer(quiet, f"{name}?") == before


def test_one_of_two_values_may_be_left_out(quiet: LoneModem) -> None:
    assert _answer(quiet, "+FIT=30") == ""
    assert _answer(quiet, "+FIT=,1;+FIT?") == "30,1"


def test_port_rate_and_flow_control_are_those_of_v250(quiet: LoneModem) -> None:
    assert _answer(quiet, "+FPR=57600;+IPR?") == "+IPR: 57600"
    assert _answer(quiet, "+IPR=9600;+FPR?") == "9600"
    assert _answer(quiet, "+FLO=1;+IFC?") == "+IFC: 1,1"
    assert _answer(quiet, "+IFC=0,0;+FLO?") == "0"


def test_class_1_0_does_what_class_1_does(quiet: LoneModem) -> None:
    assert _answer(quiet, "+FCLASS=1.0;+FCLASS?") == "1.0"
    quiet.command("ATA")
    assert quiet.run(7).endswith(b"CONNECT\r\n")
