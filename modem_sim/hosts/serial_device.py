"""A modem on a serial device that exists already: one end of a socat pair, or a real UART."""

import asyncio
from collections.abc import Callable

import serial

from faxstatus_core.errors import FaxError
from modem_sim.hosts.fd import FdHost

_LOOK = 0.1
"""Seconds between looks at a UART's circuits: the kernel can only be asked, or block a thread."""


class AttachError(FaxError):
    """The device cannot be used for a modem."""


class SerialDeviceHost:
    """The DTE side of a modem on ``device``. Raises :class:`AttachError` if it cannot be opened.

    On a UART with a null modem cable, the DTE's DTR arrives as our DSR, and ``set_dtr`` is called
    when it changes; a cable without it, or a device without circuits, leaves DTR alone. ``lost``
    is called once when the device fails.
    """

    def __init__(
        self,
        device: str,
        receive: Callable[[bytes], None],
        lost: Callable[[], None],
        *,
        set_dtr: Callable[[bool], None] = lambda _on: None,
        rate: int = 115200,
    ) -> None:
        try:
            self._serial = serial.Serial(device, rate, timeout=0, exclusive=True)
        except (serial.SerialException, ValueError, OSError) as error:
            raise AttachError(
                f"cannot open the device: {error}",
                where=device,
                remedy="give a serial device that exists and that no other program has open",
            ) from error
        self._set_dtr = set_dtr
        self._fd = FdHost(self._serial.fileno(), receive, lost)
        self._fd.open()
        self._look: asyncio.TimerHandle | None = None
        self._ready = read_dsr(self._serial)
        self._look_later()

    def deliver(self, octets: bytes) -> None:
        """The modem sent octets."""
        self._fd.deliver(octets)

    def set_room(self, room: int) -> None:
        """The modem takes so many octets now."""
        self._fd.set_room(room)

    def close(self) -> None:
        """Leave the device."""
        if self._look is not None:
            self._look.cancel()
        self._fd.close()
        self._serial.close()

    def _look_later(self) -> None:
        if self._ready is not None:
            self._look = asyncio.get_running_loop().call_later(_LOOK, self._look_at_circuits)

    def _look_at_circuits(self) -> None:
        before, self._ready = self._ready, read_dsr(self._serial)
        if self._ready not in (None, before):
            self._set_dtr(bool(self._ready))
        self._look_later()


def read_dsr(port: serial.Serial) -> bool | None:
    """Circuit 107 as ``port`` receives it; None where there are no circuits, or no device."""
    try:
        return port.dsr
    except (OSError, serial.SerialException):
        return None
