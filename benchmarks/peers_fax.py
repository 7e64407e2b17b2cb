"""The same fax by several programs at both ends of the emulated exchange, in real time."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from faxstatus_core.image import sample_pages
from faxstatus_core.trace import CallTrace, calls_in
from modem_sim.trace import read_trace
from tests.interop.lab import lab
from tests.interop.programs import Efax, Fax, HylaFaxWithEcm, HylaFaxWithoutEcm, Ours, Program

PAGES = 3
_PROGRAMS: dict[str, type[Program]] = {
    "faxstatus, real time": Ours,
    "efax, real time": Efax,
    "HylaFAX without error correction, real time": HylaFaxWithoutEcm,
    "HylaFAX with error correction, real time": HylaFaxWithEcm,
}
_AT_ONCE = 2
_FOR_ROOT = {"faxgetty"}


class NotInstalledError(Exception):
    """A program is not there, or not for this user."""


def calls() -> Iterator[tuple[str, CallTrace | str]]:
    """A call by each program as it is over, in their order: its trace, or why there is none."""
    with ThreadPoolExecutor(_AT_ONCE) as threads:
        waiting = {name: threads.submit(_call, program) for name, program in _PROGRAMS.items()}
        for name, call in waiting.items():
            yield name, _outcome(call)


def _outcome(call: Future[CallTrace]) -> CallTrace | str:
    try:
        return call.result()
    except NotInstalledError as error:
        return f"not installed: {error}"
    except (AssertionError, OSError) as error:
        return f"failed: {str(error).strip() or type(error).__name__}"


def _call(program: type[Program]) -> CallTrace:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        sender, receiver = program(_path_of, folder), program(_path_of, folder)
        with lab("pty", "") as modems:
            with receiver.receiving(modems) as received:
                sender.send(modems, Fax(sample_pages(PAGES)))
                received()
            return next(iter(calls_in(*read_trace(modems.folder / "log")).values()))


def _path_of(name: str) -> str:
    path = shutil.which(name) or shutil.which(name, path="/usr/sbin")
    if path is None:
        raise NotInstalledError(name)
    if name in _FOR_ROOT and os.geteuid() != 0:
        raise NotInstalledError(f"{name} runs as root only")
    return path
