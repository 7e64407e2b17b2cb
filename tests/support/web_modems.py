"""A server with two emulated modems, in a thread, for those who watch a call in the browser."""

import asyncio
import contextlib
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from faxstatus_core.api import Gate, create_app, serving
from faxstatus_core.engine.port_config import PortConfig
from faxstatus_core.engine.transport import Transport
from faxstatus_core.queue import QueueSection
from faxstatus_core.security import SecuritySection, SessionTable, Slots, guarded
from faxstatus_core.service import FaxService, PortSetup, StoreSection, running
from faxstatus_core.store import Store
from modem_sim.hosts.runner import NetworkRunner
from modem_sim.pair import pair_network
from modem_sim.testing import memory_modem
from tests.support.paced_loop import PacedLoop

_HOST = "127.0.0.1"
_NO_TAG_LINE = QueueSection(branding=False)


@dataclass(frozen=True)
class ModemServer:
    """Its port ``a`` sends, ``b`` (number 2) receives; whatever is sent arrives as it was."""

    url: str


@contextlib.contextmanager
def modem_server(folder: Path, speed: float) -> Iterator[ModemServer]:
    """A server while the context lasts, ``speed`` times as fast as real time."""
    url: Future[str] = Future()
    stop = asyncio.Event()
    loop = PacedLoop(speed)

    def run() -> None:
        with asyncio.Runner(loop_factory=lambda: loop) as runner:
            try:
                runner.run(_serve(folder, url, stop))
            except BaseException as error:
                if url.done():
                    raise
                url.set_exception(error)

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield ModemServer(url.result())
    finally:
        with contextlib.suppress(RuntimeError):  # it has ended by itself
            loop.call_soon_threadsafe(stop.set)
        thread.join()


async def _serve(folder: Path, url: "Future[str]", stop: asyncio.Event) -> None:
    runner = NetworkRunner(pair_network())
    ports = [
        modem_port(runner, PortConfig("/virtual/a", "a", "+49 30 1", receive=False)),
        modem_port(runner, PortConfig("/virtual/b", "b", "+49 30 2", send=False)),
    ]
    section = SecuritySection(requests_per_minute=1_000_000, burst=1_000_000)
    gate = Gate(None, SessionTable(None, timedelta(hours=1)), open_to_all=lambda: True)
    with contextlib.closing(Store.open(folder)) as store, contextlib.closing(runner):
        service = FaxService(store, ports, _NO_TAG_LINE, StoreSection(folder=folder))
        app = guarded(create_app(service, gate, Slots(50, 50)), section, _HOST, tls=False)
        async with running(service):
            await service.ready()
            async with serving(app, service.hub, _HOST, 0) as address:
                url.set_result(address)
                await stop.wait()


def modem_port(runner: NetworkRunner, config: PortConfig) -> PortSetup:
    """A port on the modem of that name."""
    modem = memory_modem(runner, config.name)

    async def open_transport() -> Transport:
        return modem

    return PortSetup(config, open_transport=open_transport)
