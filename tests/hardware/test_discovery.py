"""Which serial devices are found."""

from pathlib import Path

import pytest
from serial.tools.list_ports_common import ListPortInfo

from hardware.discovery import find_devices, named_devices
from tests.hardware.serial_ports import list_only, usb_port


@pytest.fixture
def dev(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of devices: a modem with a stable name, a UART, a legacy port without a UART."""
    by_id = tmp_path / "by-id"
    by_id.mkdir()
    for name, uart in (("ttyACM0", None), ("ttyS0", "4"), ("ttyS1", "0")):
        (tmp_path / name).touch()
        if uart is not None:
            (tmp_path / "sys" / name).mkdir(parents=True)
            (tmp_path / "sys" / name / "type").write_text(f"{uart}\n")
    (by_id / "usb-Modem-if00").symlink_to("../ttyACM0")
    (by_id / "usb-gone-if00").symlink_to("../ttyACM7")
    modem = usb_port(tmp_path / "ttyACM0", serial_number="4711", product="USB Modem")
    modem.manufacturer = "Conexant"
    legacy = [ListPortInfo(str(tmp_path / name)) for name in ("ttyS1", "ttyS0")]
    list_only(monkeypatch, *legacy, modem)
    return tmp_path


def test_devices_are_found_with_what_is_known_of_them(dev: Path) -> None:
    modem, uart = find_devices(dev / "by-id", dev / "sys")
    assert modem.path == str(dev / "ttyACM0")
    assert modem.by_id == str(dev / "by-id" / "usb-Modem-if00")
    assert modem.identity.key == "usb 0572:1329 serial 4711"
    assert (modem.manufacturer, modem.product, modem.serial_number) == (
        "Conexant",
        "USB Modem",
        "4711",
    )
    assert modem.description == "USB Modem"
    assert modem.profile == "conexant-cx93010"
    assert uart.path == str(dev / "ttyS0")
    assert uart.by_id is uart.profile is uart.product is None


def test_a_port_of_unknown_type_is_shown(dev: Path) -> None:
    found = find_devices(dev / "by-id", dev / "no-sysfs")
    assert [Path(device.path).name for device in found] == ["ttyACM0", "ttyS0", "ttyS1"]


def test_a_device_that_only_udev_names_is_found(dev: Path) -> None:
    (dev / "ttyMXUSB0").touch()
    link = dev / "by-id" / "usb-Moxa-port0"
    link.symlink_to("../ttyMXUSB0")
    moxa = find_devices(dev / "by-id", dev / "sys")[-1]
    assert moxa.path == moxa.by_id == str(link)
    assert moxa.identity.key == f"path {link}"


def test_without_a_folder_of_stable_names_there_are_none(dev: Path) -> None:
    assert [found.by_id for found in find_devices(dev / "none", dev / "sys")] == [None, None]


def test_a_usb_device_that_no_profile_claims_has_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    list_only(monkeypatch, usb_port("/dev/ttyUSB0", "067b:2303"))
    assert [found.profile for found in find_devices(tmp_path)] == [None]


def test_named_devices_keep_their_names_and_come_once(dev: Path) -> None:
    link, other, pty = (str(dev / name) for name in ("by-id/usb-Modem-if00", "other", "pty"))
    Path(other).symlink_to("ttyACM0")
    named = named_devices([pty, link, other, pty], dev / "by-id", dev / "sys")
    assert [device.path for device in named] == [pty, link]
    assert [device.profile for device in named] == [None, "conexant-cx93010"]
    assert named[1].identity.device == link
    assert named[1].identity.key == "usb 0572:1329 serial 4711"
    assert named[0].identity.key == f"path {pty}"


def test_consoles_of_the_machine_are_marked(dev: Path) -> None:
    consoles = dev / "consoles"
    consoles.write_text("tty0  -WU (EC  p  )    4:1\nttyS0 -W- (E   p a)    4:64\n\n")
    modem, uart = find_devices(dev / "by-id", dev / "sys", consoles)
    assert (modem.console, uart.console) == (False, True)
    none = find_devices(dev / "by-id", dev / "sys", dev / "none")
    assert not any(found.console for found in none)
