"""``modem-sim pair`` as a program."""

import os
import pty
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from typer.testing import CliRunner

from faxstatus_core.trace.records import CommandRecord, OctetsRecord
from modem_sim.cli import app
from modem_sim.trace import read_trace
from tests.support.patience import PATIENCE

COMMAND = [sys.executable, "-m", "modem_sim", "pair"]


@contextmanager
def _running(*options: str) -> Iterator[subprocess.Popen[str]]:
    """The program, once it says that it is ready."""
    with subprocess.Popen(
        [*COMMAND, *options], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        try:
            assert process.stdout.readline() == "ready\n"
            yield process
        finally:
            process.kill()


def _talk(link: Path, octets: bytes, ending: bytes) -> bytes:
    client = os.open(link, os.O_RDWR | os.O_NOCTTY)
    os.write(client, octets)
    said = b""
    while not said.endswith(ending):
        ready, _, _ = select.select([client], [], [], PATIENCE)
        assert ready, said
        said += os.read(client, 4096)
    os.close(client)
    return said


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_serves_until_it_is_told_to_end(tmp_path: Path, number: signal.Signals) -> None:
    links, log = tmp_path / "links", tmp_path / "octets.jsonl"
    with _running("--links", str(links), "--log", str(log)) as process:
        assert sorted(link.name for link in links.iterdir()) == ["a", "b"]
        assert _talk(links / "a", b"ATE0\r", b"OK\r\n") == b"ATE0\r\r\nOK\r\n"
        process.send_signal(number)
        output, errors = process.communicate(timeout=PATIENCE)
    assert (process.returncode, output, errors) == (0, "", "")
    assert not list(links.iterdir())
    heading, records = read_trace(log)
    assert heading.stations == {"a": "1", "b": "2"}
    said = {"dte": "", "dce": ""}
    for record in records:
        assert 0 <= record.t < 10
        if isinstance(record, OctetsRecord):
            assert record.station == "a"
            said[record.by] += record.hex
    assert bytes.fromhex(said["dte"]) == b"ATE0\r"
    assert bytes.fromhex(said["dce"]) == b"ATE0\r\r\nOK\r\n"
    assert [r.line for r in records if isinstance(r, CommandRecord)] == ["ATE0"]


def test_a_device_that_cannot_be_had_is_one_line_and_exit_3(tmp_path: Path) -> None:
    device, links = tmp_path / "no" / "such", tmp_path / "links"
    done = subprocess.run(
        [*COMMAND, "--links", str(links), "--attach-b", str(device)],
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert (done.returncode, done.stdout) == (3, "")
    (line,) = done.stderr.splitlines()
    assert line.startswith(f"modem-sim: {device}: cannot open the device")
    assert not list(links.iterdir())


@pytest.mark.parametrize("option", ["--links", "--log"])
def test_a_path_that_cannot_be_had_is_one_line_and_exit_3(tmp_path: Path, option: str) -> None:
    (tmp_path / "file").write_text("")
    path = tmp_path / "file" / "below"
    options = {"--links": str(tmp_path / "links"), option: str(path)}
    arguments = [word for pair in options.items() for word in pair]
    done = CliRunner().invoke(app, ["pair", *arguments])
    assert (done.exit_code, done.stdout) == (3, "")
    (line,) = done.stderr.splitlines()
    assert line.startswith("modem-sim: ")
    assert str(path) in line


def test_a_device_that_goes_away_ends_it_with_exit_3(tmp_path: Path) -> None:
    master, slave = pty.openpty()
    with _running("--links", str(tmp_path), "--attach-b", os.ttyname(slave)) as process:
        os.close(slave)
        os.close(master)
        _, errors = process.communicate(timeout=PATIENCE)
    assert process.returncode == 3
    (line,) = errors.splitlines()
    assert "the device went away" in line
    assert not list(tmp_path.iterdir())
