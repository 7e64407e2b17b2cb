"""``faxstatus demo``: everything at once, on emulated modems."""

import asyncio
import contextlib
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Annotated

import typer
from PIL import Image

from faxstatus_core.api import serving
from faxstatus_core.cli.board import board
from faxstatus_core.cli.options import AsJson, Verbose
from faxstatus_core.cli.running import (
    DELIVERED,
    FAILED,
    errors,
    print_json,
    run,
    say,
    set_up_logging,
)
from faxstatus_core.clock import utcnow
from faxstatus_core.engine.call import CallResult
from faxstatus_core.engine.port import FaxPort, PortConfig, SendJob
from faxstatus_core.image import Document, open_document, write_sample
from faxstatus_core.status import StatusBus
from faxstatus_core.t4 import PageFormat
from modem_sim.pair import NUMBERS, ModemPair

_TAG_LINES = 27
"""Lines of the tag line: 3.5 mm at fine resolution."""
_PAUSE = 20
"""Seconds between one fax and the next."""


def demo(
    once: Annotated[bool, typer.Option("--once", help="End after one fax.")] = False,
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="TCP port of the status server; 0: any free one.")
    ] = 0,
    as_json: AsJson = False,
    verbose: Verbose = False,
) -> None:
    """Send a three-page fax between two emulated modems, with live status in the browser.

    Exit status of --once: 0 every page matches, 1 not; 3 the TCP port could not be had, 130
    interrupted.
    """
    set_up_logging(verbose=verbose)

    async def main() -> bool:
        with tempfile.TemporaryDirectory(prefix="faxstatus-demo-") as folder:
            return await _run(Path(folder), once=once, tcp_port=port, as_json=as_json)

    matched = run(main(), as_json=as_json)
    raise typer.Exit(DELIVERED if matched else FAILED)


async def _run(folder: Path, *, once: bool, tcp_port: int, as_json: bool) -> bool:
    document = open_document(write_sample(folder / "sample.tif"))
    bus = StatusBus(utcnow)
    async with (
        _ports(folder, bus) as (sender, receiver),
        serving(bus, "127.0.0.1", tcp_port) as url,
    ):
        say(f"Two emulated modems at {folder}/a and {folder}/b; watch them at {url}/")
        async with board(bus, errors):
            while True:
                sent, received = await _one_fax(sender, receiver, document)
                matched = _same_pages(document, received.path)
                say(_verdict(matched, document, sent, received), "green" if matched else "red")
                if as_json:
                    print_json({"succeeded": matched, "sent": sent.text, "received": received.text})
                if once:
                    return matched
                say(f"The next fax goes out in {_PAUSE} s; Ctrl-C ends.")
                await asyncio.sleep(_PAUSE)
                sender.ready()
                receiver.ready()


@contextlib.asynccontextmanager
async def _ports(folder: Path, bus: StatusBus) -> AsyncIterator[tuple[FaxPort, FaxPort]]:
    modems = ModemPair(folder)
    sender = FaxPort(PortConfig(str(folder / "a"), "sender", "+49 30 1"), bus)
    receiver = FaxPort(PortConfig(str(folder / "b"), "receiver", "+49 30 2", output=folder), bus)
    try:
        await sender.open()
        await receiver.open()
        yield sender, receiver
    finally:
        sender.close()
        receiver.close()
        modems.close()


async def _one_fax(
    sender: FaxPort, receiver: FaxPort, document: Document
) -> tuple[CallResult, CallResult]:
    job = SendJob(
        document,
        NUMBERS["b"],
        sender_name="faxstatus demo",
        recipient_name="the other modem",
        submitted_time=utcnow(),
    )
    try:
        async with asyncio.TaskGroup() as group:
            receiving = group.create_task(receiver.receive())
            sending = group.create_task(sender.send(job))
    except ExceptionGroup as failures:
        raise failures.exceptions[0] from failures  # the other end was cancelled for it
    return sending.result(), receiving.result()


def _same_pages(document: Document, received: Path | None) -> bool:
    """Whether every page came over, pel by pel."""
    if received is None:
        return False
    with Image.open(received) as fax:
        if getattr(fax, "n_frames", 1) != document.page_count:
            return False
        for index in range(document.page_count):
            fax.seek(index)
            sent = document.page(index, PageFormat())
            if (sent.size, _body(sent)) != (fax.size, _body(fax)):
                return False
    return True


def _body(page: Image.Image) -> bytes:
    """The pels below the tag line, which only the one that arrives has."""
    return page.crop((0, _TAG_LINES, page.width, page.height)).tobytes()


def _verdict(matched: bool, document: Document, sent: CallResult, received: CallResult) -> str:
    if matched:
        return (
            f"{document.page_count} pages sent and received in {sent.duration:.0f} s; "
            "every pel below the tag line is the same."
        )
    return f"The pages differ. Sender: {sent.text}. Receiver: {received.text}."
