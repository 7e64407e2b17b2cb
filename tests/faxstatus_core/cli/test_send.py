"""``faxstatus send``: bad files and numbers before a device is touched, and modems that fail."""

import os
import socket
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from tests.faxstatus_core.cli.conftest import Faxstatus, Outcome, device, modem
from tests.support.pages import draw_page, write_document

FCLASS = {"+FCLASS=?": "0,1\r\nOK", "+FTM=?": "96\r\nOK", "+FRM=?": "96\r\nOK"}


@pytest.fixture
def document(tmp_path: Path) -> Path:
    return write_document(tmp_path / "document.tif", [draw_page(1, 100)])


def send(faxstatus: Faxstatus, file: Path, path: object, number: str = "2") -> Outcome:
    return faxstatus("send", file, "--device", path, "--to", number, "--json")


def _truncated(path: Path) -> None:
    write_document(path, [draw_page(1), draw_page(2)])
    os.truncate(path, path.stat().st_size // 2)


def _without_page(path: Path) -> None:
    path.write_bytes(b"II*\x00\x00\x00\x00\x00")


def _wide(path: Path) -> None:
    Image.new("1", (50_000, 10), 1).save(path, "TIFF")


FILES: list[tuple[str, Callable[[Path], object], str]] = [
    ("missing", lambda path: None, "No such file"),
    ("text", lambda path: path.write_bytes(bytes(range(256))), "convert it"),
    ("empty", lambda path: path.touch(), "empty"),
    ("header", lambda path: path.write_bytes(b"II*\x00"), "truncated"),
    ("truncated", _truncated, "truncated"),
    ("no page", _without_page, "no page"),
    ("50,000 wide", _wide, "50,000 pixels wide"),
    ("folder", lambda path: path.mkdir(), "not a file"),
    ("named pipe", os.mkfifo, "not a file"),
    ("loop", lambda path: path.symlink_to(path), "cannot read the file"),
]


@pytest.mark.parametrize(
    ("make", "what"), [pytest.param(make, what, id=name) for name, make, what in FILES]
)
def test_bad_file_is_told_before_the_device_is_touched(
    faxstatus: Faxstatus, tmp_path: Path, make: Callable[[Path], object], what: str
) -> None:
    file = tmp_path / "[bold]bad\nname.tif"
    make(file)
    outcome = send(faxstatus, file, "/no/device")
    assert outcome.status == 2
    assert what in outcome.error
    assert outcome.error.startswith(f"{tmp_path}/[bold]bad\\nname.tif")
    assert ";" in outcome.error  # and what to do
    assert outcome.json["succeeded"] is False
    assert what in outcome.json["error"]


def test_file_that_may_not_be_read(faxstatus: Faxstatus, unprivileged: Path) -> None:
    outcome = send(faxstatus, unprivileged / "secret.tif", "/no/device")
    assert outcome.status == 2
    assert "secret.tif" in outcome.error
    assert "not readable" in outcome.error
    assert outcome.json == {"succeeded": False, "error": outcome.error}


@pytest.mark.parametrize("number", ["", "x", "+49 30", "2;H", "2\rATH", "[red]2", "٢", "1" * 101])
def test_number_that_cannot_be_dialled(faxstatus: Faxstatus, document: Path, number: str) -> None:
    outcome = send(faxstatus, document, "/no/device", number)
    assert outcome.status == 2
    assert "cannot be dialled; use digits" in outcome.error
    assert outcome.json == {"succeeded": False, "error": outcome.error}


def test_profile_that_is_not_there(faxstatus: Faxstatus, document: Path) -> None:
    for name in ("nosuch", "nosuch.toml"):
        outcome = faxstatus(
            *("send", document, "--device", "d", "--to", "2", "--profile", name, "--json")
        )
        assert outcome.status == 2
        assert "nosuch" in outcome.error
        assert outcome.json == {"succeeded": False, "error": outcome.error}


def test_device_that_is_not_a_serial_device(
    faxstatus: Faxstatus, document: Path, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    os.mkfifo(tmp_path / "pipe")
    for path in ("/no/[red]device", "/dev/null", tmp_path / "file", tmp_path, tmp_path / "pipe"):
        outcome = send(faxstatus, document, path)
        assert outcome.status == 3
        assert outcome.error.startswith(f"{path}: ")
        assert ";" in outcome.error
        assert outcome.json == {"succeeded": False, "error": outcome.error}


@pytest.mark.parametrize("strange", ["", "socket://", "nosuch://x", "a\0b", "x" * 5000])
def test_device_whose_name_can_be_none(faxstatus: Faxstatus, document: Path, strange: str) -> None:
    outcome = send(faxstatus, document, strange)
    assert outcome.status == 3
    assert outcome.error
    assert outcome.json["succeeded"] is False


@pytest.mark.parametrize("echoes", [False, True], ids=["silent", "echo"])
def test_device_that_is_no_modem(faxstatus: Faxstatus, document: Path, echoes: bool) -> None:
    with device(lambda octets: octets if echoes else b"") as path:
        outcome = send(faxstatus, document, path)
    assert outcome.status == 3
    assert outcome.error.startswith(f"{path}: no answer to AT; ")
    assert outcome.json == {"succeeded": False, "error": outcome.error}


def test_modem_that_refuses_class_1(faxstatus: Faxstatus, document: Path) -> None:
    answers = {"+FCLASS=?": "0,2\r\nOK", "+FCLASS=1": "ERROR"}
    with device(modem(answers)) as path:
        outcome = send(faxstatus, document, path)
    assert outcome.status == 3
    assert "+FCLASS=1" in outcome.error
    assert "0, 2" in outcome.error
    assert outcome.json == {"succeeded": False, "error": outcome.error}


@pytest.mark.parametrize("said", ["BUSY", "NO DIALTONE", "NO CARRIER", "ERROR"])
def test_call_that_does_not_come_about_is_a_failed_fax(
    faxstatus: Faxstatus, document: Path, said: str
) -> None:
    with device(modem({**FCLASS, "DT2": said})) as path:
        outcome = send(faxstatus, document, path)
    assert outcome.status == 1
    assert outcome.err.startswith("Failed: ")
    assert outcome.err.count("\n") == 1
    assert (outcome.json["succeeded"], outcome.json["pages"]) == (False, 0)
    assert outcome.json["text"] in outcome.err


@pytest.mark.parametrize("when", ["+FCLASS=1", "DT2"])
def test_device_that_goes_away(faxstatus: Faxstatus, document: Path, when: str) -> None:
    with device(modem({**FCLASS, when: "GONE"})) as path:
        outcome = send(faxstatus, document, path)
    assert outcome.status == 3
    assert "went away" in outcome.error
    assert outcome.json == {"succeeded": False, "error": outcome.error}


def test_socket_that_nobody_listens_on(faxstatus: Faxstatus, document: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    outcome = send(faxstatus, document, f"socket://127.0.0.1:{port}")
    assert outcome.status == 3
    assert f"socket://127.0.0.1:{port}: " in outcome.error
