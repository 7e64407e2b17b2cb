"""The command in this process, and devices that are no modem or a bad one."""

import codecs
import contextlib
import json
import logging
import os
import pty
import select
import shutil
import sys
import tempfile
import threading
import tty
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from faxstatus_core.cli import main

NOBODY = 65534


@dataclass(frozen=True)
class Outcome:
    """What a run of the command left: exit status and both outputs."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        """The only JSON object of standard output, which is its last line."""
        *before, last = self.out.splitlines()
        assert not [line for line in before if line.startswith("{")]
        value = json.loads(last)
        assert isinstance(value, dict)
        return value

    @property
    def error(self) -> str:
        """The one line of standard error: what, where, what to do."""
        assert self.err.endswith("\n")
        assert self.err.count("\n") == 1, self.err
        assert self.err.startswith("faxstatus: ")
        return self.err.removeprefix("faxstatus: ").rstrip("\n")


Faxstatus = Callable[..., Outcome]
Answer = Callable[[bytes], bytes]


@pytest.fixture
def faxstatus(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Faxstatus]:
    """``faxstatus("send", ...)`` runs the entry point itself, with that command line."""
    root, ours = logging.getLogger(), logging.getLogger("faxstatus_core")
    handlers, level, our_level = root.handlers[:], root.level, ours.level

    def run(*arguments: object) -> Outcome:
        monkeypatch.setattr(sys, "argv", ["faxstatus", *map(str, arguments)])
        capsys.readouterr()
        with pytest.raises(SystemExit) as exit_:
            main()
        assert isinstance(exit_.value.code, int)
        return Outcome(exit_.value.code, *capsys.readouterr())

    yield run
    root.handlers[:] = handlers
    root.setLevel(level)
    ours.setLevel(our_level)


@contextlib.contextmanager
def device(answer: Answer) -> Iterator[str]:
    """The path of a PTY; ``answer`` gets what was written to it and says what comes back.

    It goes away when ``answer`` raises EOFError.
    """
    master, slave = pty.openpty()
    tty.setraw(slave)
    path = os.ttyname(slave)
    stop, wake = os.pipe()

    def talk() -> None:
        with contextlib.suppress(EOFError), contextlib.closing(_Poll(master, stop)) as poll:
            while poll.readable():
                if reply := answer(os.read(master, 4096)):
                    os.write(master, reply)

    thread = threading.Thread(target=talk)
    thread.start()
    try:
        yield path
    finally:
        os.close(wake)
        thread.join()
        for descriptor in (slave, stop):
            os.close(descriptor)


class _Poll:
    """Waits for octets on a PTY master, which it owns, or for the end of the test."""

    def __init__(self, master: int, stop: int) -> None:
        self._master, self._stop = master, stop
        self._poll = select.poll()
        for descriptor in (master, stop):
            self._poll.register(descriptor, select.POLLIN)

    def readable(self) -> bool:
        return all(descriptor != self._stop for descriptor, _ in self._poll.poll())

    def close(self) -> None:
        os.close(self._master)


def modem(answers: dict[str, str]) -> Answer:
    """Answers the commands in ``answers`` (without AT) so, and OK to the others.

    The answer GONE takes the device away.
    """
    received = bytearray()

    def answer(octets: bytes) -> bytes:
        received.extend(octets)
        reply = b""
        while b"\r" in received:
            line, _, rest = bytes(received).partition(b"\r")
            received[:] = rest
            text = answers.get(line.decode("latin-1").removeprefix("AT"), "OK")
            if text == "GONE":
                raise EOFError
            reply += f"\r\n{text}\r\n".encode()
        return reply

    return answer


@pytest.fixture
def unprivileged() -> Iterator[Path]:
    """A folder that may not be written to, with ``secret.tif`` that may not be read, also by root.

    A process of root's is somebody else's meanwhile.
    """
    folder = Path(tempfile.mkdtemp())
    (folder / "secret.tif").write_bytes(b"II*\x00")
    (folder / "secret.tif").chmod(0)
    folder.chmod(0o555)
    was_root = os.geteuid() == 0
    codecs.lookup("idna")  # what is imported later may be in a folder of root's
    if was_root:
        os.setresuid(NOBODY, NOBODY, 0)
    yield folder
    if was_root:
        os.setresuid(0, 0, 0)
    folder.chmod(0o755)
    shutil.rmtree(folder)
