"""Runs a scenario until a signal ends it; errors are one line and an exit status."""

import asyncio
import contextlib
import signal
import sys
from collections.abc import Callable
from typing import NoReturn

import typer

from faxstatus_core.errors import FaxError
from faxstatus_core.image import DocumentError
from faxstatus_core.t31.profile import ProfileError
from faxstatus_core.text import printable
from modem_sim.cli.watching import Watching
from modem_sim.hosts.scenario_host import ScenarioHost
from modem_sim.scenario import ScenarioError
from modem_sim.trace import TraceMaker

BAD_INPUT, NO_DEVICE = 2, 3

Lost = Callable[[str], None]
MakeHost = Callable[[TraceMaker | None, Lost], ScenarioHost]
"""``(trace, lost)``: makes the host, inside the running event loop."""


def play(make: MakeHost, watching: Watching) -> None:
    """Run what ``make`` makes. Prints "ready" on standard output once it is there."""
    try:
        with contextlib.ExitStack() as stack:
            asyncio.run(_play(make, watching, stack))
    except (ScenarioError, ProfileError, DocumentError) as error:
        fail(error, BAD_INPUT)
    except (FaxError, OSError) as error:
        fail(error, NO_DEVICE)


def fail(error: Exception, status: int) -> NoReturn:
    """End the program with one line about ``error``."""
    print(f"modem-sim: {printable(str(error))}", file=sys.stderr)
    raise typer.Exit(status) from error


async def _play(make: MakeHost, watching: Watching, stack: contextlib.ExitStack) -> None:
    loop = asyncio.get_running_loop()
    ended: asyncio.Future[None] = loop.create_future()

    def end(error: Exception | None = None) -> None:
        if ended.done():
            return
        if error is None:
            ended.set_result(None)
        else:
            ended.set_exception(error)

    def lost(device: str) -> None:
        end(FaxError("the device went away", where=device, remedy="attach it again and start anew"))

    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, end)
    host = make(watching.trace_maker(stack, end), lost)
    try:
        print("ready", flush=True)
        await ended
    finally:
        host.close()
