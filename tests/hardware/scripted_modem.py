"""Devices on PTYs that answer command lines as a test says, and a judge of command lines."""

import asyncio
import os
import pty
import tty
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Self

from modem_sim.v250 import parse_line

_GO_OFF_HOOK = {"D", "A"}
_USE_THE_LINE = {"+FTS", "+FRS", "+FTM", "+FRM", "+FTH", "+FRH"}


class ScriptedModem:
    """A device at path ``device``; ``answer(line)`` is what it says, None for nothing.

    Use it with ``with`` inside a running loop; ``lines`` are the command lines that came.
    """

    def __init__(self, answer: Callable[[str], str | None]) -> None:
        self._answer = answer
        self._received = b""
        self.lines: list[str] = []

    def __enter__(self) -> Self:
        self._master, self._slave = pty.openpty()
        tty.setraw(self._slave)
        self.device = os.ttyname(self._slave)
        self._loop = asyncio.get_running_loop()
        self._loop.add_reader(self._master, self._read)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._loop.remove_reader(self._master)
        os.close(self._master)
        os.close(self._slave)

    def _read(self) -> None:
        self._received += os.read(self._master, 4096)
        *lines, self._received = self._received.split(b"\r")
        for line in lines:
            self.lines.append(line.decode("ascii"))
            answer = self._answer(self.lines[-1])
            if answer is not None:
                os.write(self._master, f"\r\n{answer}\r\n".encode("latin-1"))


def silent(_line: str) -> None:
    """Answers nothing."""


def answering(answers: Mapping[str, str | None]) -> Callable[[str], str | None]:
    """Answers the commands in ``answers`` so, and OK to the others."""
    return lambda line: answers.get(line.removeprefix("AT"), "OK")


def uses_the_line(line: str) -> bool:
    """Whether a command line would take a modem off hook, or send or receive on its line."""
    if line == "A/":
        return True
    return any(
        command.name in _GO_OFF_HOOK
        or (command.name == "H" and command.value == "1")
        or (command.name in _USE_THE_LINE and command.operator == "=")
        for command in parse_line(line[2:])
    )
