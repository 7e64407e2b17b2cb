"""Settings that basic commands make, keep and restore (V.250 §6.1, §6.2)."""

import pytest

from modem_sim.settings import BASIC, REGISTERS
from modem_sim.signals import RingBurst
from tests.modem_sim.bench import ERROR, OK, LoneModem


@pytest.fixture
def lone() -> LoneModem:
    lone = LoneModem()
    lone.command("ATE0")
    return lone


@pytest.mark.parametrize("name", sorted(set(BASIC) - {"E", "Q", "V"}))
def test_a_basic_setting_takes_its_range_and_nothing_else(lone: LoneModem, name: str) -> None:
    allowed = BASIC[name].allowed
    for value in allowed:
        assert lone.command(f"AT{name}{value}") == OK
        assert lone.modem.settings.basic[name] == value
    assert lone.command(f"AT{name}{allowed[-1] + 1}") == ERROR
    assert lone.modem.settings.basic[name] == allowed[-1]
    assert lone.command(f"AT{name}") == OK
    assert lone.modem.settings.basic[name] == 0


@pytest.mark.parametrize("number", sorted(set(REGISTERS) - {3, 4, 5}))
def test_a_register_takes_its_range_and_nothing_else(lone: LoneModem, number: int) -> None:
    allowed = REGISTERS[number].allowed
    for value in (allowed[0], allowed[-1]):
        assert lone.command(f"ATS{number}={value}") == OK
        assert lone.command(f"ATS{number}?") == f"\r\n{value:03d}\r\n".encode() + OK
    for value in (allowed[0] - 1, allowed[-1] + 1):
        assert lone.command(f"ATS{number}={value}") == ERROR
    assert lone.modem.settings.registers[number] == allowed[-1]
    listed = f"\r\n{allowed[0]}-{allowed[-1]}\r\n".encode()
    assert lone.command(f"ATS{number}=?") == listed + OK


def test_profiles_are_stored_and_restored_apart(lone: LoneModem) -> None:
    assert lone.command("ATS0=1&W0S0=2+IFC=1,1;&W1S0=3") == OK
    assert lone.command("ATZ0S0?+IFC?") == b"\r\n001\r\n\r\n+IFC: 2,2\r\n" + OK
    assert lone.command("ATZ1S0?+IFC?") == b"\r\n002\r\n\r\n+IFC: 1,1\r\n" + OK
    assert lone.command("ATS0=9;Z1S0?") == b"\r\n002\r\n" + OK
    assert lone.command("AT&FE0S0?") == b"\r\n\r\n000\r\n"[2:] + OK


def test_a_restored_profile_stays_as_it_was_stored(lone: LoneModem) -> None:
    lone.command("ATZ0E0S7=9")
    assert lone.command("ATZ0E0S7?") == b"\r\n060\r\n" + OK


def test_neither_the_fax_class_nor_the_rings_are_stored(lone: LoneModem) -> None:
    lone.command("AT+FCLASS=1")
    lone.hear(RingBurst())
    lone.command("AT&W")
    assert lone.command("ATZ+FCLASS?") == b"\r\n0\r\n" + OK
    assert lone.command("ATS1?") == b"\r\n000\r\n" + OK


@pytest.mark.parametrize("line", ["AT&W2", "AT&V1", "ATZ2", "AT&F2", "ATO", "ATO1", "ATS7", "ATT1"])
def test_there_is_no_such_profile_or_call(lone: LoneModem, line: str) -> None:
    assert lone.command(line) == ERROR


def test_the_settings_are_shown_as_they_are(lone: LoneModem) -> None:
    lone.command("ATX2&D3S0=5+IFC=1,2;+FCLASS=1")
    shown = lone.command("AT&V").decode()
    assert shown.endswith("\r\n" + OK.decode())
    words = shown.split()
    assert {"E0", "X2", "&D3", "S00:005", "S07:060", "+IFC:1,2", "+FCLASS:1"} <= set(words)


def test_the_commands_of_a_line_are_noted_once() -> None:
    lone = LoneModem()
    lone.command("ATE0 V1")
    lone.command("ATX9")
    lone.send(b"A/noise\r")
    assert lone.modem.take_notes() == ["ATE0 V1", "ATX9", "ATX9"]
    assert lone.modem.take_notes() == []


def test_only_the_last_notes_are_kept() -> None:
    lone = LoneModem()
    for number in range(1000):
        lone.command(f"ATS8={number % 256}")
    notes = lone.modem.take_notes()
    assert len(notes) < 500
    assert notes[-1] == "ATS8=231"
