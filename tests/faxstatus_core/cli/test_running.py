"""Signals and real exit statuses, of processes; and devices lost in the middle of a page."""

import asyncio
import contextlib
import importlib
import json
import logging
import os
import pty
import signal
import subprocess
import time
import tty
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from serial import SerialException

from faxstatus_core.api import AddressError
from faxstatus_core.cli.running import _BAD_INPUT, _NO_DEVICE, exit_status, run
from faxstatus_core.config import ConfigError
from faxstatus_core.engine.errors import BadNumberError, DeviceError
from faxstatus_core.errors import FaxError
from faxstatus_core.image import ArchiveError, DocumentError
from tests.interop.lab import SCRIPTS
from tests.support.pages import draw_page, read_pages, write_document
from tests.support.patience import PATIENCE

Process = subprocess.Popen[str]


@contextlib.contextmanager
def process(*command: object) -> Iterator[Process]:
    """A process with pipes, killed in the end if it is still there."""
    words = [str(word) for word in command]
    pipe = subprocess.PIPE
    with subprocess.Popen(words, stdout=pipe, stderr=pipe, text=True) as running:
        try:
            yield running
        finally:
            running.kill()


def finish(running: Process) -> tuple[int, dict[str, Any], str]:
    """Exit status, the only JSON object of standard output, and standard error."""
    out, err = running.communicate(timeout=PATIENCE)
    assert "Traceback" not in err
    [line] = [line for line in out.splitlines() if line.startswith("{")]
    assert line == out.splitlines()[-1]
    return running.returncode, json.loads(line), err


def until(running: Process, text: str) -> None:
    """Read standard error as far as a line with ``text``."""
    assert running.stderr is not None
    for line in running.stderr:
        if text in line:
            return
    pytest.fail(f"ended without {text!r}")


@pytest.fixture
def silent() -> Iterator[tuple[int, str]]:
    """A PTY that says nothing: its master, and its path."""
    master, slave = pty.openpty()
    tty.setraw(slave)
    yield master, os.ttyname(slave)
    os.close(master)
    os.close(slave)


@pytest.mark.parametrize(
    ("name", "number"),
    [("send", signal.SIGINT), ("send", signal.SIGTERM), ("receive", signal.SIGTERM)],
)
def test_interrupted_while_the_modem_is_asked(
    tmp_path: Path, silent: tuple[int, str], name: str, number: signal.Signals
) -> None:
    master, path = silent
    document = write_document(tmp_path / "document.tif", [draw_page(1, 100)])
    rest = {"send": ("--to", "2", document), "receive": ("--output", tmp_path / "in")}
    with process(SCRIPTS / "faxstatus", name, "--device", path, "--json", *rest[name]) as running:
        assert os.read(master, 1) == b"A"
        running.send_signal(number)
        status, result, err = finish(running)
    assert status == 130
    assert result == {"succeeded": False, "error": "interrupted"}
    assert err == "faxstatus: interrupted\n"


def test_demo_interrupted_takes_its_folder_away(tmp_path: Path) -> None:
    command = ["env", f"TMPDIR={tmp_path}", SCRIPTS / "faxstatus", "demo", "--json"]
    with process(*command) as running:
        until(running, "watch them at")
        running.send_signal(signal.SIGINT)
        status, result, err = finish(running)
    assert status == 130
    assert result == {"succeeded": False, "error": "interrupted"}
    assert err.endswith("faxstatus: interrupted\n")
    assert list(tmp_path.iterdir()) == []


def test_serve_stops_when_told_to(tmp_path: Path) -> None:
    config = tmp_path / "x.toml"
    store = f'[store]\nfolder = "{tmp_path}/store"\n'
    config.write_text(f'[server]\nport = 0\n[[port]]\ndevice = "/no/device"\n{store}')
    with process(SCRIPTS / "faxstatus", "serve", "--config", config) as running:
        until(running, "there is no such device")
        running.send_signal(signal.SIGTERM)
        out, err = running.communicate(timeout=PATIENCE)
    assert (running.returncode, out) == (0, "")
    assert "calls that are under way may end" in err


