"""The serial devices of this machine: what pyserial finds, with udev's stable names for them."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from serial.tools.list_ports_common import ListPortInfo

from faxstatus_core.engine.identity import (
    DeviceIdentity,
    device_identity,
    identity_of,
    real_path,
    serial_ports,
)
from faxstatus_core.t31.profile import installed_profiles

BY_ID = Path("/dev/serial/by-id")
SYSFS_TTY = Path("/sys/class/tty")
CONSOLES = Path("/proc/consoles")


@dataclass(frozen=True, slots=True)
class FoundDevice:
    """A serial device.

    ``path`` is the device file, ``by_id`` its name below ``/dev/serial/by-id``; the texts are what
    its USB descriptors say; ``profile`` is the modem profile that claims its USB id. What is
    written to a ``console`` of this machine may reach somebody's screen, or a boot loader.
    """

    path: str
    identity: DeviceIdentity
    by_id: str | None = None
    manufacturer: str | None = None
    product: str | None = None
    serial_number: str | None = None
    profile: str | None = None
    console: bool = False

    @property
    def description(self) -> str:
        """A name for people."""
        return self.identity.description


def find_devices(
    by_id: Path = BY_ID, sysfs: Path = SYSFS_TTY, consoles: Path = CONSOLES
) -> list[FoundDevice]:
    """Every serial device, in the order of the names; those last that only ``by_id`` knows.

    Raises DeviceError or ProfileError.
    """
    links = _stable_names(by_id)
    found = []
    console_names = _console_names(consoles)
    for port in serial_ports():
        link = links.pop(real_path(port.device), None)
        if not _is_placeholder(port, sysfs):
            device = _found(port.device, port, link)
            found.append(replace(device, console=port.name in console_names))
    # Of drivers whose names pyserial does not look for; the link is the name that lasts.
    found += [_found(link, None, link) for link in links.values()]
    return found


def named_devices(
    paths: Iterable[str], by_id: Path = BY_ID, sysfs: Path = SYSFS_TTY
) -> list[FoundDevice]:
    """The devices at ``paths``, under those names, present or not; each device once.

    Raises DeviceError or ProfileError.
    """
    present = {real_path(found.path): found for found in find_devices(by_id, sysfs)}
    named: dict[str, FoundDevice] = {}
    for path in paths:
        target = real_path(path)
        if target not in named:
            identity = device_identity(path)
            found = present.get(target, FoundDevice(path, identity))
            named[target] = replace(found, path=path, identity=identity)
    return list(named.values())


def _found(path: str, port: ListPortInfo | None, link: str | None) -> FoundDevice:
    identity = identity_of(path, port)
    if port is None:
        return FoundDevice(path, identity, link)
    return FoundDevice(
        path,
        identity,
        link,
        port.manufacturer,
        port.product,
        port.serial_number,
        _profile_of(identity.usb_id),
    )


def _profile_of(usb_id: str | None) -> str | None:
    claims = (p.name for p in installed_profiles().values() if usb_id in p.match.usb_ids)
    return next(claims, None)


def _stable_names(by_id: Path) -> dict[str, str]:
    """The links in ``by_id``, by the real path of what they name."""
    try:
        links = sorted(by_id.iterdir(), reverse=True)
    except OSError:  # udev makes the folder with the first device
        return {}
    return {real_path(str(link)): str(link) for link in links if link.exists()}


def _console_names(consoles: Path) -> set[str]:
    """The names in the kernel's list: the first word of each line."""
    try:
        lines = consoles.read_text("ascii").splitlines()
    except (OSError, ValueError):
        return set()
    return {line.split()[0] for line in lines if line.strip()}


def _is_placeholder(port: ListPortInfo, sysfs: Path) -> bool:
    """Whether it is one of the legacy ports that Linux names without there being a UART.

    pyserial leaves them out by their bus, which newer kernels (6.8) no longer tell apart; the type
    of the UART, 0 for none (PORT_UNKNOWN of linux/serial.h), still does.
    """
    if not port.name.startswith("ttyS"):
        return False
    try:
        return (sysfs / port.name / "type").read_text("ascii").strip() == "0"
    except (OSError, ValueError):
        return False
