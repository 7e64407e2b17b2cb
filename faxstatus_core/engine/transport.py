"""Octet streams to modems: a serial device, or anything else with the same four verbs."""

import asyncio
import contextlib
import errno
import io
import termios
from typing import Protocol

import serial
import serial_asyncio

from faxstatus_core.engine.errors import DeviceError, DeviceLostError, DeviceTakenError

_READ_SIZE = 4096


class Transport(Protocol):
    """A duplex octet stream to a modem."""

    async def read(self) -> bytes:
        """What has come, at least one octet; empty when the device is gone."""

    def write(self, octets: bytes) -> None:
        """Queue octets for sending."""

    async def drain(self) -> None:
        """Wait until most of what was queued is on its way."""

    def close(self) -> None:
        """Let go of the device."""


class SerialTransport:
    """A serial device through pyserial-asyncio. Made by :meth:`open`."""

    def __init__(
        self,
        device: str,
        port: serial.SerialBase,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> None:
        self._device = device
        self._port = port
        self._reader = reader
        self._writer = writer

    @classmethod
    async def open(cls, device: str, *, rate: int, rtscts: bool = False) -> "SerialTransport":
        """Open ``device``, a path or ``socket://host:port``, for nobody else's use.

        ``rate`` is in bit/s. Raises :class:`DeviceError`, or :class:`DeviceTakenError` if another
        program has it.
        """
        loop = asyncio.get_running_loop()
        reader = asyncio.StreamReader()
        protocol = asyncio.StreamReaderProtocol(reader)
        try:
            port = serial.serial_for_url(device, baudrate=rate, rtscts=rtscts, exclusive=True)
            port.fileno()  # without one, nothing would ever be read
            transport, _ = await serial_asyncio.connection_for_serial(loop, lambda: protocol, port)
        except (serial.SerialException, OSError, ValueError) as error:
            raise _opening_failed(device, error) from error
        writer = asyncio.StreamWriter(transport, protocol, reader, loop)
        writer.transport.set_write_buffer_limits(high=0)  # drain() means: it is on its way
        return cls(device, port, reader, writer)

    async def read(self) -> bytes:
        try:
            return await self._reader.read(_READ_SIZE)
        except (serial.SerialException, OSError) as error:
            raise self._lost(error) from error

    def write(self, octets: bytes) -> None:
        if self._writer.is_closing():
            raise self._lost(None)
        try:
            self._writer.write(octets)
        except (serial.SerialException, OSError) as error:
            raise self._lost(error) from error

    async def drain(self) -> None:
        try:
            await self._writer.drain()
        except (serial.SerialException, OSError) as error:
            raise self._lost(error) from error

    def close(self) -> None:
        # A dead modem never reads what is left, and both close() and abort() wait for that.
        transport = self._writer.transport
        if transport.is_closing():
            return
        with contextlib.suppress(OSError, termios.error):
            termios.tcflush(self._port.fileno(), termios.TCOFLUSH)
        transport.abort()

    def _lost(self, error: Exception | None) -> DeviceLostError:
        return DeviceLostError(
            f"the device went away: {error}" if error else "the device went away",
            where=self._device,
            remedy="plug the modem in again",
        )


def _opening_failed(device: str, error: Exception) -> DeviceError:
    if isinstance(error, io.UnsupportedOperation):
        return DeviceError(
            "this kind of address cannot be waited on",
            where=device,
            remedy="give the path of a serial device, or socket://host:port",
        )
    number = getattr(error, "errno", None)
    if number in (errno.EBUSY, errno.EAGAIN):
        return DeviceTakenError(
            "another program has the device open", where=device, remedy="end that program"
        )
    if number == errno.ENOENT:
        return DeviceError(
            "there is no such device",
            where=device,
            remedy="run 'faxstatus devices' to see which there are",
        )
    if number in (errno.EACCES, errno.EPERM):
        return DeviceError(
            "you may not use the device",
            where=device,
            remedy="join the group that owns it, most often dialout",
        )
    return DeviceError(
        f"the device cannot be opened as a serial port: {error}",
        where=device,
        remedy="give the path of a modem's serial device",
    )
