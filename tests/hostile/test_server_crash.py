"""A server that dies at any moment: nothing that was accepted or confirmed is lost, or silently
sent twice.

In virtual time a whole day of a server takes a moment, so it can die hundreds of times: between two
steps on the disk, or while it waits. As kill -9 does, its death leaves the files as they are at
that instant (a copy of them is what the next server finds), and lets the line drop.
"""

import asyncio
import os
import random
import shutil
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from faxstatus_core.clock import run_virtual
from faxstatus_core.engine.port_jobs import SendJob
from faxstatus_core.engine.supervisor import keep_receiving
from faxstatus_core.image import open_document
from faxstatus_core.records import Job, JobState
from tests.hostile.disk import copy_folder, each_step
from tests.hostile.mortal_server import INCOMING, PAGES, Line, MortalServer, Page, document

BATCHES = 4
STORIES = int(os.environ.get("FAXSTATUS_CRASHES", "5"))
"""In each batch, of each kind."""
DEATHS = 6
"""In each story in which the server sends."""
JOBS = 5
SOME_TIME = 3600.0
"""Seconds in which all is sent, if nothing is lost."""
LIFE = 60.0
"""Seconds for which a server lives at most."""
STEPS = 80
"""On the disk, in such a life."""


@dataclass
class Fate:
    """When servers die: each after so many steps on the disk, or so many seconds."""

    line: Line
    chance: random.Random
    deaths: int = 0
    in_calls: int = 0
    """Deaths while a call was under way."""
    server: MortalServer | None = None
    _steps_left: int | None = None
    _dead: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def dead(self) -> bool:
        """Whether the present server is a ghost: what it does now, nobody sees."""
        return self._dead.is_set()

    async def start(self, *, mortal: bool = True) -> MortalServer:
        """The next server, on what the last has left; it may die as it starts."""
        self._dead.clear()
        self.server = None
        if mortal and self.chance.random() < 0.7:
            self._steps_left = self.chance.randrange(STEPS)
        self.server = MortalServer(self.line, self._folder(self.deaths))
        if self.dead:
            self.server.unplug()
        await self.server.service.ready()
        return self.server

    async def death(self) -> None:
        """Wait until the present server has died."""
        assert self.server is not None
        try:
            async with asyncio.timeout(self.chance.uniform(0.0, LIFE)):
                await self._dead.wait()
        except TimeoutError:
            self._strike()
        self.deaths += 1
        await self.server.end()

    def step(self) -> None:
        """The server has come to a step."""
        if self._steps_left == 0:
            self._strike()
        elif self._steps_left is not None:
            self._steps_left -= 1

    def _strike(self) -> None:
        """The server dies here and now."""
        self._steps_left = None
        self._dead.set()
        copy_folder(self._folder(self.deaths), self._folder(self.deaths + 1))
        if self.server is not None:
            self.in_calls += self.server.busy
            self.server.unplug()

    def _folder(self, number: int) -> Path:
        return self.line.folder / f"server-{number}"


@dataclass
class Sent:
    """What came of a server that sent, and of the ones after it."""

    fate: Fate
    accepted: dict[int, int]
    """Job identifiers by document: those for which a server has answered."""
    jobs: dict[int, Job]
    received: Counter[Page]


async def _sends(folder: Path, chance: random.Random) -> Sent:
    line = Line(folder)
    fate = Fate(line, chance)
    accepted: dict[int, int] = {}

    async def submit(number: int) -> None:
        """As a client does: with a key, again until there is an answer."""
        assert fate.server is not None
        job = await fate.server.submit(number, f"key-{number}")
        if not fate.dead:
            assert accepted.setdefault(number, job.job_id) == job.job_id

    (folder / "server-0").mkdir()
    with each_step(fate.step):
        await line.far.open()
        receiving = asyncio.create_task(keep_receiving(line.far))
        for life in range(DEATHS + 1):
            server = await fate.start(mortal=life < DEATHS)
            for number in range(min(life + 1, JOBS)):
                if number not in accepted:
                    await submit(number)
            if life < DEATHS:
                await fate.death()
        await _until_final(server)
        await asyncio.sleep(120)
        receiving.cancel()
        await asyncio.gather(receiving, return_exceptions=True)
        sent = Sent(fate, accepted, server.jobs(), line.received())
        await server.end()
    line.runner.close()
    return sent


