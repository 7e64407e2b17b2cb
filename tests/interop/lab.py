"""Emulated modems in a process of their own, on PTYs or behind socat, for real programs to open."""

import contextlib
import secrets
import shutil
import subprocess
import sysconfig
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from faxstatus_core.t30.frames import Dcs, parse
from faxstatus_core.trace import CallTrace, calls_in
from faxstatus_core.trace.records import FrameRecord
from faxstatus_core.trace.steps import Step, steps_of
from modem_sim.trace import read_trace
from tests.support.patience import wait

SCRIPTS = Path(sysconfig.get_path("scripts"))
Attachment = Literal["pty", "socat"]

_SCENARIO = """
other_end = true
[[modem]]
name = "{a}"
number = "1"
attach = "{dce_a}"
[[modem]]
name = "{b}"
number = "2"
attach = "{dce_b}"
"""


@dataclass(frozen=True)
class Lab:
    """Serial devices of two modems: number 1 at ``a``, number 2 at ``b``. All is in ``folder``."""

    folder: Path
    a: Path
    b: Path

    def trace(self) -> CallTrace:
        """The one call so far."""
        return next(iter(calls_in(*read_trace(self.folder / "log")).values()))

    def steps(self) -> list[Step]:
        """What happened in it."""
        return steps_of(self.trace())

    def selections(self) -> list[Dcs]:
        """What each DCS selected."""
        sent = [r for r in self.trace().records if isinstance(r, FrameRecord) and r.way == "sent"]
        frames = [parse(record.content, with_fcs=False) for record in sent]
        return [frame.fif for frame in frames if isinstance(frame.fif, Dcs)]

    def frames(self) -> list[str]:
        """The frames that were sent, by name."""
        return [step.label for step in self.steps() if step.kind == "frame"]

    def page_rates(self) -> set[int]:
        """The bit rates of the carriers that pages, or parts of them, were sent on."""
        return {
            int(step.detail.split(",")[0].split()[1])
            for step in self.steps()
            if step.kind == "data" and step.label.startswith("page")
        }


@contextlib.contextmanager
def running(*command: object, log: Path | None = None) -> Iterator[subprocess.Popen[str]]:
    """A program that is ended, if it has not, when the context is left.

    What it writes to standard error goes to ``log``, if there is one.
    """
    words = [str(part) for part in command]
    with contextlib.ExitStack() as stack:
        errors = stack.enter_context(log.open("w")) if log else None
        process = stack.enter_context(
            subprocess.Popen(words, stdout=subprocess.PIPE, stderr=errors, text=True)
        )
        try:
            yield process
        finally:
            process.terminate()


def wait_for_paths(*paths: Path) -> None:
    """Return when every path is there."""
    wait(lambda: all(path.exists() for path in paths), f"{paths} did not appear")


@contextlib.contextmanager
def lab(attachment: Attachment, socat: str, scenario: str = "") -> Iterator[Lab]:
    """Two modems on PTYs, or attached to the ends of two socat pairs; ``scenario`` says more.

    The devices are below /dev, where HylaFAX wants its modems.
    """
    with contextlib.ExitStack() as stack:
        folder = Path("/dev/shm") / f"faxstatus-{secrets.token_hex(4)}"  # _ would be / to HylaFAX
        folder.mkdir()
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        # Programs lock a device by the last part of its name.
        a, b = (folder / f"{folder.name}-{name}" for name in "ab")
        dces = {}
        for dte in (a, b) if attachment == "socat" else ():
            dces[dte] = folder / f"dce-{dte.name}"
            ends = [f"pty,raw,echo=0,link={end}" for end in (dte, dces[dte])]
            stack.enter_context(running(socat, *ends))
            wait_for_paths(dte, dces[dte])
        named = {"a": a.name, "b": b.name, "dce_a": dces.get(a, ""), "dce_b": dces.get(b, "")}
        (folder / "scenario.toml").write_text(_SCENARIO.format(**named) + scenario)
        modems = stack.enter_context(
            running(
                *(SCRIPTS / "modem-sim", "run", folder / "scenario.toml"),
                *("--links", folder, "--log", folder / "log"),
            )
        )
        assert modems.stdout is not None
        assert modems.stdout.readline() == "ready\n"
        yield Lab(folder, a, b)
