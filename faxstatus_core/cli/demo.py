"""``faxstatus demo``: everything at once, on emulated modems."""

import asyncio
import contextlib
import tempfile
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer
from PIL import Image

from faxstatus_core.api import Gate, create_app, serving
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
from faxstatus_core.engine.port_config import PortConfig
from faxstatus_core.image import Document, open_document, write_sample
from faxstatus_core.queue import QueueSection
from faxstatus_core.records import Job, JobRequest
from faxstatus_core.security import SecuritySection, SessionTable, Slots, guarded
from faxstatus_core.service import FaxService, PortSetup, StoreSection, Upload, running
from faxstatus_core.store import FaxFilter, Store
from faxstatus_core.t4 import PageFormat
from modem_sim.pair import NUMBERS, ModemPair

_TAG_LINES = 27
"""Lines of the tag line: 3.5 mm at fine resolution."""
_PAUSE = 20
"""Seconds between one fax and the next."""
_LOOK = 0.2
_LOOKS = 100
_HOST = "127.0.0.1"


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
    path = write_sample(folder / "sample.tif")
    document = open_document(path)
    modems = ModemPair(folder)
    store = Store.open(folder / "store")
    try:
        service = FaxService(store, _ports(folder), QueueSection(), StoreSection(folder=folder))
        async with running(service), _served(service, tcp_port) as url:
            await service.ready()
            say(f"Two emulated modems at {folder}/a and {folder}/b; watch them at {url}/")
            async with board(service.bus, errors):
                while True:
                    matched, verdict = await _one_fax(service, path, document)
                    say(verdict, "green" if matched else "red")
                    if as_json:
                        print_json({"succeeded": matched, "text": verdict})
                    if once:
                        return matched
                    say(f"The next fax goes out in {_PAUSE} s; Ctrl-C ends.")
                    await asyncio.sleep(_PAUSE)
    finally:
        store.close()
        modems.close()


def _ports(folder: Path) -> list[PortSetup]:
    sender = PortConfig(str(folder / "a"), "sender", "+49 30 1", receive=False)
    receiver = PortConfig(str(folder / "b"), "receiver", "+49 30 2", send=False)
    return [PortSetup(sender), PortSetup(receiver)]


@contextlib.asynccontextmanager
async def _served(service: FaxService, tcp_port: int) -> AsyncIterator[str]:
    """Everybody on this machine may look on, and send."""
    section = SecuritySection()
    slots = Slots(section.max_subscribers, section.max_subscribers_per_client)
    gate = Gate(None, SessionTable(None, timedelta(hours=1)), open_to_all=lambda: True)
    app = guarded(create_app(service, gate, slots), section, _HOST, tls=False)
    async with serving(app, service.hub, _HOST, tcp_port) as url:
        yield url


async def _one_fax(service: FaxService, path: Path, document: Document) -> tuple[bool, str]:
    """Send the document as any client would; whether it came over, and a line that says so."""
    request = JobRequest(
        number=NUMBERS["b"], sender_name="faxstatus demo", recipient_name="the other modem"
    )
    known = {fax.fax_id for fax in service.store.faxes.find(FaxFilter(), limit=1).items}
    with path.open("rb") as file:
        job, _ = await service.submit(request, [Upload(path.name, file)], user_name="demo")
    started = asyncio.get_running_loop().time()
    while not (job := await service.job(job.job_id)).state.final:
        await asyncio.sleep(_LOOK)
    seconds = asyncio.get_running_loop().time() - started
    for _ in range(_LOOKS):
        faxes = service.store.faxes.find(FaxFilter(), limit=1).items
        if faxes and faxes[0].fax_id not in known:
            received = service.store.documents.path(faxes[0].digest)
            matched = await asyncio.to_thread(_same_pages, document, received)
            return matched, _verdict(matched, document, job, seconds)
        await asyncio.sleep(_LOOK)
    return False, f"Nothing was received: {job.error_text}."


def _same_pages(document: Document, received: Path) -> bool:
    """Whether every page came over, pel by pel."""
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


def _verdict(matched: bool, document: Document, job: Job, seconds: float) -> str:
    if matched:
        return (
            f"{document.page_count} pages sent and received in {seconds:.0f} s; "
            "every pel below the tag line is the same."
        )
    return f"The pages differ. {job.error_text or 'The job was sent.'}"
