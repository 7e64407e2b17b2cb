"""Faxes that come: stored, listed, with what is known of them; and ports that do both."""

import asyncio
from pathlib import Path
from random import Random

from faxstatus_core.image import open_document
from faxstatus_core.records import Call, Direction, Fax, Job, JobState
from tests.support.fax_service import DRAWN, ServiceWorld, in_world, machine, modem
from tests.support.pages import read_pages

CALLER = """[[machine]]
name = "2"
number = "2"
caller_name = "Ann"
terminal = { id = "+49 30 2" }
[[machine.call]]
number = "1"
document = "3"
at = 30
"""


def test_fax_is_kept_with_what_is_known_of_it(tmp_path: Path) -> None:
    async def story(world: ServiceWorld) -> tuple[Fax, Call, list[int], list[Path]]:
        await world.until(lambda: bool(world.faxes()))
        [fax], [call] = world.faxes(), world.calls()
        path = world.store.documents.path(fax.digest)
        pages = [DRAWN.get(page.tobytes(), 0) for page in read_pages(path)]
        await world.until(lambda: world.state("a") == "available")
        left = [path for path in (tmp_path / "store" / "receiving").rglob("*") if path.is_file()]
        return fax, call, pages, left

    fax, call, pages, left = in_world(tmp_path, modem("a", "1") + CALLER, story)
    assert pages == [1, 2, 3]
    assert (fax.page_count, fax.complete, fax.bad_lines) == (3, True, 0)
    assert (fax.tsid, fax.csid) == ("+49 30 2", "+49 a")
    assert (fax.caller_id, fax.caller_name) == ("2", "Ann")
    assert (fax.device_name, fax.call_id) == ("a", call.call_id)
    assert (call.direction, call.succeeded, call.pages) == (Direction.RECEIVE, True, 3)
    assert (call.fax_id, call.number) == (fax.fax_id, "2")
    assert call.ended_time is not None
    assert call.started_time <= fax.received_time <= call.ended_time
    assert [path for path in left if path.suffix == ".tif"] == []  # one copy is enough


def test_caller_who_is_no_fax_machine_leaves_a_call_and_no_fax(tmp_path: Path) -> None:
    async def story(world: ServiceWorld) -> tuple[Call, list[Fax], Job]:
        job = await world.submit("2")  # from b, which is deaf to the answer
        await world.until(lambda: any(c.direction is Direction.RECEIVE for c in world.calls()))
        await world.service.cancel(job.job_id)
        await world.until(lambda: all(call.ended_time for call in world.calls()))
        [call] = [call for call in world.calls() if call.direction is Direction.RECEIVE]
        return call, world.faxes(), world.job(job)

    lines = modem("a", "2") + modem("b", "1")
    call, faxes, job = in_world(tmp_path, lines, story, ports={"a": {"send": False}})
    assert job.state is JobState.CANCELLED
    assert (call.succeeded, call.fax_id, faxes) == (False, None, [])
    assert call.error_cause is not None


def test_two_ports_that_send_to_each_other_at_the_same_time_both_get_through(
    tmp_path: Path,
) -> None:
    async def story(world: ServiceWorld) -> tuple[list[Job], list[Fax], list[list[int]]]:
        world.service.office.chance = Random(1).random  # both find the other busy, and try again
        jobs = [
            await world.submit("2", range(1, 3), device_id=world.device_id("a")),
            await world.submit("1", range(3, 5), device_id=world.device_id("b")),
        ]
        done = await world.until_final(*jobs)
        await world.until(lambda: len(world.faxes()) == 2)
        faxes = sorted(world.faxes(), key=lambda fax: fax.device_name)
        paths = [world.store.documents.path(fax.digest) for fax in faxes]
        pages = [[DRAWN.get(page.tobytes(), 0) for page in read_pages(path)] for path in paths]
        assert [open_document(path).page_count for path in paths] == [2, 2]
        return done, faxes, pages

    jobs, faxes, pages = in_world(tmp_path, modem("a", "1") + modem("b", "2"), story)
    assert [job.state for job in jobs] == [JobState.COMPLETED] * 2
    assert [(fax.device_name, fax.complete) for fax in faxes] == [("a", True), ("b", True)]
    assert pages == [[3, 4], [1, 2]]


def test_job_waits_while_a_fax_comes_and_is_sent_after_it(tmp_path: Path) -> None:
    async def story(world: ServiceWorld) -> tuple[Job, list[Call]]:
        await world.until(lambda: world.state("a") == "receiving")
        [done] = await world.until_final(await world.submit("3"))
        return done, world.calls()

    job, (came, went) = in_world(tmp_path, modem("a", "1") + CALLER + machine("3"), story)
    assert (job.state, job.tries) == (JobState.COMPLETED, 1)
    assert came.ended_time is not None
    assert 0 < (went.started_time - came.ended_time).total_seconds() < 10


def test_job_is_sent_when_a_caller_gives_up_before_the_port_has_answered(tmp_path: Path) -> None:
    async def story(world: ServiceWorld) -> tuple[Job, float]:
        await world.until(lambda: world.state("a") == "ringing")
        job = await world.submit("3")
        await world.until(lambda: world.state("a") != "ringing")
        stopped = asyncio.get_running_loop().time()
        await world.until_state(job, JobState.IN_PROGRESS)
        waited = asyncio.get_running_loop().time() - stopped
        [done] = await world.until_final(job)
        return done, waited

    lines = modem("a", "1") + CALLER + machine("3")
    job, waited = in_world(tmp_path, lines, story, ports={"a": {"rings": 20}})
    assert job.state is JobState.COMPLETED
    assert waited < 5
