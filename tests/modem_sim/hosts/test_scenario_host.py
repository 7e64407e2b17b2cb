"""Scenarios at terminals and ports, in real time made short."""

import socket
from pathlib import Path

import pytest
import serial

from faxstatus_core.trace.records import FrameRecord
from modem_sim.testing import fax_network
from tests.support.patience import PATIENCE, wait

ONE = '[[modem]]\nname = "one"\nnumber = "1"\n'
CALLED = (
    ONE
    + """
[[machine]]
name = "caller"
number = "2"
  [[machine.call]]
  number = "1"
  at = 20
"""
)


def _ask(link: Path | str, command: bytes) -> bytes:
    with serial.serial_for_url(str(link), timeout=PATIENCE) as modem:
        modem.write(b"ATE0\r")
        modem.read_until(b"OK\r\n")
        modem.write(command + b"\r")
        return modem.read_until(b"OK\r\n")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def test_a_modem_plays_its_profile(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text(
        'name = "own"\nmaker = "Me"\nmodel = "Mine"\n[emulation]\nmodel = "OWN-1"\n'
        "receive = [24, 48]\n"
    )
    (tmp_path / "scenario.toml").write_text(
        ONE + 'profile = "own.toml"\n'
        '[[modem]]\nname = "two"\nnumber = "2"\nprofile = "usrobotics-5637"\n'
    )
    with fax_network(tmp_path / "scenario.toml") as network:
        assert b"OWN-1" in _ask(network.links["one"], b"AT+FMM?")
        assert b"24,48" in _ask(network.links["one"], b"AT+FCLASS=1;+FRM=?")
        assert b"OWN-1" not in _ask(network.links["two"], b"AT+FMM?")


@pytest.mark.filterwarnings("ignore::DeprecationWarning:serial")  # its threads
@pytest.mark.parametrize(("key", "scheme"), [("tcp", "socket"), ("rfc2217", "rfc2217")])
def test_a_modem_is_a_tcp_port(key: str, scheme: str) -> None:
    address = f"127.0.0.1:{_free_port()}"
    with fax_network(f'{ONE}{key} = "{address}"\n') as network:
        assert network.links == {}
        assert b"1.0" in _ask(f"{scheme}://{address}", b"AT+FCLASS=?")


def test_an_unplugged_modem_comes_back() -> None:
    unplug = '[[trigger]]\nafter_answer = 0\ndo = "unplug"\nside = "called"\nseconds = 2\n'
    with fax_network(CALLED + unplug, speed=20) as network:
        link = network.links["one"]
        with serial.Serial(str(link), timeout=PATIENCE) as modem:
            modem.write(b"ATE0+FCLASS=1;S0=1\r")
            with pytest.raises(serial.SerialException):
                modem.read(10_000)
        wait(link.exists)
        assert b"OK" in _ask(link, b"AT+FMM?")
        assert "fault: unplugs the modem of the called for 2 s" in network.ladders()


def test_what_a_program_says_is_garbled() -> None:
    garble = '[[trigger]]\nafter_answer = 0\ndo = "garble"\nside = "called"\noctets = 3\n'
    with fax_network(CALLED + garble, speed=20) as network:
        with serial.Serial(str(network.links["one"]), timeout=PATIENCE) as modem:
            modem.write(b"ATE1+FCLASS=1;S0=1\r")
            assert modem.read_until(b"CONNECT\r\n").endswith(b"CONNECT\r\n")
            modem.write(b"\xff\x13\x40\x10\x03")  # a frame, whose first octets are changed
            modem.read_until(b"\r\n")
        [call] = network.calls().values()
    sent = [r.hex for r in call.records if isinstance(r, FrameRecord) and r.way == "sent"]
    assert all(len(octets) == 6 and octets != "ff1340" for octets in sent)
    assert "garbles 3 octets" in network.ladders()
