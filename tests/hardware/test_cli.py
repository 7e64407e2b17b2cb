"""``faxstatus devices``, as a command of a program that loads it by its entry point."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from functools import partial
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner, Result

from hardware.discovery import find_devices, named_devices
from modem_sim.pair import ModemPair
from tests.hardware.scripted_modem import ScriptedModem, answering
from tests.hardware.serial_ports import list_only, usb_port

PROGRAM = """
import typer
from importlib.metadata import entry_points
app = typer.Typer()
app.callback()(lambda: None)
[command] = entry_points(group="faxstatus.commands", name="devices")
app.command("devices")(command.load())
app()
"""


@pytest.fixture
def app() -> typer.Typer:
    app = typer.Typer(pretty_exceptions_enable=False)
    app.callback()(lambda: None)
    [command] = entry_points(group="faxstatus.commands", name="devices")
    app.command("devices")(command.load())
    return app


@pytest.fixture
async def links(tmp_path: Path) -> AsyncIterator[Path]:
    """The folder with the links ``a`` and ``b`` to two emulated modems."""
    pair = ModemPair(tmp_path / "links")
    yield tmp_path / "links"
    pair.close()


@pytest.fixture(autouse=True)
def _no_devices_of_this_machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for find in (find_devices, named_devices):
        monkeypatch.setattr(f"hardware.cli.{find.__name__}", partial(find, by_id=tmp_path / "none"))
    list_only(monkeypatch)


async def _run(app: typer.Typer, *arguments: str) -> Result:
    """In a thread, so that the modems of this loop can answer."""
    return await asyncio.to_thread(lambda: CliRunner().invoke(app, ["devices", *arguments]))


def _devices(output: str) -> list[dict[str, Any]]:
    answer = json.loads(output.splitlines()[-1])
    devices: list[dict[str, Any]] = answer["devices"]
    return devices


async def test_a_machine_without_serial_devices_says_so(app: typer.Typer) -> None:
    result = await _run(app)
    assert (result.exit_code, result.stdout) == (0, "There are no serial devices.\n")
    result = await _run(app, "--probe", "--json")
    assert (result.exit_code, _devices(result.stdout)) == (0, [])


async def test_found_devices_are_listed_and_not_opened(
    app: typer.Typer, monkeypatch: pytest.MonkeyPatch
) -> None:
    list_only(monkeypatch, usb_port("/dev/ttyACM77", serial_number="4711", product="USB [b]Modem"))
    table = await _run(app)
    assert table.exit_code == 0
    for text in ("/dev/ttyACM77", "0572:1329", "USB [b]Modem", "conexant-cx93010"):
        assert text in table.stdout
    [device] = _devices((await _run(app, "--json")).stdout)
    assert device["key"] == "usb 0572:1329 serial 4711"
    assert str(device["device_id"]) in table.stdout
    assert device["profile"] == "conexant-cx93010"
    assert device["probe"] is None


async def test_all_found_devices_are_probed_when_none_is_named(
    app: typer.Typer, links: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hardware.discovery.real_path", lambda path: path)
    list_only(monkeypatch, usb_port(links / "a"), usb_port("/nowhere/ttyACM0"))
    result = await _run(app, "--probe", "--json")
    assert result.exit_code == 0
    gone, modem = sorted(
        _devices(result.stdout), key=lambda device: device["probe"]["error"] is None
    )
    assert "there is no such device" in gone["probe"]["error"]
    assert gone["profile"] == "conexant-cx93010"
    assert modem["probe"]["fax_classes"] == ["0", "1", "1.0"]


async def test_a_console_is_asked_only_by_name(
    app: typer.Typer, links: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "consoles").write_text("a -W- (E   p a)    4:64\n")
    monkeypatch.setattr(
        "hardware.cli.find_devices",
        partial(find_devices, by_id=tmp_path / "none", consoles=tmp_path / "consoles"),
    )
    monkeypatch.setattr("hardware.discovery.real_path", lambda path: path)
    list_only(monkeypatch, usb_port(links / "a"), usb_port(links / "b"))
    console, modem = _devices((await _run(app, "--probe", "--json")).stdout)
    assert (console["console"], console["probe"]) == (True, None)
    assert modem["probe"]["error"] is None
    assert "not asked: a console" in (await _run(app, "--probe")).stdout
    [named] = _devices((await _run(app, "--probe", str(links / "a"), "--json")).stdout)
    assert named["probe"]["error"] is None


async def test_a_named_modem_is_shown_with_its_answers(app: typer.Typer, links: Path) -> None:
    result = await _run(app, "--probe", str(links / "a"))
    assert (result.exit_code, result.stderr) == (0, "")
    for text in (str(links / "a"), "faxstatus Class 1 emulator", "fax classes 0, 1", "standard"):
        assert text in result.stdout
    assert "sends 24, 48, 72, 73, 74, 96" in result.stdout


async def test_a_named_device_that_cannot_be_probed_is_exit_3(
    app: typer.Typer, links: Path
) -> None:
    missing = str(links / "missing")
    result = await _run(app, "--probe", str(links / "a"), missing, "--json")
    assert result.exit_code == 3
    assert f"faxstatus: {missing}: there is no such device" in result.stderr
    modem, gone = _devices(result.stdout)
    assert modem["probe"]["error"] is None
    assert modem["probe"]["transmit"] == modem["probe"]["receive"]
    assert 145 in modem["probe"]["transmit"]
    assert gone["probe"]["fax_classes"] is None
    table = await _run(app, "--probe", missing)
    assert table.exit_code == 3
    assert "there is no such device" in table.stdout


async def test_a_modem_cannot_steer_the_terminal(app: typer.Typer) -> None:
    evil = "[red]\x1b[2J\x07\xe9 modem\r\n\r\nOK"
    with ScriptedModem(answering({"I3": evil})) as modem:
        result = await _run(app, "--probe", modem.device)
    assert result.exit_code == 0
    assert "[red]?[2J?\xe9 modem" in result.stdout
    assert "\x1b" not in result.stdout


@pytest.mark.parametrize("arguments", [["/dev/ttyACM0"], ["--json", "x"], ["--nonsense"]])
async def test_a_bad_command_line_is_exit_2(app: typer.Typer, arguments: list[str]) -> None:
    result = await _run(app, *arguments)
    assert (result.exit_code, result.stdout) == (2, "")


async def test_devices_that_cannot_be_listed_are_exit_3(
    app: typer.Typer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def comports() -> list[object]:
        raise OSError("no sysfs")

    monkeypatch.setattr("serial.tools.list_ports.comports", comports)
    result = await _run(app)
    assert (result.exit_code, result.stdout) == (3, "")
    assert "no sysfs" in result.stderr


async def test_as_a_process_of_its_own(links: Path) -> None:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", PROGRAM, "devices", "--json", "--probe", str(links / "b")),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    output, errors = await asyncio.wait_for(process.communicate(), 20)
    assert (process.returncode, errors) == (0, b"")
    [device] = _devices(output.decode("utf-8"))
    assert device["device"] == str(links / "b")
    assert device["probe"]["fax_classes"] == ["0", "1", "1.0"]
