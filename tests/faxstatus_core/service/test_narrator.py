"""What the log of a server tells of its jobs and calls."""

import asyncio
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from faxstatus_core.operation.context import about
from faxstatus_core.queue import QueueSection
from tests.support.fax_service import ServiceWorld, in_world, machine, modem

Line = tuple[str, str, dict[str, str | int]]
"""Weight, text, and what it is about."""
ONE = modem("a", "1") + machine("2")
TWO = modem("a", "1") + modem("b", "2")


@pytest.fixture
def told() -> Iterator[list[Line]]:
    lines: list[Line] = []

    class Keeper(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append((record.levelname, record.getMessage(), dict(about())))

    logger, keeper = logging.getLogger("faxstatus_core.service.narrator"), Keeper()
    before = logger.level
    logger.addHandler(keeper)
    logger.setLevel(logging.INFO)
    yield lines
    logger.setLevel(before)
    logger.removeHandler(keeper)


def test_a_job_is_told_from_its_submission_to_its_end(tmp_path: Path, told: list[Line]) -> None:
    async def story(world: ServiceWorld) -> None:
        await world.until_final(await world.submit("2", range(1, 4)))

    in_world(tmp_path, ONE, story)
    assert told == [
        ("INFO", "handed in by test: 3 pages to 2", {"job_id": 1}),
        ("INFO", "calling 2", {"call_id": 1, "job_id": 1, "port": "a"}),
        ("INFO", "completed: 3 pages to 2", {"call_id": 1, "job_id": 1, "port": "a"}),
        (
            "INFO",
            "the call has ended: the fax was transmitted; 3 pages confirmed",
            {"call_id": 1, "job_id": 1, "port": "a"},
        ),
    ]


def test_failures_are_warnings_and_each_is_told_once(tmp_path: Path, told: list[Line]) -> None:
    async def story(world: ServiceWorld) -> None:
        await world.until_final(await world.submit("9"))

    in_world(tmp_path, ONE, story, queue=QueueSection(tries=2))
    assert [(weight, text.partition(": ")[0]) for weight, text, _ in told] == [
        ("INFO", "handed in by test"),
        ("INFO", "calling 9"),
        ("WARNING", "try 1 failed"),
        ("WARNING", "the call has ended"),
        ("INFO", "calling 9"),
        ("WARNING", "given up after 2 calls"),
        ("WARNING", "the call has ended"),
    ]
    assert told[3][1].endswith("; 0 pages confirmed")
    assert "; the next is at 20" in told[2][1]


def test_a_received_fax_is_told_with_its_number(tmp_path: Path, told: list[Line]) -> None:
    async def story(world: ServiceWorld) -> None:
        await world.until_final(await world.submit("2", range(1, 3)))
        await asyncio.sleep(5)  # the other end hears the DCN

    in_world(tmp_path, TWO, story)
    texts = [text for _, text, about_it in told if about_it.get("port") == "b"]
    assert texts == [
        "a call from 1 was answered",
        "the call with +49 a has ended: the fax was transmitted; 2 pages confirmed, kept as fax 1",
    ]


def test_pause_and_cancelling_are_told(tmp_path: Path, told: list[Line]) -> None:
    async def story(world: ServiceWorld) -> None:
        await world.service.pause_queue(paused=True)
        job = await world.submit("2")
        await world.service.pause(job.job_id)
        await world.service.resume(job.job_id)
        await world.service.cancel(job.job_id)

    in_world(tmp_path, ONE, story)
    assert [text for _, text, _ in told] == [
        "handed in by test: 1 page to 2",
        "paused",
        "cancelled",
    ]
