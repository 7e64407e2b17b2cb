"""A server with two emulated modems, three times as fast as real ones, for all tests of a file."""

import json
import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from modem_sim.testing import fax_modem_pair
from tests.hostile.server_process import FAXSTATUS, server
from tests.support.patience import PATIENCE, wait

SPEED = 3
RECIPIENT = "Ann [red]\x1b[31m"
"""Somebody whose name is markup and a control sequence."""


@dataclass(frozen=True)
class Office:
    """A server that runs: ``office`` (number 1) sends, ``hall`` (number 2) receives."""

    url: str
    job: dict[str, Any]
    """The job that was delivered before the tests, as ``submit --wait --json`` told it."""
    told: str
    """What ``submit --wait`` said meanwhile."""


def command(url: str, *words: object) -> subprocess.CompletedProcess[str]:
    """A process of ours, asking the server at ``url``."""
    return subprocess.run(
        [str(FAXSTATUS), *map(str, words)],
        check=False,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        env=os.environ | {"FAXSTATUS_SERVER": url},
    )


def text_of_office(folder: Path, a: Path, b: Path) -> str:
    """The configuration of ``office`` and ``hall``."""
    return f"""
[server]
port = 0
[store]
folder = "{folder}/store"
[[port]]
device = "{a}"
name = "office"
id = "+49 30 1"
receive = false
pools = ["sales"]
[[port]]
device = "{b}"
name = "hall"
id = "+49 30 2"
send = false
"""


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    folder = tmp_path_factory.mktemp("office")
    note = folder / "note.txt"
    note.write_text("hello\n")
    with (
        fax_modem_pair(speed=SPEED) as pair,
        server(folder, text_of_office(folder, pair.a, pair.b)) as running,
    ):
        wait(lambda: httpx.get(f"{running.url}/readyz").json()["ports_open"] == 2)
        line = ("submit", note, note, "--to", "2", "--recipient", RECIPIENT, "--sender", "Me")
        done = command(running.url, *line, "--wait", "--json")
        assert done.returncode == 0, done.stderr
        wait(lambda: len(running.get("/faxes").json()["items"]) == 1)
        yield Office(running.url, json.loads(done.stdout.splitlines()[-1]), done.stderr)


@pytest.fixture
def at_office(office: Office, monkeypatch: pytest.MonkeyPatch) -> Office:
    """The server, as the environment names it."""
    monkeypatch.setenv("FAXSTATUS_SERVER", office.url)
    return office
