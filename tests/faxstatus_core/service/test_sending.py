"""Jobs from submission to their end, on emulated lines in virtual time."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from faxstatus_core.clock import VIRTUAL_EPOCH, utcnow
from faxstatus_core.queue import QueueSection
from faxstatus_core.records import Call, Direction, Job, JobState
from tests.support.fax_service import ServiceWorld, in_world, machine, modem

ONE = modem("a", "1") + machine("2")
TWO = modem("a", "1") + modem("b", "2") + machine("7") + machine("8")


def test_job_is_sent_and_its_record_says_so(tmp_path: Path) -> None:
    async def story(world: ServiceWorld) -> tuple[Job, Job, list[Call], list[int]]:
        job = await world.submit("2", range(1, 4))
        [done] = await world.until_final(job)
        return job, done, world.calls(job), world.devices.pages_of("2")

    job, done, [call], pages = in_world(tmp_path, ONE, story)
    assert pages == [1, 2, 3]
    assert job.state is JobState.PENDING
    assert done.state is JobState.COMPLETED
    assert (done.pages_confirmed, done.tries, done.interruptions) == (3, 1, 0)
    assert (done.error_cause, done.error_text, done.next_try) == (None, None, None)
    assert done.call_id == call.call_id
    assert done.finished_time == call.ended_time
    assert done.started_time == call.started_time
    assert (call.direction, call.job_ids, call.pages) == (Direction.SEND, (job.job_id,), 3)
    assert (call.succeeded, call.error_cause, call.number) == (True, None, "2")


def test_documents_for_one_number_go_in_one_call(tmp_path: Path) -> None:
    async def story(world: ServiceWorld) -> tuple[list[Job], list[Call], list[int]]:
        await world.service.pause_queue(paused=True)
        jobs = [
            await world.submit("2", range(1, 3)),
            await world.submit("(2)", range(3, 4), priority=1),
            await world.submit("2", range(4, 6)),
        ]
        await world.service.pause_queue(paused=False)
        return await world.until_final(*jobs), world.calls(), world.devices.pages_of("2")

    jobs, [call], pages = in_world(tmp_path, ONE, story)
    assert pages == [3, 1, 2, 4, 5]
    assert call.job_ids == (2, 1, 3)
    assert [(job.state, job.pages_confirmed) for job in jobs] == [
        (JobState.COMPLETED, 2),
        (JobState.COMPLETED, 1),
        (JobState.COMPLETED, 2),
    ]


def test_jobs_with_different_passwords_do_not_share_a_call(tmp_path: Path) -> None:
    async def story(world: ServiceWorld) -> list[tuple[int, ...]]:
        await world.service.pause_queue(paused=True)
        jobs = [await world.submit("2", password=word) for word in ("11", "", "22", "11")]
        await world.service.pause_queue(paused=False)
        await world.until_final(*jobs)
        return [call.job_ids for call in world.calls()]

    assert in_world(tmp_path, ONE, story) == [(1, 4), (2,), (3,)]


def test_two_ports_send_side_by_side_but_one_number_gets_one_call(tmp_path: Path) -> None:
    async def story(world: ServiceWorld) -> tuple[list[Job], list[Call]]:
        jobs = [
            await world.submit("7", range(1, 3)),
            await world.submit("7", range(3, 5), subaddress="1"),
            await world.submit("8", range(5, 7)),
        ]
        return await world.until_final(*jobs), world.calls()

    jobs, calls = in_world(tmp_path, TWO, story)
    assert {job.state for job in jobs} == {JobState.COMPLETED}
    first, second, third = sorted(calls, key=lambda call: call.job_ids)
    assert first.ended_time is not None
    assert third.started_time < first.ended_time  # both lines are in use
    assert second.started_time >= first.ended_time
    assert first.device_id != third.device_id


def test_pool_and_port_of_a_job_are_kept_to(tmp_path: Path) -> None:
    async def story(world: ServiceWorld) -> list[str]:
        jobs = [
            await world.submit("7", pool="sales"),
            await world.submit("8", pool="sales"),
            await world.submit("7", device_id=world.device_id("a"), subaddress="1"),
        ]
        await world.until_final(*jobs)
        return [world.calls(job)[0].device_name for job in jobs]

    names = in_world(tmp_path, TWO, story, ports={"b": {"pools": ("sales",), "priority": 9}})
    assert names == ["b", "b", "a"]


def test_job_without_a_line_waits_and_is_told(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def story(world: ServiceWorld) -> tuple[Job, frozenset[int], frozenset[int]]:
        job = await world.submit("2", pool="gone")
        await asyncio.sleep(7200)
        before = world.service.scheduler.no_line
        await world.service.cancel(job.job_id)
        await asyncio.sleep(1)
        return world.job(job), before, world.service.scheduler.no_line

    job, before, after = in_world(tmp_path, ONE, story)
    assert (job.state, before, after) == (JobState.CANCELLED, frozenset({1}), frozenset())
    [told] = [record for record in caplog.records if "none may send it" in record.message]
    assert told.levelname == "WARNING"


def test_time_of_a_job_and_hours_of_a_port_are_awaited(tmp_path: Path) -> None:
    async def story(world: ServiceWorld) -> list[float]:
        start = utcnow()
        jobs = [
            await world.submit("7", not_before=start + timedelta(minutes=95)),
            await world.submit("8", device_id=world.device_id("b")),
        ]
        done = await world.until_final(*jobs)
        times = [job.started_time for job in done]
        return [(time - VIRTUAL_EPOCH) / timedelta(minutes=1) for time in times if time]

    hours = {"b": {"hours": f"{(VIRTUAL_EPOCH + timedelta(hours=5)).astimezone():%H:%M}-00:00"}}
    first, second = in_world(tmp_path, TWO, story, ports=hours)
    assert 95 <= first < 95.1
    assert 300 <= second < 300.1


def test_job_whose_last_hour_passes_is_given_up(tmp_path: Path) -> None:
    async def story(world: ServiceWorld) -> Job:
        await world.service.pause_queue(paused=True)
        job = await world.submit("2", not_after=utcnow() + timedelta(minutes=10))
        [done] = await world.until_final(job)
        return done

    job = in_world(tmp_path, ONE, story)
    assert (job.state, job.error_cause) == (JobState.RETRIES_EXCEEDED, "expired")
    assert job.finished_time is not None
    assert job.finished_time - job.submitted_time < timedelta(minutes=10, seconds=1)


def test_one_key_makes_one_job_however_often_it_is_used_at_once(tmp_path: Path) -> None:
    async def story(world: ServiceWorld) -> tuple[set[int], int, list[int]]:
        submitted = await asyncio.gather(
            *(world.submit("2", idempotency_key="k") for _ in range(20))
        )
        await world.until_final(*submitted)
        ids = {job.job_id for job in submitted}
        return ids, len(world.jobs()), world.devices.pages_of("2")

    assert in_world(tmp_path, ONE, story) == ({1}, 1, [1])


def test_call_has_no_more_pages_than_configured(tmp_path: Path) -> None:
    async def story(world: ServiceWorld) -> list[tuple[int, ...]]:
        await world.service.pause_queue(paused=True)
        jobs = [await world.submit("2", range(1, 3)) for _ in range(3)]
        await world.service.pause_queue(paused=False)
        await world.until_final(*jobs)
        return [call.job_ids for call in world.calls()]

    found = in_world(tmp_path, ONE, story, queue=QueueSection(batch_pages=4))
    assert found == [(1, 2), (3,)]
