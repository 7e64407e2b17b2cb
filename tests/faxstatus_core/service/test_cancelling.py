"""Jobs that somebody no longer wants, at every stage of their way."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from faxstatus_core.records import Call, Job, JobState
from faxstatus_core.store import WrongStateError
from tests.support.fax_service import ServiceWorld, in_world, machine, modem

ONE = modem("a", "1") + machine("2")


def test_pending_job_is_never_dialled(tmp_path: Path) -> None:
    async def story(world: ServiceWorld) -> tuple[Job, list[Call]]:
        await world.service.pause_queue(paused=True)
        job = await world.submit("2")
        cancelled = await world.service.cancel(job.job_id)
        await world.service.pause_queue(paused=False)
        await asyncio.sleep(300)
        assert world.job(job) == cancelled
        return cancelled, world.calls()

    job, calls = in_world(tmp_path, ONE, story)
    assert (job.state, job.tries, calls) == (JobState.CANCELLED, 0, [])
    assert job.finished_time is not None


def test_job_in_mid_call_is_cancelled_with_dcn(tmp_path: Path) -> None:
    async def story(world: ServiceWorld) -> tuple[Job, Job, Call, str, str]:
        job = await world.submit("2", range(1, 10))
        await world.until(lambda: world.page("a") == 3)
        cancelling = await world.service.cancel(job.job_id)
        [done] = await world.until_final(job)
        await world.until(lambda: world.state("a") == "available")
        [call] = world.calls()
        return cancelling, done, call, world.ladder(call), world.state("a")

    cancelling, done, call, ladder, _ = in_world(tmp_path, ONE, story)
    assert cancelling.state is JobState.CANCELLING
    assert (done.state, done.pages_confirmed, done.error_cause) == (
        JobState.CANCELLED,
        call.pages,
        "cancelled",
    )
    assert call.pages in (2, 3)
    frames = [line for line in ladder.splitlines() if "DCN" in line]
    assert len(frames) == 1, ladder
    assert "▶" in frames[0]  # from this side
    assert not call.succeeded


@pytest.mark.parametrize("seconds", [0.0, 0.3, 2.0, 5.0, 9.0])
def test_job_is_cancelled_while_its_number_is_dialled(tmp_path: Path, seconds: float) -> None:
    async def story(world: ServiceWorld) -> tuple[Job, list[Call], list[int], Job]:
        job = await world.submit("2")
        await world.until_state(job, JobState.IN_PROGRESS)
        await asyncio.sleep(seconds)
        assert world.state("a") in ("available", "dialing")
        await world.service.cancel(job.job_id)
        [done] = await world.until_final(job)
        other = await world.submit("2", range(5, 6))  # the port and the line are free again
        [sent] = await world.until_final(other)
        return done, world.calls(job), world.devices.pages_of("2"), sent

    job, [call], pages, other = in_world(tmp_path, modem("a", "1") + machine("2", rings=4), story)
    assert (job.state, job.pages_confirmed) == (JobState.CANCELLED, 0)
    assert (call.error_cause, call.pages) == ("cancelled", 0)
    assert other.state is JobState.COMPLETED
    assert pages == [5]


def test_others_of_the_call_are_sent_by_the_next(tmp_path: Path) -> None:
    async def story(world: ServiceWorld) -> tuple[list[Job], list[int]]:
        await world.service.pause_queue(paused=True)
        jobs = [
            await world.submit("2", range(1, 3)),
            await world.submit("2", range(3, 6)),
            await world.submit("2", range(6, 8)),
        ]
        await world.service.pause_queue(paused=False)
        await world.until(lambda: world.page("a") == 4)
        await world.service.cancel(jobs[1].job_id)
        return await world.until_final(*jobs), world.devices.pages_of("2")

    jobs, pages = in_world(tmp_path, ONE, story)
    states = [job.state for job in jobs]
    assert states == [JobState.COMPLETED, JobState.CANCELLED, JobState.COMPLETED]
    assert [page for page in pages if page in (1, 2, 6, 7)] == [1, 2, 6, 7]
    assert jobs[2].tries == 2


def test_what_is_over_cannot_be_cancelled(tmp_path: Path) -> None:
    async def story(world: ServiceWorld) -> None:
        [done] = await world.until_final(await world.submit("2"))
        with pytest.raises(WrongStateError):
            await world.service.cancel(done.job_id)
        assert world.job(done) == done

    in_world(tmp_path, ONE, story)


@pytest.mark.parametrize("moment", range(8))
def test_job_that_is_just_being_begun_is_cancelled_all_the_same(
    tmp_path: Path, moment: int
) -> None:
    """``moment``: so many turns of the event loop after its submission."""

    async def story(world: ServiceWorld) -> tuple[Job, list[int]]:
        job = await world.submit("2")
        for _ in range(moment):
            await asyncio.sleep(0)
        await world.service.cancel(job.job_id)
        [done] = await world.until_final(job)
        await asyncio.sleep(300)
        return done, world.devices.pages_of("2")

    job, pages = in_world(tmp_path, ONE, story)
    assert (job.state, pages) == (JobState.CANCELLED, [])


def test_job_whose_call_begins_while_it_is_cancelled_gets_its_call_ended(tmp_path: Path) -> None:
    async def story(world: ServiceWorld) -> tuple[Job, list[int]]:
        await world.service.pause_queue(paused=True)
        job = await world.submit("2")
        read = world.service.access.read

        async def slowly(function: Callable[[], Any]) -> Any:
            found = await read(function)
            if isinstance(found, Job) and found.state is JobState.PENDING:
                await world.service.pause_queue(paused=False)
                await world.until_state(job, JobState.IN_PROGRESS)
            return found

        world.service.access.read = slowly  # type: ignore[method-assign]
        await world.service.cancel(job.job_id)
        [done] = await world.until_final(job)
        return done, world.devices.pages_of("2")

    job, pages = in_world(tmp_path, ONE, story)
    assert (job.state, pages) == (JobState.CANCELLED, [])


def test_paused_job_waits_until_it_is_resumed(tmp_path: Path) -> None:
    async def story(world: ServiceWorld) -> tuple[int, Job]:
        await world.service.pause_queue(paused=True)
        job = await world.submit("2")
        await world.service.pause(job.job_id)
        await world.service.pause_queue(paused=False)
        await asyncio.sleep(600)
        calls = len(world.calls())
        await world.service.resume(job.job_id)
        [done] = await world.until_final(job)
        return calls, done

    calls, job = in_world(tmp_path, ONE, story)
    assert (calls, job.state, job.tries) == (0, JobState.COMPLETED, 1)
