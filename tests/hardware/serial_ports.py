"""What pyserial would say of devices that are not there."""

from pathlib import Path

import pytest
from serial.tools import list_ports
from serial.tools.list_ports_common import ListPortInfo


def usb_port(
    device: Path | str,
    usb_id: str = "0572:1329",
    *,
    serial_number: str | None = None,
    location: str | None = "1-4.2",
    product: str | None = None,
    device_path: Path | None = None,
) -> ListPortInfo:
    """A USB device as list_ports describes it on Linux."""
    port = ListPortInfo(str(device))
    port.vid, port.pid = (int(part, 16) for part in usb_id.split(":"))
    port.serial_number, port.location, port.product = serial_number, location, product
    port.apply_usb_info()
    if device_path is not None:
        vars(port)["device_path"] = str(device_path)
    return port


def list_only(monkeypatch: pytest.MonkeyPatch, *ports: ListPortInfo) -> None:
    """Let the machine have these ports, and none of its own."""
    monkeypatch.setattr(list_ports, "comports", lambda: list(ports))
