"""Serial devices, on PTYs."""

import asyncio
import contextlib
import os
import pty
import tty
from collections.abc import Iterator
from pathlib import Path

import pytest

from faxstatus_core.engine.errors import DeviceError, DeviceLostError, DeviceTakenError
from faxstatus_core.engine.transport import SerialTransport

Pty = tuple[int, str]


@pytest.fixture
def terminal() -> Iterator[Pty]:
    """The master of a PTY, and the path of its other side."""
    master, slave = pty.openpty()
    tty.setraw(slave)
    yield master, os.ttyname(slave)
    os.close(slave)
    os.close(master)


async def test_octets_go_both_ways(terminal: Pty) -> None:
    master, device = terminal
    transport = await SerialTransport.open(device, rate=115200)
    transport.write(bytes(range(256)))
    await transport.drain()
    assert os.read(master, 4096) == bytes(range(256))
    os.write(master, b"\x11\x13\x00\xff")
    assert await transport.read() == b"\x11\x13\x00\xff"
    transport.close()


async def test_a_device_is_for_one_program(terminal: Pty) -> None:
    transport = await SerialTransport.open(terminal[1], rate=9600)
    with pytest.raises(DeviceTakenError, match="another program has the device open"):
        await SerialTransport.open(terminal[1], rate=9600)
    transport.close()
    await asyncio.sleep(0)
    (await SerialTransport.open(terminal[1], rate=9600)).close()
    await asyncio.sleep(0)


async def test_closing_waits_for_no_reader(terminal: Pty) -> None:
    transport = await SerialTransport.open(terminal[1], rate=9600)
    transport.write(b"x" * 100_000)
    transport.close()
    await asyncio.wait_for(asyncio.sleep(0.01), 1)
    with pytest.raises(DeviceLostError):
        transport.write(b"y")
    transport.close()


async def test_a_device_that_goes_away_is_lost() -> None:
    master, slave = pty.openpty()
    tty.setraw(slave)
    transport = await SerialTransport.open(os.ttyname(slave), rate=9600)
    os.close(slave)
    os.close(master)
    with contextlib.suppress(DeviceLostError):
        assert await transport.read() == b""
    with pytest.raises(DeviceLostError):
        transport.write(b"x")
    transport.close()


@pytest.mark.parametrize(
    ("device", "says"),
    [
        ("/dev/nowhere", "there is no such device.*faxstatus devices"),
        ("/dev/null", "cannot be opened as a serial port"),
        ("loop://", "cannot be waited on"),
        ("nothing://here", "cannot be opened as a serial port"),
        ("a\0b", "cannot be opened as a serial port"),
        ("", "device"),
    ],
)
async def test_what_is_no_serial_device_is_refused(device: str, says: str) -> None:
    with pytest.raises(DeviceError, match=says):
        await SerialTransport.open(device, rate=9600)


async def test_a_folder_and_a_file_are_no_serial_devices(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for path in (tmp_path, tmp_path / "file"):
        with pytest.raises(DeviceError):
            await SerialTransport.open(str(path), rate=9600)


async def test_a_modem_at_a_tcp_address_can_be_opened() -> None:
    async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(await reader.read(100))
        await reader.read()
        writer.close()

    server = await asyncio.start_server(echo, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    transport = await SerialTransport.open(f"socket://127.0.0.1:{port}", rate=9600)
    transport.write(b"AT\r")
    assert await transport.read() == b"AT\r"
    transport.close()
    server.close()
    await asyncio.sleep(0.05)  # the server's side sees the end