async def _until_final(server: MortalServer) -> None:
    async with asyncio.timeout(SOME_TIME):
        while not all(job.state.final for job in server.jobs().values()):
            await asyncio.sleep(20)


def _check(sent: Sent) -> None:
    assert sorted(sent.accepted) == list(range(JOBS))
    assert sorted(sent.accepted.values()) == sorted(sent.jobs)
    for number, job_id in sent.accepted.items():
        job = sent.jobs[job_id]
        assert job.state is JobState.COMPLETED
        assert job.documents[0].name == f"{number}.tif"
        copies = [sent.received[number, page] for page in range(PAGES)]
        assert min(copies) >= 1, f"job {job_id} lacks pages: {copies}"
        assert sum(copies) - PAGES <= job.interruptions, f"job {job_id}: {copies}, unmarked"


@pytest.mark.parametrize("batch", range(BATCHES))
def test_job_that_was_accepted_arrives_and_is_not_silently_sent_twice(
    tmp_path: Path, batch: int
) -> None:
    deaths = in_calls = 0
    for story in range(STORIES):
        folder = tmp_path / str(story)
        folder.mkdir()
        sent = run_virtual(_sends(folder, random.Random(f"{batch}-{story}")))
        _check(sent)
        deaths += sent.fate.deaths
        in_calls += sent.fate.in_calls
        shutil.rmtree(folder)
    assert deaths == DEATHS * STORIES
    assert in_calls > deaths / 5


@dataclass
class Received:
    """What came of a server that received, and of the ones after it."""

    fate: Fate
    confirmed: list[int]
    """Of each call of the far machine, how many pages it was told are there."""
    kept: Counter[Page]


async def _receives(folder: Path, chance: random.Random) -> Received:
    """The far machine sends a document again and again, until it goes through."""
    line = Line(folder)
    fate = Fate(line, chance)
    confirmed: list[int] = []

    async def send() -> None:
        path = document(INCOMING, folder / "outgoing.tif")
        for _ in range(20):
            result = await line.far.send(SendJob(open_document(path), "1", tag_line=False))
            line.far.ready()
            confirmed.append(result.pages)
            if result.succeeded:
                return
            await asyncio.sleep(10)

    (folder / "server-0").mkdir()
    with each_step(fate.step):
        await line.far.open()
        server = await fate.start()
        sending = asyncio.create_task(send())
        while not sending.done() and fate.deaths < DEATHS:
            await fate.death()
            server = await fate.start(mortal=fate.deaths < DEATHS)
        await sending
        if fate.dead:
            await fate.death()
            server = await fate.start(mortal=False)
        await asyncio.sleep(60)
        received = Received(fate, confirmed, server.kept())
        await server.end()
    line.runner.close()
    return received


@pytest.mark.parametrize("batch", range(BATCHES))
def test_page_that_was_confirmed_to_the_caller_is_kept(tmp_path: Path, batch: int) -> None:
    deaths = in_calls = cut_off = 0
    for story in range(STORIES):
        folder = tmp_path / str(story)
        folder.mkdir()
        received = run_virtual(_receives(folder, random.Random(f"{batch}-{story}")))
        calls = len(received.confirmed)
        for page in range(PAGES):
            promised = sum(pages > page for pages in received.confirmed)
            assert promised <= received.kept[INCOMING, page] <= calls
        deaths += received.fate.deaths
        in_calls += received.fate.in_calls
        cut_off += sum(0 < pages < PAGES for pages in received.confirmed)
        shutil.rmtree(folder)
    assert deaths > STORIES
    assert in_calls > deaths / 5
    assert cut_off, "no call was cut off between two pages"
