"""Emulated modems in a process of their own, on PTYs or behind socat, for real programs to open."""

import contextlib
import subprocess
import sysconfig
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

SCRIPTS = Path(sysconfig.get_path("scripts"))


@dataclass(frozen=True)
class Pair:
    """Serial devices of two modems: number 1 at ``a``, number 2 at ``b``."""

    a: Path
    b: Path


@contextlib.contextmanager
def running(*command: object) -> Iterator[subprocess.Popen[str]]:
    """A program that is ended, if it has not, when the context is left."""
    with subprocess.Popen([str(part) for part in command], stdout=subprocess.PIPE, text=True) as p:
        try:
            yield p
        finally:
            p.terminate()


def wait_for(*paths: Path, timeout: float = 10) -> None:
    """Return when every path is there."""
    ends = time.monotonic() + timeout
    while not all(path.exists() for path in paths):
        assert time.monotonic() < ends, f"{paths} did not appear"
        time.sleep(0.02)


@pytest.fixture(params=["pty", "socat"])
def pair(
    request: pytest.FixtureRequest, tmp_path: Path, peer: Callable[[str], str]
) -> Iterator[Pair]:
    """``modem-sim pair`` on its own PTYs, and attached to the ends of two socat pairs."""
    with contextlib.ExitStack() as stack:
        attach: list[str | Path] = []
        devices = Pair(tmp_path / "links/a", tmp_path / "links/b")
        if request.param == "socat":
            socat = peer("socat")
            devices = Pair(tmp_path / "dte-a", tmp_path / "dte-b")
            for name, dte in (("a", devices.a), ("b", devices.b)):
                dce = tmp_path / f"dce-{name}"
                ends = [f"pty,raw,echo=0,link={end}" for end in (dte, dce)]
                stack.enter_context(running(socat, *ends))
                wait_for(dte, dce)
                attach += [f"--attach-{name}", dce]
        command = [SCRIPTS / "modem-sim", "pair", "--links", tmp_path / "links", *attach]
        modems = stack.enter_context(running(*command))
        assert modems.stdout is not None
        assert modems.stdout.readline() == "ready\n"
        yield devices
