"""``faxstatus receive``: folders and devices that cannot be used, and calls that fail."""

import os
from pathlib import Path

import pytest

from tests.faxstatus_core.cli.conftest import Faxstatus, Outcome, device, modem


def receive(faxstatus: Faxstatus, path: object, output: Path) -> Outcome:
    return faxstatus("receive", "--device", path, "--output", output, "--once", "--json")


def test_output_that_is_no_folder(faxstatus: Faxstatus, tmp_path: Path) -> None:
    (tmp_path / "[b]file").write_text("mine")
    for output in (tmp_path / "[b]file", tmp_path / "[b]file/in", Path("/proc/none")):
        outcome = receive(faxstatus, "/no/device", output)
        assert outcome.status == 2
        assert outcome.error.startswith(f"{output}: ")
        assert outcome.json == {"succeeded": False, "error": outcome.error}
    assert (tmp_path / "[b]file").read_text() == "mine"


def test_output_that_may_not_be_written(faxstatus: Faxstatus, unprivileged: Path) -> None:
    for output in (unprivileged, unprivileged / "new"):
        outcome = receive(faxstatus, "/no/device", output)
        assert outcome.status == 2
        assert outcome.error.startswith(f"{output}: ")
        assert outcome.json == {"succeeded": False, "error": outcome.error}


def test_device_that_cannot_be_used_leaves_an_empty_folder(
    faxstatus: Faxstatus, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    os.mkfifo(tmp_path / "pipe")
    output = tmp_path / "in"
    for path in ("/no/device", "/dev/null", tmp_path / "file", tmp_path, tmp_path / "pipe"):
        outcome = receive(faxstatus, path, output)
        assert outcome.status == 3
        assert outcome.error.startswith(f"{path}: ")
        assert outcome.json == {"succeeded": False, "error": outcome.error}
        assert list(output.iterdir()) == []


def test_modem_that_refuses_class_1(faxstatus: Faxstatus, tmp_path: Path) -> None:
    with device(modem({"+FCLASS=?": "0\r\nOK", "+FCLASS=1": "ERROR"})) as path:
        outcome = receive(faxstatus, path, tmp_path / "in")
    assert outcome.status == 3
    assert "+FCLASS=1" in outcome.error
    assert outcome.json == {"succeeded": False, "error": outcome.error}


@pytest.mark.parametrize(
    ("said", "status"), [("NO CARRIER", 1), ("ERROR", 1), ("GONE", 3)], ids=str
)
def test_call_that_ends_at_the_answer_leaves_no_file(
    faxstatus: Faxstatus, tmp_path: Path, said: str, status: int
) -> None:
    output = tmp_path / "in"
    # The port is listening once it has asked for the modulations; RING comes with that answer.
    answers = {"+FCLASS=?": "1\r\nOK", "+FRM=?": "96\r\nOK\r\n\r\nRING", "A": said}
    with device(modem(answers)) as path:
        outcome = receive(faxstatus, path, output)
    assert outcome.status == status
    assert outcome.json["succeeded"] is False
    assert outcome.err.count("\n") == 1
    assert outcome.err.startswith("Failed: " if status == 1 else "faxstatus: ")
    assert list(output.iterdir()) == []
