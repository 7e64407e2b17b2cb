"""A server that dies at any moment: nothing that was accepted or confirmed is lost, or silently
sent twice.

In virtual time a whole day of a server takes a moment, so it can die hundreds of times. As kill -9
does, its death leaves the files as they are at that instant (a copy of them is what the next server
finds), and lets the line drop.
"""

import asyncio
import hashlib
import io
import os
import random
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PIL import Image

from faxstatus_core.clock import run_virtual, utcnow
from faxstatus_core.engine.port import FaxPort, PortConfig, SendJob
from faxstatus_core.engine.supervisor import keep_receiving
from faxstatus_core.engine.transport import Transport
from faxstatus_core.image import open_document
from faxstatus_core.queue import QueueSection
from faxstatus_core.records import Job, JobRequest, JobState, ResolutionName
from faxstatus_core.service import FaxService, PortSetup, StoreSection, Upload
from faxstatus_core.status import StatusBus
from faxstatus_core.store import FaxFilter, JobFilter, Store
from modem_sim.hosts.runner import NetworkRunner
from modem_sim.pair import pair_network
from modem_sim.testing import memory_modem
from tests.support.pages import draw_page, read_pages, write_document

CRASHES = int(os.environ.get("FAXSTATUS_CRASHES", "24"))
JOBS = 2
PAGES = 3
SOME_TIME = 1800.0
"""Seconds in which all is sent, if nothing is lost."""
HEIGHT = 100

Page = tuple[int, int]
"""Which document, which page of it."""


def page_of(number: Page) -> Image.Image:
    document, page = number
    return draw_page(1 + document * PAGES + page, HEIGHT)


def mark_of(page: Image.Image) -> str:
    return hashlib.sha256(page.tobytes()).hexdigest()


KNOWN = {
    mark_of(page_of((document, page))): (document, page)
    for document in range(3)
    for page in range(PAGES)
}


def whole_pages(path: Path) -> Iterator[Page]:
    """The pages of a fax; what broke off in the middle of a page is none of ours."""
    marks = map(mark_of, read_pages(path))
    yield from (KNOWN[mark] for mark in marks if mark in KNOWN)


@dataclass
class Line:
    """Two modems and the line between them, which outlive the server; at one end a far machine."""

    folder: Path
    far: FaxPort = field(init=False)

    def __post_init__(self) -> None:
        self.runner = NetworkRunner(pair_network())
        inbox = self.folder / "far"
        inbox.mkdir()
        config = PortConfig("/virtual/b", "b", "+49 2", output=inbox)
        self.far = FaxPort(config, StatusBus(utcnow), self.opener("b"))

    def opener(self, name: str) -> "Opener":
        return Opener(self.runner, name)

    def received(self) -> Counter[Page]:
        """What the far machine has of our jobs."""
        files = sorted((self.folder / "far").glob("*.tif"))
        return Counter(page for path in files for page in whole_pages(path))


@dataclass
class Opener:
    """Opens the terminal of a modem, as often as wanted."""

    runner: NetworkRunner
    name: str
    hosts: list[Transport] = field(default_factory=list)

    async def __call__(self) -> Transport:
        self.hosts.append(memory_modem(self.runner, self.name))
        return self.hosts[-1]

    def unplug(self) -> None:
        """Nobody has the terminal any more: the modem hangs up."""
        for host in self.hosts:
            host.close()


class Server:
    """A server at the line's other end, on a folder of its own."""

    def __init__(self, line: Line, folder: Path) -> None:
        self.folder = folder
        self._opener = line.opener("a")
        self.store = Store.open(folder)
        setup = PortSetup(PortConfig("/virtual/a", "a", "+49 1"), open_transport=self._opener)
        queue = QueueSection(batch_pages=100)
        keep = StoreSection(folder=folder)
        self.service = FaxService(self.store, [setup], queue, keep, chance=lambda: 0.0)
        self._task = asyncio.create_task(self.service.run())

    async def submit(self, number: int) -> Job:
        file = io.BytesIO()
        folder = Path(tempfile.mkdtemp(dir=self.folder.parent))
        pages = [page_of((number, page)) for page in range(PAGES)]
        file.write(write_document(folder / "document.tif", pages).read_bytes())
        file.seek(0)
        request = JobRequest(number="2", tag_line=False, resolution=ResolutionName.FINE)
        job, _ = await self.service.submit(request, [Upload("d.tif", file)], user_name="test")
        return job

    def jobs(self) -> list[Job]:
        return list(self.store.jobs.find(JobFilter(), limit=100).items)

    async def die(self, remains: Path) -> None:
        """What is on the disk at this instant stays, as ``remains``; the line drops."""
        shutil.copytree(self.folder, remains, ignore=shutil.ignore_patterns("lock"))
        self._opener.unplug()
        await self.end()

    async def end(self) -> None:
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)
        self.service.hub.close()
        self.store.close()


