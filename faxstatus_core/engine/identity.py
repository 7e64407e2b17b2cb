"""The permanent DeviceId of a port: the same after a restart, and when ttyACM0 becomes ttyACM1."""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from serial.tools import list_ports
from serial.tools.list_ports_common import ListPortInfo

from faxstatus_core.engine.errors import DeviceError

_MAX_LONG = 2**31 - 1
_TRIES = 3

# Serial numbers that a maker gives to every device, so that they tell none from another: Conexant
# modems without an EEPROM (0572:1324 and 0572:1329; 0572:1340), CP210x converters as delivered.
_SHARED_SERIAL_NUMBERS = frozenset({"24680246", "12345678", "0001"})


@dataclass(frozen=True, slots=True)
class DeviceIdentity:
    """Which device a port is.

    ``device`` is the path as given; ``key`` the text that stays the same for the device, and
    ``device_id`` the number made from it, 1 to 2^31 - 1; ``usb_id`` the vendor and product, such
    as ``0572:1329``; ``description`` a name for people.
    """

    device: str
    key: str
    device_id: int
    usb_id: str | None
    description: str


def device_id_of(key: str) -> int:
    """The identifier of the device with ``key``: a positive COM long."""
    digest = hashlib.sha256(key.encode("utf-8", "surrogatepass")).digest()
    return 1 + int.from_bytes(digest[:8], "big") % _MAX_LONG


def device_identity(device: str) -> DeviceIdentity:
    """The identity of the device at the path ``device``, which need not be there.

    A USB device is known by its serial number, or by the hub port it is plugged into if it has
    none of its own; anything else by ``device`` itself, with symbolic links not followed: a link
    keeps its identity while its target changes. Raises DeviceError.
    """
    target = real_path(device)
    here = (port for port in serial_ports() if real_path(port.device) == target)
    return identity_of(device, next(here, None))


def identity_of(device: str, port: ListPortInfo | None) -> DeviceIdentity:
    """The identity of ``device`` when pyserial knows it as ``port``."""
    usb_id = usb_id_of(port) if port is not None else None
    key = _usb_key(port, usb_id) if port is not None and usb_id is not None else None
    if key is None:
        key = f"path {device if '://' in device else Path(device).absolute()}"
    description = Path(device).name or device
    if port is not None and port.description not in (None, "", "n/a"):
        description = port.description
    return DeviceIdentity(device, key, device_id_of(key), usb_id, description)


def real_path(device: str) -> str:
    """``device`` with its symbolic links followed; a text that can be no path, as it is."""
    try:
        return os.path.realpath(device)
    except ValueError:  # a null character
        return device


def usb_id_of(port: ListPortInfo) -> str | None:
    """Vendor and product in lower case, such as ``0572:1329``."""
    if port.vid is None or port.pid is None:
        return None
    return f"{port.vid:04x}:{port.pid:04x}"


def serial_ports() -> list[ListPortInfo]:
    """The serial devices that pyserial finds, in the order of their names. Raises DeviceError."""
    for _ in range(_TRIES):
        try:
            return sorted(list_ports.comports())
        except (OSError, TypeError, ValueError) as error:
            # pyserial stumbles over a device that is unplugged while it reads about it.
            failure = error
    raise DeviceError(
        f"the serial devices cannot be listed: {failure}", remedy="try again"
    ) from failure


def _usb_key(port: ListPortInfo, usb_id: str) -> str | None:
    # A device with several interfaces has them in its location: 1-4.2:1.0.
    hub_port, _, interface = (port.location or "").partition(":")
    serial_number = (port.serial_number or "").strip()
    if serial_number.strip("0") and serial_number not in _SHARED_SERIAL_NUMBERS:
        key = f"usb {usb_id} serial {serial_number}"
    elif hub_port:
        key = f"usb {usb_id} at {hub_port}"
    else:
        return None
    if interface:
        key += f" interface {interface}"
    if number := _port_number(port):
        key += f" port {number}"
    return key


def _port_number(port: ListPortInfo) -> int:
    """Which port of a converter with several on one interface it is, counted from 0."""
    folder = getattr(port, "device_path", None)
    try:
        return int(Path(folder, "port_number").read_text("ascii")) if folder else 0
    except (OSError, ValueError):
        return 0
