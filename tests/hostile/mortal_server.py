"""A server that can die, in virtual time: the line and the machine at its far end outlive it."""

import asyncio
import hashlib
import io
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image

from faxstatus_core.clock import utcnow
from faxstatus_core.engine.errors import DeviceError
from faxstatus_core.engine.port import FaxPort
from faxstatus_core.engine.port_config import PortConfig
from faxstatus_core.engine.transport import Transport
from faxstatus_core.queue import QueueSection
from faxstatus_core.records import Job, JobRequest, ResolutionName
from faxstatus_core.service import FaxService, PortSetup, StoreSection, Upload
from faxstatus_core.status import StatusBus
from faxstatus_core.store import FaxFilter, JobFilter, Store
from modem_sim.hosts.runner import NetworkRunner
from modem_sim.pair import pair_network
from modem_sim.testing import memory_modem
from tests.support.pages import draw_page, read_pages, write_document

PAGES = 3
DOCUMENTS = 8
HEIGHT = 100
INCOMING = DOCUMENTS - 1
"""The document that the far machine sends."""

Page = tuple[int, int]
"""Which document, which page of it."""


def page_of(page: Page) -> Image.Image:
    """A page as it is drawn; each differs from all others."""
    return draw_page(1 + page[0] * PAGES + page[1], HEIGHT)


def document(number: int, path: Path) -> Path:
    """One of the documents as a TIFF."""
    return write_document(path, [page_of((number, page)) for page in range(PAGES)])


def _mark(page: Image.Image) -> str:
    return hashlib.sha256(page.tobytes()).hexdigest()


_KNOWN = {
    _mark(page_of((number, page))): (number, page)
    for number in range(DOCUMENTS)
    for page in range(PAGES)
}


def whole_pages(path: Path) -> Iterator[Page]:
    """The pages of a fax; what broke off in the middle of a page is none of ours."""
    marks = map(_mark, read_pages(path))
    yield from (_KNOWN[mark] for mark in marks if mark in _KNOWN)


class _Heard:
    """A terminal of which somebody hears what is written to it."""

    def __init__(self, host: Transport, heard: Callable[[bytes], None]) -> None:
        self._host = host
        self._heard = heard
        self.read, self.drain, self.close = host.read, host.drain, host.close

    def write(self, octets: bytes) -> None:
        self._heard(octets)
        self._host.write(octets)


@dataclass
class Opener:
    """Opens the terminal of a modem, as often as wanted. ``heard`` is told before it is written."""

    runner: NetworkRunner
    name: str
    heard: Callable[[bytes], None] = lambda _octets: None
    hosts: list[Transport] = field(default_factory=list)
    unplugged: bool = False

    async def __call__(self) -> Transport:
        if self.unplugged:
            raise DeviceError("unplugged", where=self.name)
        host = memory_modem(self.runner, self.name)
        self.hosts.append(host)
        return _Heard(host, self.heard)

    def unplug(self) -> None:
        """Nobody has the terminal any more, or gets it again: the modem hangs up."""
        self.unplugged = True
        for host in self.hosts:
            host.close()


@dataclass
class Line:
    """Two modems and the line between them; at one end a far machine.

    ``heard`` is told what that writes to its modem.
    """

    folder: Path
    heard: Callable[[bytes], None] = lambda _octets: None
    far: FaxPort = field(init=False)
    runner: NetworkRunner = field(init=False)

    def __post_init__(self) -> None:
        self.runner = NetworkRunner(pair_network())
        inbox = self.folder / "far"
        inbox.mkdir()
        config = PortConfig("/virtual/b", "b", "+49 2", output=inbox)
        self.far = FaxPort(config, StatusBus(utcnow), Opener(self.runner, "b", self.heard))

    def received(self) -> Counter[Page]:
        """What the far machine has of our jobs."""
        files = sorted((self.folder / "far").glob("*.tif"))
        return Counter(page for path in files for page in whole_pages(path))


class MortalServer:
    """A server at the line's other end, on a folder of its own."""

    def __init__(
        self,
        line: Line | None,
        folder: Path,
        heard: Callable[[bytes], None] = lambda _octets: None,
    ) -> None:
        self.folder = folder
        self.store = Store.open(folder)
        setups = []
        self._opener: Opener | None = None
        if line is not None:
            self._opener = Opener(line.runner, "a", heard)
            config = PortConfig("/virtual/a", "a", "+49 1")
            setups = [PortSetup(config, open_transport=self._opener)]
        queue = QueueSection(batch_pages=100)
        keep = StoreSection(folder=folder)
        self.service = FaxService(self.store, setups, queue, keep, chance=lambda: 0.0)
        self._task = asyncio.create_task(self.service.run())

    async def submit(self, number: int, key: str | None = None) -> Job:
        """Hand in one of the documents, perhaps again; accepted when this returns."""
        path = document(number, self.folder.parent / f"document-{number}.tif")
        request = JobRequest(number="2", tag_line=False, resolution=ResolutionName.FINE)
        upload = Upload(f"{number}.tif", io.BytesIO(path.read_bytes()))
        job, _ = await self.service.submit(request, [upload], user_name="test", idempotency_key=key)
        return job

    def jobs(self) -> dict[int, Job]:
        """All jobs, by ``job_id``."""
        found = self.store.jobs.find(JobFilter(), limit=100).items
        return {job.job_id: job for job in found}

    def kept(self) -> Counter[Page]:
        """The pages of the received faxes."""
        faxes = self.store.faxes.find(FaxFilter(), limit=100).items
        paths = [self.store.documents.path(fax.digest) for fax in faxes]
        return Counter(page for path in paths for page in whole_pages(path))

    @property
    def busy(self) -> bool:
        """Whether a call is under way."""
        return any(worker.busy for worker in self.service.scheduler._workers())

    def unplug(self) -> None:
        """The line drops, and nothing reaches it any more."""
        if self._opener is not None:
            self._opener.unplug()

    async def end(self) -> None:
        """Take it down."""
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)
        self.service.hub.close()
        self.store.close()