@dataclass
class Story:
    """What came of one server and the ones after it."""

    jobs: list[Job]
    received: Counter[Page]


async def _live(folder: Path, chance: random.Random, deaths: int) -> Story:
    line = Line(folder)
    await line.far.open()
    receiving = asyncio.create_task(keep_receiving(line.far))
    server = Server(line, folder / "server-0")
    await server.service.ready()
    accepted = [await server.submit(number) for number in range(JOBS)]
    for death in range(1, deaths + 1):
        await asyncio.sleep(chance.uniform(0.0, 75.0))
        await server.die(folder / f"server-{death}")
        server = Server(line, folder / f"server-{death}")
        await server.service.ready()
    await _until_final(server, accepted)
    await asyncio.sleep(120)
    receiving.cancel()
    await asyncio.gather(receiving, return_exceptions=True)
    story = Story(server.jobs(), line.received())
    await server.end()
    line.runner.close()
    return story


def _kept(server: Server) -> Iterator[Page]:
    for fax in server.store.faxes.find(FaxFilter(), limit=100).items:
        path = server.store.documents.path(fax.digest)
        yield from whole_pages(path)


async def _until_final(server: Server, accepted: list[Job]) -> None:
    async with asyncio.timeout(SOME_TIME):
        while True:
            jobs = {job.job_id: job for job in server.jobs()}
            if all(jobs[job.job_id].state.final for job in accepted):
                return
            await asyncio.sleep(1)


@pytest.mark.parametrize("seed", range(CRASHES))
def test_job_that_was_accepted_arrives_and_is_not_silently_sent_twice(
    tmp_path: Path, seed: int
) -> None:
    chance = random.Random(seed)
    story = run_virtual(_live(tmp_path, chance, deaths=1 + seed % 3))
    assert [job.state for job in story.jobs] == [JobState.COMPLETED] * JOBS
    for number, job in enumerate(sorted(story.jobs, key=lambda job: job.job_id)):
        copies = [story.received[number, page] for page in range(PAGES)]
        assert min(copies) >= 1, f"job {job.job_id} lacks pages: {copies}"
        assert sum(copies) - PAGES <= job.interruptions, f"job {job.job_id}: {copies}, unmarked"


async def _far_sends(folder: Path, chance: random.Random) -> tuple[int, list[int], Counter[Page]]:
    """The far machine sends documents until one went through; deaths come meanwhile."""
    line = Line(folder)
    await line.far.open()
    server = Server(line, folder / "server-0")
    await server.service.ready()
    confirmed: list[int] = []
    deaths = 0

    async def send() -> None:
        pages = [page_of((JOBS, page)) for page in range(PAGES)]
        path = write_document(folder / "outgoing.tif", pages)
        for _ in range(6):
            job = SendJob(open_document(path), "1", tag_line=False)
            result = await line.far.send(job)
            line.far.ready()
            confirmed.append(result.pages)
            if result.succeeded:
                return
            await asyncio.sleep(20)

    sending = asyncio.create_task(send())
    while not sending.done() and deaths < 3:
        await asyncio.wait({sending}, timeout=chance.uniform(5.0, 60.0))
        if not sending.done():
            deaths += 1
            await server.die(folder / f"server-{deaths}")
            server = Server(line, folder / f"server-{deaths}")
            await server.service.ready()
    await sending
    await asyncio.sleep(60)
    kept = Counter(_kept(server))
    await server.end()
    line.runner.close()
    return deaths, confirmed, kept


@pytest.mark.parametrize("seed", range(CRASHES // 2))
def test_page_that_was_confirmed_to_the_caller_is_kept(tmp_path: Path, seed: int) -> None:
    _, confirmed, kept = run_virtual(_far_sends(tmp_path, random.Random(seed)))
    for page in range(PAGES):
        assert kept[JOBS, page] >= sum(pages > page for pages in confirmed)
