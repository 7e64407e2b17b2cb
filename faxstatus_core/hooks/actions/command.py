"""Run a program. No shell: what came over the line is data, whatever it looks like."""

import asyncio
import contextlib
import logging
import os
import signal
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from faxstatus_core.hooks.command_environment import arguments, environment
from faxstatus_core.hooks.errors import DeliveryError
from faxstatus_core.hooks.task import DeliveryTask
from faxstatus_core.text import printable

logger = logging.getLogger(__name__)

MOST_OUTPUT = 4000
"""Octets of a program's output that are kept for the log."""
_LAST_WORDS = 0.5
"""Seconds for output after the program's end: others may hold the pipe, and go on."""


@dataclass(frozen=True)
class CommandAction:
    """``command`` with the facts in variables and the payload as standard input.

    It runs in a folder of its own, which goes when it ends, and in its own process group. After
    ``timeout`` seconds the group gets SIGTERM, and ``grace`` seconds later SIGKILL. Exit status 0
    is success.
    """

    command: Sequence[str]
    timeout: float
    grace: float = 2.0

    async def perform(self, task: DeliveryTask) -> None:
        """Run it. Raises :class:`DeliveryError`."""
        output = bytearray()
        async with _collected(output) as pipe:
            process = await self._start(task, pipe)
            try:
                async with asyncio.timeout(self.timeout):
                    status = await process.wait()
            except TimeoutError as error:
                raise DeliveryError(
                    f"{self.command[0]} was stopped after {self.timeout:g} s{_said(output)}"
                ) from error
            finally:
                if process.returncode is None:
                    await _end_group(process, self.grace)
        if status:
            how = f"exit status {status}" if status > 0 else f"signal {-status}"
            raise DeliveryError(f"{self.command[0]}: {how}{_said(output)}")
        logger.info("delivery %d: %s is done%s", task.delivery_id, self.command[0], _said(output))

    async def _start(self, task: DeliveryTask, pipe: BinaryIO) -> Process:
        facts = task.facts
        given = task.folder / "event.json"
        try:
            given.write_bytes(task.body)
            with given.open("rb") as stdin, pipe:
                return await asyncio.create_subprocess_exec(
                    *arguments(self.command, facts),
                    stdin=stdin,
                    stdout=pipe,
                    stderr=pipe,
                    cwd=task.folder,
                    env=environment(facts, os.environ),
                    start_new_session=True,
                )
        except OSError as error:
            raise DeliveryError(
                f"{self.command[0]} cannot be started: {error.strerror}",
                remedy="see that the program is there and may be run",
            ) from error


class _Collector(asyncio.Protocol):
    """Keeps the first octets of what comes, and drops the rest."""

    def __init__(self, output: bytearray) -> None:
        self.ended = asyncio.Event()
        self._output = output

    def data_received(self, data: bytes) -> None:
        self._output += data[: MOST_OUTPUT - len(self._output)]

    def connection_lost(self, exc: Exception | None) -> None:
        self.ended.set()


@contextlib.asynccontextmanager
async def _collected(output: bytearray) -> AsyncIterator[BinaryIO]:
    """A pipe to write into; what was written is in ``output`` at the end."""
    read_end, write_end = os.pipe()
    writer = os.fdopen(write_end, "wb", buffering=0)
    collector = _Collector(output)
    loop = asyncio.get_running_loop()
    transport, _ = await loop.connect_read_pipe(
        lambda: collector, os.fdopen(read_end, "rb", buffering=0)
    )
    try:
        yield writer
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_LAST_WORDS):
                await collector.ended.wait()
    finally:
        writer.close()
        transport.close()


async def _end_group(process: Process, grace: float) -> None:
    """End the program and all it started in its group."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGTERM)
    try:
        async with asyncio.timeout(grace):
            await process.wait()
    except TimeoutError:
        pass
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    await process.wait()


def _said(output: bytearray) -> str:
    text = printable(output.decode("utf-8", "replace").strip())
    return f": {text}" if text else ""
