"""The power fails after any step on the disk: what was accepted or confirmed before is there.

Each test runs a server once, keeps what would be left after each step, and starts a server on each
of these remains.
"""

import asyncio
import contextlib
import hashlib
import random
import shutil
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

from faxstatus_core.clock import run_virtual
from faxstatus_core.engine.port_jobs import SendJob
from faxstatus_core.engine.supervisor import keep_receiving
from faxstatus_core.image import open_document
from faxstatus_core.records import Job, JobState
from faxstatus_core.store import Store
from tests.hostile.disk import Disk, Remains, each_step
from tests.hostile.mortal_server import (
    INCOMING,
    PAGES,
    Line,
    MortalServer,
    document,
)

MCF = (b"\xff\x13\x8c", b"\xff\x13\x8d")
"""T.30 §5.3.6.1.7, as the modem gets it."""
DIAL = b"ATD"


def _is_mcf(octets: bytes) -> bool:
    return any(mcf in octets for mcf in MCF)


SHARES = (0.0, 0.5, 1.0)
"""Of the folders, whose names were written although nobody waited for it."""


@dataclass(frozen=True)
class Known:
    """What others know of the server at an instant."""

    accepted: tuple[int, ...] = ()
    """Jobs for which the server has answered 201, in the order of their documents."""
    confirmed: int = 0
    """Pages for which it has sent MCF."""
    dialled: bool = False
    ended: bool = False
    """Whether all that was to be sent has arrived."""
    sent: int = 0
    """Pages that the far machine has confirmed."""


@dataclass
class Failures:
    """Power failures after each step, and what was known then."""

    disk: Disk
    known: Known = field(default_factory=Known)
    steps: int = 0
    all: dict[tuple[Known, Remains], int] = field(default_factory=dict)
    _chance: random.Random = field(default_factory=lambda: random.Random(1))

    def step(self) -> None:
        """The power fails here."""
        self.steps += 1
        for share in SHARES:
            remains = self.disk.remains(share, self._chance)
            self.all.setdefault((self.known, remains), self.steps)

    def learn(self, **changes: Any) -> None:
        """Others have learnt something: it is as it were promised from here on."""
        self.known = replace(self.known, **changes)
        self.step()


def failures_during(
    folder: Path, story: Callable[[Path, Failures], Coroutine[Any, Any, None]]
) -> Failures:
    """Run ``story`` with a store whose disk fails after each step."""
    root = folder / "server"
    root.mkdir(mode=0o700)
    disk = Disk(root)
    failures = Failures(disk)
    with each_step(failures.step, disk.done), contextlib.closing(disk):
        run_virtual(story(folder, failures))
    return failures


def survivors(folder: Path, failures: Failures) -> Iterator[tuple[Known, MortalServer]]:
    """What was known, and a server that was started on what was left, for each failure."""
    for number, (known, remains) in enumerate(failures.all):
        root = folder / f"after-{number}"
        remains.write(root)
        found: list[MortalServer] = []

        async def start(root: Path = root, found: list[MortalServer] = found) -> None:
            server = MortalServer(None, root)
            await server.service.ready()
            found.append(server)
            await server.end()

        run_virtual(start())
        server = found[0]
        server.store = Store.open(root)
        yield known, server
        server.store.close()
        shutil.rmtree(root)


async def _submits(folder: Path, failures: Failures) -> None:
    server = MortalServer(None, folder / "server")
    await server.service.ready()
    for number in (0, 1, 0):  # the last has a document that is there already
        job = await server.submit(number)
        failures.learn(accepted=(*failures.known.accepted, job.job_id))
    await server.end()


def test_job_that_was_accepted_is_there_with_its_documents(tmp_path: Path) -> None:
    failures = failures_during(tmp_path, _submits)
    contents = [document(n, tmp_path / "d.tif").read_bytes() for n in (0, 1, 0)]
    for known, server in survivors(tmp_path, failures):
        jobs = server.jobs()
        assert set(known.accepted) <= set(jobs)
        for job_id, job in jobs.items():  # also one that nobody was told of
            assert job.state is JobState.PENDING
            [stored] = job.documents
            kept = server.store.documents.path(stored.digest).read_bytes()
            assert kept == contents[job_id - 1]
            assert hashlib.sha256(kept).hexdigest() == stored.digest
    assert failures.steps > 60


