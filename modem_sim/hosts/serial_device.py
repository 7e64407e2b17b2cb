"""A modem on a serial device that exists already: one end of a socat pair, or a real UART."""

from collections.abc import Callable

import serial

from faxstatus_core.errors import FaxError
from modem_sim.hosts.fd import FdHost


class AttachError(FaxError):
    """The device cannot be used for a modem."""


class SerialDeviceHost:
    """The DTE side of a modem on ``device``. Raises :class:`AttachError` if it cannot be opened."""

    def __init__(
        self,
        device: str,
        receive: Callable[[bytes], None],
        lost: Callable[[], None],
        *,
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
        self._fd = FdHost(self._serial.fileno(), receive, lost)
        self._fd.open()

    def deliver(self, octets: bytes) -> None:
        """The modem sent octets."""
        self._fd.deliver(octets)

    def set_room(self, room: int) -> None:
        """The modem takes so many octets now."""
        self._fd.set_room(room)

    def close(self) -> None:
        """Leave the device."""
        self._fd.close()
        self._serial.close()
