"""The interface to the DTE as commands set it (V.250 §6.2.10 to §6.2.12)."""

import pytest

from modem_sim.commands.serial_port import read_flow_control, write_flow_control
from modem_sim.settings import Settings
from tests.modem_sim.bench import ERROR, OK, LoneModem


@pytest.fixture
def lone() -> LoneModem:
    lone = LoneModem()
    lone.command("ATE0")
    return lone


@pytest.mark.parametrize(
    ("name", "first", "new", "values"),
    [
        (
            "+IPR",
            "0",
            "115200",
            "(0,300,1200,2400,4800,7200,9600,12000,14400,19200,28800,38400,57600,115200,230400)",
        ),
        ("+ICF", "3,3", "5,1", "(0-6),(0-3)"),
        ("+IFC", "2,2", "3,1", "(0-3),(0-2)"),
        ("+VCID", "0", "2", "(0-2)"),
        ("+VDR", "0,0", "1,5", "(0,1),(0-255)"),
    ],
)
def test_set_read_and_test(lone: LoneModem, name: str, first: str, new: str, values: str) -> None:
    def answer(text: str) -> bytes:
        return f"\r\n{name}: {text}\r\n".encode() + OK

    assert lone.command(f"AT{name}?") == answer(first)
    assert lone.command(f"AT{name}={new}") == OK
    assert lone.command(f"at {name.lower()} ?") == answer(new)
    assert lone.command(f"AT{name}=?") == answer(values)


@pytest.mark.parametrize("line", ["+IPR=9601", "+IPR=", "+ICF=7", "+IFC=0,3", "+IFC=4", "+VCID=3"])
def test_what_is_out_of_range_is_an_error(lone: LoneModem, line: str) -> None:
    before = repr(lone.modem.settings)
    assert lone.command("AT" + line) == ERROR
    assert repr(lone.modem.settings) == before


@pytest.mark.parametrize(
    ("k", "ifc"), [("0", b"0,0"), ("3", b"2,2"), ("4", b"1,1"), ("5", b"3,1"), ("6", b"2,2")]
)
def test_k_is_another_way_to_say_ifc(lone: LoneModem, k: str, ifc: bytes) -> None:
    assert lone.command(f"AT&K{k}+IFC?") == b"\r\n+IFC: " + ifc + b"\r\n" + OK
    assert lone.command("AT&K1") == lone.command("AT&K7") == ERROR


@pytest.mark.parametrize("value", [0, 1, 2])
def test_flo_is_another_way_to_say_ifc(value: int) -> None:
    settings = Settings()
    write_flow_control(settings, (value,))
    assert settings.parameters["+IFC"] == (value, value)
    assert read_flow_control(settings) == (value,)
    settings.parameters["+IFC"] = (3, 1)
    assert read_flow_control(settings) == (1,)