def test_exit_status_of_a_process_is_that_of_the_command(tmp_path: Path) -> None:
    document = write_document(tmp_path / "document.tif", [draw_page(1, 100)])
    command = (SCRIPTS / "faxstatus", "send", document, "--to", "2", "--json")
    with process(*command, "--device", "/no/device") as running:
        status, result, err = finish(running)
    assert (status, result["succeeded"], err.count("\n")) == (3, False, 1)


@pytest.mark.parametrize(
    ("kind", "status"),
    [(FaxError, 1), (AddressError, 3), (DeviceError, 3)]
    + [(kind, 2) for kind in (ArchiveError, BadNumberError, ConfigError, DocumentError)],
)
def test_exit_status_says_whose_fault_it_was(kind: type[FaxError], status: int) -> None:
    assert exit_status(kind("what")) == status


@pytest.mark.parametrize("names", [_BAD_INPUT, _NO_DEVICE])
def test_errors_that_are_named_exist(names: dict[str, tuple[str, ...]]) -> None:
    for module, classes in names.items():
        for name in classes:
            assert issubclass(getattr(importlib.import_module(module), name), FaxError)


@pytest.mark.parametrize(
    ("fault", "shown"), [(SerialException("write failed"), False), (ValueError("a bug"), True)]
)
def test_transport_that_fails_is_no_traceback(
    caplog: pytest.LogCaptureFixture, fault: Exception, shown: bool
) -> None:
    async def lose() -> None:
        context = {"message": "Fatal write error", "exception": fault, "transport": object()}
        asyncio.get_running_loop().call_exception_handler(context)

    with caplog.at_level(logging.DEBUG):
        run(lose())
    records = [record for record in caplog.records if record.message.startswith("Fatal write")]
    assert [record.exc_info is not None for record in records] == [shown]


@contextlib.contextmanager
def call_in_mid_page(folder: Path) -> Iterator[tuple[Process, Process, Process]]:
    """Modems, sender and receiver, each a process, while the second of two pages is sent."""
    faxstatus, links, seen = SCRIPTS / "faxstatus", folder / "links", folder / "seen.jsonl"
    document = write_document(folder / "document.tif", [draw_page(1, 200), draw_page(2, 4000)])
    ours = ("--device", links / "b", "--output", folder / "in", "--once", "--json")
    with contextlib.ExitStack() as stack:
        modems = stack.enter_context(
            process(SCRIPTS / "modem-sim", "pair", "--links", links, "--log", seen)
        )
        assert modems.stdout is not None
        assert modems.stdout.readline() == "ready\n"
        receiver = stack.enter_context(process(faxstatus, "receive", *ours))
        sender = stack.enter_context(
            process(
                *(faxstatus, "send", "--verbose", "--device", links / "a", "--to", "2"),
                *("--json", "--no-tag-line", document),
            )
        )
        until(sender, "received MCF")
        time.sleep(2)
        yield modems, sender, receiver


@pytest.mark.realtime
@pytest.mark.parametrize("event", ["modems killed", "sender ended"])
def test_call_that_breaks_off_in_its_second_page(tmp_path: Path, event: str) -> None:
    expected: dict[str, tuple[int, int]] = {"modems killed": (3, 3), "sender ended": (130, 1)}
    with call_in_mid_page(tmp_path) as (modems, sender, receiver):
        end: Callable[[], None] = modems.kill if event == "modems killed" else sender.terminate
        end()
        sent, received = finish(sender), finish(receiver)
    assert (sent[0], received[0]) == expected[event]
    assert (sent[1]["succeeded"], received[1]["succeeded"]) == (False, False)
    assert received[2].count("\n") == 1
    # The page that was confirmed is kept, and is a whole TIFF; nothing else is left.
    [fax] = (tmp_path / "in").iterdir()
    assert fax.suffix == ".tif"
    assert read_pages(fax)[0].size == (1728, 200)
