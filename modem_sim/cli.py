"""The ``modem-sim`` command."""

import asyncio
import contextlib
import signal
import sys
from pathlib import Path
from typing import Annotated

import typer

from faxstatus_core.errors import FaxError
from modem_sim.byte_log import ByteLog
from modem_sim.pair import ModemPair

app = typer.Typer(
    help="Emulated Class 1 fax modems on a virtual telephone exchange.",
    no_args_is_help=True,
    add_completion=False,
)


@app.callback()
def _modem_sim() -> None:
    """Emulated Class 1 fax modems on a virtual telephone exchange."""


@app.command()
def pair(
    links: Annotated[
        Path, typer.Option(help="Folder for the links to the two terminals, a and b.")
    ],
    attach_a: Annotated[
        str, typer.Option(metavar="DEV", help="Existing serial device for modem a.")
    ] = "",
    attach_b: Annotated[
        str, typer.Option(metavar="DEV", help="Existing serial device for modem b.")
    ] = "",
    log: Annotated[
        Path | None, typer.Option(help="Write every octet, both ways, to this file as JSON lines.")
    ] = None,
) -> None:
    """Run two modems, numbers 1 and 2; any number but its own rings the other.

    Prints "ready" once both can be opened; ends on Ctrl-C or SIGTERM and removes its links.
    """
    attach = {"a": attach_a, "b": attach_b}
    try:
        with contextlib.ExitStack() as stack:
            observer = None
            if log is not None:
                observer = ByteLog(stack.enter_context(log.open("w", encoding="utf-8")))
            asyncio.run(_serve_pair(links, attach, observer))
    except (FaxError, OSError) as error:
        print(f"modem-sim: {error}", file=sys.stderr)
        raise typer.Exit(3) from error


async def _serve_pair(links: Path, attach: dict[str, str], observer: ByteLog | None) -> None:
    loop = asyncio.get_running_loop()
    ended: asyncio.Future[str | None] = loop.create_future()

    def end(lost: str | None = None) -> None:
        if not ended.done():
            ended.set_result(lost)

    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, end)
    modems = ModemPair(links, attach=attach, observer=observer, lost=end)
    try:
        print("ready", flush=True)
        lost = await ended
    finally:
        modems.close()
    if lost is not None:
        raise FaxError("the device went away", where=lost, remedy="attach it again and start anew")


def main() -> None:
    """Entry point."""
    app()
