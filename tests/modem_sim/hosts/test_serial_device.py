"""Modems on serial devices that exist already."""

import asyncio
import contextlib
import os
import pty
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import serial

from modem_sim.hosts import serial_device
from modem_sim.hosts.serial_device import AttachError, SerialDeviceHost
from modem_sim.pair import ModemPair
from tests.support.patience import PATIENCE, until, wait


@pytest.fixture
def cable(peer: Callable[[str], str], tmp_path: Path) -> Iterator[tuple[Path, Path]]:
    """Two ends of a serial cable, made by socat."""
    ends = tmp_path / "modem", tmp_path / "client"
    process = subprocess.Popen([peer("socat"), *(f"pty,raw,echo=0,link={end}" for end in ends)])
    wait(lambda: all(end.exists() for end in ends))
    yield ends
    process.terminate()
    process.wait()


async def _read_until(descriptor: int, ending: bytes) -> bytes:
    said = b""
    async with asyncio.timeout(PATIENCE):
        while not said.endswith(ending):
            with contextlib.suppress(BlockingIOError):
                said += os.read(descriptor, 4096)
            await asyncio.sleep(0.002)
    return said


async def test_a_modem_at_the_end_of_a_cable(cable: tuple[Path, Path], tmp_path: Path) -> None:
    modem, end = cable
    modems = ModemPair(tmp_path / "links", attach={"b": str(modem)})
    assert [link.name for link in (tmp_path / "links").iterdir()] == ["a"]
    client = os.open(end, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)
    os.write(client, b"ATE0S7?\r")
    assert await _read_until(client, b"OK\r\n") == b"ATE0S7?\r\r\n060\r\n\r\nOK\r\n"
    os.close(client)
    modems.close()
    assert modem.exists()


async def test_a_device_that_goes_away_is_reported_once() -> None:
    master, slave = pty.openpty()
    lost: list[str] = []
    host = SerialDeviceHost(os.ttyname(slave), lambda _octets: None, lambda: lost.append("lost"))
    host.set_room(100)
    os.close(slave)
    os.close(master)
    await until(lambda: lost)
    host.deliver(b"x")
    await asyncio.sleep(0.01)
    assert lost == ["lost"]
    host.close()


@pytest.mark.parametrize("kind", ["missing", "file", "folder"])
async def test_what_is_no_serial_device_is_refused(tmp_path: Path, kind: str) -> None:
    device = tmp_path / "device"
    if kind == "file":
        device.write_text("")
    elif kind == "folder":
        device.mkdir()
    with pytest.raises(AttachError, match="cannot open the device") as caught:
        ModemPair(tmp_path / "links", attach={"b": str(device)})
    assert caught.value.where == str(device)
    assert "\n" not in str(caught.value)
    assert not list((tmp_path / "links").iterdir())


async def test_a_device_that_another_program_has_is_refused(tmp_path: Path) -> None:
    master, slave = pty.openpty()
    device = os.ttyname(slave)
    with pytest.raises(AttachError):
        ModemPair(tmp_path, attach={"a": device, "b": device})
    os.close(slave)
    os.close(master)


@dataclass
class Uart:
    """The circuits of a device: what its DSR is, and how often that was asked."""

    dsr: bool | None
    asked: int = 0

    def read(self, _port: serial.Serial) -> bool | None:
        self.asked += 1
        return self.dsr


@pytest.fixture
def terminal() -> Iterator[str]:
    """A device that can be opened, without circuits."""
    master, slave = pty.openpty()
    yield os.ttyname(slave)
    os.close(slave)
    os.close(master)


async def test_on_a_uart_the_dtes_dtr_is_our_dsr(
    terminal: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    uart, switched = Uart(dsr=False), list[bool]()
    monkeypatch.setattr(serial_device, "read_dsr", uart.read)
    monkeypatch.setattr(serial_device, "_LOOK", 0.002)
    host = SerialDeviceHost(terminal, print, lambda: None, set_dtr=switched.append)

    async def look() -> list[bool]:
        asked = uart.asked
        await until(lambda: uart.asked >= asked + 2)
        return switched

    assert await look() == []  # a cable without the circuit leaves DTR alone
    uart.dsr = True
    assert await look() == [True]
    uart.dsr = False
    assert await look() == [True, False]
    host.close()
    asked = uart.asked
    await asyncio.sleep(0.01)
    assert uart.asked == asked


async def test_a_device_without_circuits_is_asked_for_them_once(
    terminal: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    uart = Uart(dsr=None)
    monkeypatch.setattr(serial_device, "read_dsr", uart.read)
    monkeypatch.setattr(serial_device, "_LOOK", 0.001)
    host = SerialDeviceHost(terminal, print, lambda: None)
    await asyncio.sleep(0.02)
    host.close()
    assert uart.asked == 1


def test_a_pseudo_terminal_has_no_circuits(terminal: str) -> None:
    with serial.Serial(terminal) as port:
        assert serial_device.read_dsr(port) is None
