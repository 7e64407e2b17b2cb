"""The permanent DeviceId."""

from pathlib import Path
from typing import Annotated
from unittest.mock import Mock

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter
from serial.tools import list_ports

from faxstatus_core.engine.errors import DeviceError
from faxstatus_core.engine.identity import device_id_of, device_identity, identity_of
from faxstatus_core.status.record import DeviceIdRange
from tests.hardware.serial_ports import list_only, usb_port

ACCEPTED_BY_STATUS = TypeAdapter(Annotated[int, DeviceIdRange])


@given(st.text(alphabet=st.characters()))
def test_every_key_gives_a_positive_long(key: str) -> None:
    device_id = device_id_of(key)
    assert device_id > 0
    assert ACCEPTED_BY_STATUS.validate_python(device_id) == device_id_of(key)


def test_ids_are_the_same_in_every_release() -> None:
    assert device_id_of("path /dev/ttyS0") == 1412299015
    assert device_id_of("usb 0572:1329 serial 4711 interface 1.0") == 385262022


def test_ids_differ() -> None:
    keys = [f"path /dev/ttyUSB{number}" for number in range(500)]
    assert len({device_id_of(key) for key in keys}) == len(keys)


@given(st.text(alphabet=st.characters()))
def test_any_text_has_an_identity(device: str) -> None:
    identity = identity_of(device, None)
    assert identity.device == device
    assert identity.usb_id is None
    assert identity.device_id == identity_of(device, None).device_id


@pytest.mark.parametrize("device", ["", "/", "null\0character", "loop://", "/nowhere/\udc80"])
def test_a_path_that_cannot_be_a_device_has_an_identity(
    device: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    list_only(monkeypatch)
    assert device_identity(device).device_id == identity_of(device, None).device_id


def test_a_link_keeps_its_identity_when_its_target_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    list_only(monkeypatch)
    link = tmp_path / "a"
    missing = device_identity(str(link))
    link.symlink_to("/dev/pts/5")
    before = device_identity(str(link))
    link.unlink()
    link.symlink_to("/dev/pts/9")
    assert missing == before == device_identity(str(link))
    assert before.key == f"path {link}"
    assert before.description == "a"
    assert before.device_id != device_identity(str(tmp_path / "b")).device_id


def test_a_relative_path_is_the_absolute_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    list_only(monkeypatch)
    monkeypatch.chdir(tmp_path)
    assert device_identity("a").device_id == device_identity(str(tmp_path / "a")).device_id


def test_a_usb_device_is_its_serial_number_wherever_it_is_plugged_in() -> None:
    here = identity_of("/dev/ttyACM0", usb_port("/dev/ttyACM0", serial_number="4711"))
    there = identity_of(
        "/dev/ttyACM3", usb_port("/dev/ttyACM3", serial_number="4711", location="2-1")
    )
    other = identity_of("/dev/ttyACM0", usb_port("/dev/ttyACM0", serial_number="4712"))
    assert here.device_id == there.device_id != other.device_id
    assert here.key == "usb 0572:1329 serial 4711"
    assert here.usb_id == "0572:1329"


# As Conexant modems and CP210x converters without a number of their own have it.
@pytest.mark.parametrize("serial_number", [None, "", "24680246", "12345678", "0001", "0000"])
def test_a_usb_device_without_its_own_serial_number_is_its_hub_port(
    serial_number: str | None,
) -> None:
    def at(device: str, location: str) -> int:
        port = usb_port(device, serial_number=serial_number, location=location)
        return identity_of(device, port).device_id

    assert at("/dev/ttyACM0", "1-4.2") == at("/dev/ttyACM5", "1-4.2")
    assert at("/dev/ttyACM0", "1-4.2") != at("/dev/ttyACM0", "1-4.3")


def test_interfaces_of_one_device_differ() -> None:
    keys = [
        identity_of("/dev/x", usb_port("/dev/x", serial_number="4711", location=location)).key
        for location in ("1-4:1.0", "1-4:1.2", "2-2:1.0")
    ]
    assert keys == [
        "usb 0572:1329 serial 4711 interface 1.0",
        "usb 0572:1329 serial 4711 interface 1.2",
        "usb 0572:1329 serial 4711 interface 1.0",
    ]


def test_ports_of_one_interface_differ(tmp_path: Path) -> None:
    (tmp_path / "port_number").write_text("2\n")
    third = usb_port("/dev/ttyUSB2", serial_number="4711", device_path=tmp_path)
    first = usb_port("/dev/ttyUSB0", serial_number="4711", device_path=tmp_path / "none")
    assert identity_of("/dev/ttyUSB2", third).key == "usb 0572:1329 serial 4711 port 2"
    assert identity_of("/dev/ttyUSB0", first).key == "usb 0572:1329 serial 4711"


def test_a_usb_device_of_which_nothing_is_known_is_its_path() -> None:
    identity = identity_of("/dev/ttyACM0", usb_port("/dev/ttyACM0", location=None))
    assert identity.key == "path /dev/ttyACM0"
    assert identity.usb_id == "0572:1329"


def test_a_usb_device_is_the_same_through_a_link(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    device, link = tmp_path / "ttyACM0", tmp_path / "usb-Modem-if00"
    device.touch()
    link.symlink_to(device)
    list_only(monkeypatch, usb_port(device, serial_number="4711", product="USB Modem"))
    direct, linked = device_identity(str(device)), device_identity(str(link))
    assert linked.device == str(link)
    assert linked.device_id == direct.device_id
    assert linked.description == direct.description == "USB Modem"


def test_a_device_unplugged_while_pyserial_looks_is_no_failure(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    comports = Mock(side_effect=[TypeError("int() argument"), []])
    monkeypatch.setattr(list_ports, "comports", comports)
    assert device_identity("/dev/ttyACM0").key == "path /dev/ttyACM0"


def test_devices_that_cannot_be_listed_are_a_device_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(list_ports, "comports", Mock(side_effect=OSError("no sysfs")))
    with pytest.raises(DeviceError, match="no sysfs"):
        device_identity("/dev/ttyACM0")
