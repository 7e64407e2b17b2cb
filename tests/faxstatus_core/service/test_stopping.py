"""A server that stops: calls end, or are broken off with DCN, and nothing is lost."""

import asyncio
from pathlib import Path

from faxstatus_core.clock import utcnow
from faxstatus_core.records import Call, Job, JobState
from tests.support.fax_service import ServiceWorld, in_world, machine, modem

ONE = modem("a", "1") + machine("2") + machine("3")


def test_call_may_end_and_none_begins(tmp_path: Path) -> None:
    async def story(world: ServiceWorld) -> tuple[list[Job], float, str | None]:
        jobs = [await world.submit("2", range(1, 4)), await world.submit("3")]
        await world.until(lambda: world.page("a") == 2)
        began = asyncio.get_running_loop().time()
        stopping = asyncio.create_task(world.stop(600))
        await asyncio.sleep(1)
        reason = await world.service.not_ready()
        await stopping
        took = asyncio.get_running_loop().time() - began
        await world.start()
        return [world.job(job) for job in jobs], took, reason

    (sent, waiting), took, reason = in_world(tmp_path, ONE, story)
    assert (sent.state, sent.tries) == (JobState.COMPLETED, 1)
    assert (waiting.state, waiting.tries) == (JobState.PENDING, 0)
    assert took < 60
    assert reason == "the server is stopping"


def test_call_that_takes_too_long_is_broken_off_with_dcn_and_goes_on_later(
    tmp_path: Path,
) -> None:
    async def story(world: ServiceWorld) -> tuple[Job, float, str, list[Call], Job, list[int]]:
        job = await world.submit("2", range(1, 10))
        await world.until(lambda: world.page("a") == 3)
        began = asyncio.get_running_loop().time()
        await world.stop(2)
        took = asyncio.get_running_loop().time() - began
        await asyncio.sleep(60)  # the far end has hung up, too
        await world.start()
        stopped = world.job(job)
        [call] = world.calls()
        ladder = world.ladder(call)
        [done] = await world.until_final(job)
        return stopped, took, ladder, world.calls(), done, world.devices.pages_of("2")

    stopped, took, ladder, calls, done, pages = in_world(tmp_path, ONE, story)
    assert stopped.state is JobState.PENDING
    assert stopped.interruptions == 0  # it was no crash
    assert took < 10
    assert "DCN" in ladder
    assert (done.state, done.tries) == (JobState.COMPLETED, 2)
    assert [call.pages for call in calls] == [stopped.pages_confirmed, 9 - stopped.pages_confirmed]
    assert sorted(set(pages) - {0}) == list(range(1, 10))


def test_server_that_does_nothing_stops_at_once(tmp_path: Path) -> None:
    async def story(world: ServiceWorld) -> float:
        await asyncio.sleep(60)
        began = utcnow()
        await world.stop(600)
        took = (utcnow() - began).total_seconds()
        await world.start()
        return took

    assert in_world(tmp_path, ONE, story) < 1


def test_job_that_was_assigned_but_not_begun_does_not_hold_the_stop(tmp_path: Path) -> None:
    async def story(world: ServiceWorld) -> tuple[float, Job]:
        await asyncio.sleep(60)
        job = await world.submit("2")
        while not world.worker("a").busy:  # the scheduler's turn, and not yet the port's
            await asyncio.sleep(0)
        assert world.state("a") == "available"
        began = utcnow()
        await world.stop(600)
        took = (utcnow() - began).total_seconds()
        await world.start()
        return took, world.job(job)

    took, job = in_world(tmp_path, ONE, story)
    assert took < 1
    assert (job.state, job.tries) == (JobState.PENDING, 0)


def test_incoming_call_may_end(tmp_path: Path) -> None:
    async def story(world: ServiceWorld) -> tuple[int, bool]:
        await world.until(lambda: world.state("a") == "receiving")
        await world.stop(600)
        await world.start()
        [fax] = world.faxes()
        return fax.page_count, fax.complete

    caller = machine("2", 'number = "1"\ndocument = "3"\nat = 30')
    assert in_world(tmp_path, modem("a", "1") + caller, story) == (3, True)


def test_incoming_call_that_takes_too_long_keeps_its_pages(tmp_path: Path) -> None:
    async def story(world: ServiceWorld) -> tuple[int, bool, str]:
        await world.until(lambda: world.page("a") == 3)
        await world.stop(0)
        await world.start()
        [fax], [call] = world.faxes(), world.calls()
        return fax.page_count, fax.complete, world.ladder(call)

    caller = machine("2", 'number = "1"\ndocument = "9"\nat = 30')
    pages, complete, ladder = in_world(tmp_path, modem("a", "1") + caller, story)
    assert 2 <= pages < 9
    assert not complete
    assert "DCN" in ladder


def test_paused_queue_stays_paused_over_a_restart(tmp_path: Path) -> None:
    async def story(world: ServiceWorld) -> tuple[bool, int, Job]:
        await world.service.pause_queue(paused=True)
        job = await world.submit("2")
        await world.stop()
        await world.start()
        await asyncio.sleep(600)
        paused, calls = world.service.paused, len(world.calls())
        await world.service.pause_queue(paused=False)
        [done] = await world.until_final(job)
        return paused, calls, done

    paused, calls, job = in_world(tmp_path, ONE, story)
    assert (paused, calls, job.state) == (True, 0, JobState.COMPLETED)
