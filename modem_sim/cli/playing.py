"""Runs a scenario until a signal ends it; errors are one line and an exit status."""

import asyncio
import contextlib
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import typer

from faxstatus_core.errors import FaxError
from faxstatus_core.image import DocumentError
from faxstatus_core.t31.profile import ProfileError
from modem_sim.byte_log import ByteLog
from modem_sim.hosts.runner import Observer
from modem_sim.hosts.scenario_host import ScenarioHost
from modem_sim.scenario import ScenarioError

BAD_INPUT, NO_DEVICE = 2, 3

Lost = Callable[[str], None]
MakeHost = Callable[[Observer | None, Lost], ScenarioHost]
"""``(observer, lost)``: makes the host, inside the running event loop."""


def play(make: MakeHost, *, log: Path | None) -> None:
    """Run what ``make`` makes. Prints "ready" on standard output once it is there."""
    try:
        with contextlib.ExitStack() as stack:
            observer = None
            if log is not None:
                observer = ByteLog(stack.enter_context(log.open("w", encoding="utf-8")))
            asyncio.run(_play(make, observer))
    except (ScenarioError, ProfileError, DocumentError) as error:
        fail(error, BAD_INPUT)
    except (FaxError, OSError) as error:
        fail(error, NO_DEVICE)


def fail(error: Exception, status: int) -> NoReturn:
    """End the program with one line about ``error``."""
    text = "".join(c if c.isprintable() else ascii(c)[1:-1] for c in str(error))
    print(f"modem-sim: {text}", file=sys.stderr)
    raise typer.Exit(status) from error


async def _play(make: MakeHost, observer: Observer | None) -> None:
    loop = asyncio.get_running_loop()
    ended: asyncio.Future[str | None] = loop.create_future()

    def end(lost: str | None = None) -> None:
        if not ended.done():
            ended.set_result(lost)

    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, end)
    host = make(observer, end)
    try:
        print("ready", flush=True)
        lost = await ended
    finally:
        host.close()
    if lost is not None:
        raise FaxError("the device went away", where=lost, remedy="attach it again and start anew")
