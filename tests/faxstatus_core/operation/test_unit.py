"""The unit of systemd: what systemd itself says of it, and that it goes with the program."""

import subprocess
from collections.abc import Callable
from configparser import RawConfigParser
from importlib.resources import as_file, files

import pytest

from faxstatus_core.queue import QueueSection
from faxstatus_core.security import SecuritySection

UNIT = files("faxstatus_core.operation") / "faxstatus.service"
MOST_EXPOSED = 19
"""Tenths: 10 is a service that may do all that root may."""


def lines(name: str) -> list[str]:
    """The values of a key, in order."""
    return [
        line.partition("=")[2]
        for line in UNIT.read_text().splitlines()
        if line.partition("=")[0] == name
    ]


def systemd_analyze(program: str, *arguments: str) -> str:
    with as_file(UNIT) as path:
        done = subprocess.run(
            [program, *arguments, str(path)], capture_output=True, text=True, check=False
        )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.fixture
def analyze(peer: Callable[[str], str]) -> Callable[..., str]:
    program = peer("systemd-analyze")
    return lambda *arguments: systemd_analyze(program, *arguments)


def test_systemd_finds_nothing_wrong_with_the_unit(analyze: Callable[..., str]) -> None:
    assert "faxstatus.service" not in analyze("verify")


def test_systemd_calls_the_service_hardly_exposed(analyze: Callable[..., str]) -> None:
    threshold = f"--threshold={MOST_EXPOSED}"
    assert "OK" in analyze("security", "--offline=true", threshold)


def test_unit_has_each_key_in_one_of_its_sections() -> None:
    parser = RawConfigParser(strict=False)
    parser.optionxform = str  # type: ignore[assignment,method-assign] # as configparser's manual says
    parser.read_string(UNIT.read_text())
    assert parser.sections() == ["Unit", "Service", "Install"]
    assert parser["Service"]["Type"] == "notify"
    assert parser["Service"]["ExecReload"] == "/bin/kill -HUP $MAINPID"


def test_systemd_waits_longer_for_calls_than_the_server_does() -> None:
    [stop] = lines("TimeoutStopSec")
    assert int(stop.removesuffix("min")) * 60 > QueueSection().drain


def test_there_are_files_for_all_connections() -> None:
    [most] = lines("LimitNOFILE")
    assert int(most) > 2 * SecuritySection().max_connections