def test_store_syncs_each_transaction(tmp_path: Path) -> None:
    """What makes a transaction last: SQLite waits for the disk before it says that it is done."""
    asked: list[tuple[str, int]] = []

    def ask(connection: Any) -> None:
        cursor = connection.connection.cursor()
        [mode] = cursor.execute("PRAGMA journal_mode").fetchone()
        [synchronous] = cursor.execute("PRAGMA synchronous").fetchone()
        asked.append((mode, synchronous))

    event.listen(Engine, "commit", ask)
    try:

        async def main() -> None:
            server = MortalServer(None, tmp_path / "server")
            await server.service.ready()
            await server.submit(0)
            await server.end()

        asyncio.run(main())
    finally:
        event.remove(Engine, "commit", ask)
    assert len(asked) > 3
    assert set(asked) == {("wal", 2)}


async def _receives(folder: Path, failures: Failures) -> None:
    def heard(octets: bytes) -> None:
        if _is_mcf(octets):
            failures.learn(confirmed=failures.known.confirmed + 1)

    line = Line(folder)
    await line.far.open()
    server = MortalServer(line, folder / "server", heard)
    await server.service.ready()
    path = document(INCOMING, folder / "outgoing.tif")
    result = await line.far.send(SendJob(open_document(path), "1", tag_line=False))
    assert result.pages == PAGES
    await asyncio.sleep(60)
    assert server.kept() == {(INCOMING, page): 1 for page in range(PAGES)}
    await server.end()
    line.runner.close()


def test_page_is_safe_before_it_is_confirmed(tmp_path: Path) -> None:
    failures = failures_during(tmp_path, _receives)
    assert {known.confirmed for known, _ in failures.all} == {0, 1, 2, 3}
    for known, server in survivors(tmp_path, failures):
        kept = server.kept()
        assert [kept[INCOMING, page] for page in range(known.confirmed)] == [1] * known.confirmed
        assert max(kept.values(), default=1) == 1, "a page is there twice"
    assert failures.steps > 100


async def _sends(folder: Path, failures: Failures) -> None:
    def heard(octets: bytes) -> None:
        if DIAL in octets:
            failures.learn(dialled=True)

    def heard_of_far_machine(octets: bytes) -> None:
        if _is_mcf(octets):
            failures.learn(sent=failures.known.sent + 1)

    line = Line(folder, heard_of_far_machine)
    await line.far.open()
    receiving = asyncio.create_task(keep_receiving(line.far))
    server = MortalServer(line, folder / "server", heard)
    await server.service.ready()
    job = await server.submit(0)
    failures.learn(accepted=(job.job_id,))
    while not server.jobs()[job.job_id].state.final:
        await asyncio.sleep(1)
    failures.learn(ended=True)
    receiving.cancel()
    await asyncio.gather(receiving, return_exceptions=True)
    await server.end()
    line.runner.close()


def test_job_on_the_line_goes_on_after_what_was_confirmed_and_is_marked(tmp_path: Path) -> None:
    failures = failures_during(tmp_path, _sends)
    seen = set()
    for known, server in survivors(tmp_path, failures):
        [job] = server.jobs().values() or [None]
        seen.add(_outcome(known, job))
    assert seen == {"not accepted", "untouched", "marked", "completed"}
    assert failures.known.sent == PAGES


def _outcome(known: Known, job: Job | None) -> str:
    """What has become of the job; fails where that is not what it may be."""
    if job is None:
        assert not known.accepted
        return "not accepted"
    assert job.pages_confirmed <= known.sent <= job.pages_confirmed + 1
    if job.state is JobState.COMPLETED:
        assert known.sent == PAGES
        return "completed"
    assert job.state is JobState.PENDING
    assert not known.ended
    if known.dialled or job.interruptions:
        assert (job.interruptions, job.error_cause) == (1, "interrupted")
        return "marked"
    return "untouched"
