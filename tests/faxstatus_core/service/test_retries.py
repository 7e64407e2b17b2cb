"""Jobs that do not go through at once: when they are tried again, and with what."""

import asyncio
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from faxstatus_core.records import Call, Job, JobState
from faxstatus_core.store import WrongStateError
from tests.support.fax_service import Person, ServiceWorld, in_world, machine, modem

ENDS = (
    modem("a", "1")
    + """
[[number]]
number = "60"
to = "busy"
[[number]]
number = "61"
to = "no_answer"
[[number]]
number = "62"
to = "unobtainable"
"""
)


def waits(calls: list[Call]) -> list[float]:
    """Minutes between the end of each call and the beginning of the next."""
    found = []
    for before, after in pairwise(calls):
        assert before.ended_time is not None
        found.append(round((after.started_time - before.ended_time) / timedelta(minutes=1), 1))
    return found


@pytest.mark.parametrize(
    ("number", "causes", "minutes"),
    [
        ("60", {"busy"}, [1, 2, 3, 5, 10]),
        ("61", {"no_answer", "no_carrier"}, [10, 30, 60, 60, 60]),
    ],
)
def test_each_cause_has_its_waiting_times(
    tmp_path: Path, number: str, causes: set[str], minutes: list[float]
) -> None:
    async def story(world: ServiceWorld) -> tuple[Job, list[Call]]:
        [done] = await world.until_final(await world.submit(number))
        return done, world.calls()

    job, calls = in_world(tmp_path, ENDS, story)
    assert (job.state, job.tries, job.pages_confirmed) == (JobState.RETRIES_EXCEEDED, 6, 0)
    assert {call.error_cause for call in calls} <= causes
    assert waits(calls) == minutes
    assert job.error_cause == calls[-1].error_cause


def test_person_is_called_twice_at_most_and_half_an_hour_later(tmp_path: Path) -> None:
    async def story(world: ServiceWorld) -> tuple[Job, list[Call], int]:
        person = Person()
        world.devices.network.connect("person", "9", person)
        [done] = await world.until_final(await world.submit("9"))
        return done, world.calls(), person.calls

    job, calls, rang = in_world(tmp_path, modem("a", "1"), story)
    assert (job.state, rang) == (JobState.RETRIES_EXCEEDED, 2)
    assert {call.error_cause for call in calls} == {"no_carrier"}
    assert waits(calls) == [30]


def test_job_goes_through_once_the_line_is_free(tmp_path: Path) -> None:
    async def story(world: ServiceWorld) -> tuple[Job, list[Call]]:
        job = await world.submit("2")
        await world.until_state(job, JobState.RETRYING)
        retrying = world.job(job)
        assert retrying.next_try is not None
        assert retrying.error_cause == "busy"
        [done] = await world.until_final(job)
        return done, world.calls()

    # Machine 2 calls machine 3, and is busy with that for more than a minute.
    lines = machine("2", 'number = "3"\ndocument = "9"') + machine("3")
    job, calls = in_world(tmp_path, modem("a", "1") + lines, story)
    assert (job.state, job.error_cause) == (JobState.COMPLETED, None)
    assert job.tries == len(calls) > 1
    assert [call.error_cause for call in calls[:-1]] == ["busy"] * (len(calls) - 1)


def test_hunt_group_gives_the_next_line_when_one_is_busy(tmp_path: Path) -> None:
    async def story(world: ServiceWorld) -> tuple[Job, list[int], list[int]]:
        [done] = await world.until_final(await world.submit("20"))
        return done, world.devices.pages_of("2"), world.devices.pages_of("3")

    lines = machine("2", 'number = "4"\ndocument = "9"') + machine("3") + machine("4")
    group = '[[number]]\nnumber = "20"\nmembers = ["2", "3"]\n'
    job, second, third = in_world(tmp_path, modem("a", "1") + lines + group, story)
    assert (job.state, job.tries, second, third) == (JobState.COMPLETED, 1, [], [1])


BREAK = """
[[trigger]]
after_frame = "MCF"
nth = 2
wait = 0.6
do = "hang_up"
call = 1
"""


@pytest.mark.parametrize("error_correction", ["true", "false"])
def test_job_goes_on_after_the_last_page_that_was_confirmed(
    tmp_path: Path, error_correction: str
) -> None:
    async def story(world: ServiceWorld) -> tuple[Job, Job, list[Call], list[int]]:
        job = await world.submit("2", range(1, 6))
        between = await world.until_state(job, JobState.RETRYING)
        [done] = await world.until_final(job)
        return between, done, world.calls(), world.devices.pages_of("2")

    lines = modem("a", "1") + machine("2", error_correction=error_correction) + BREAK
    between, done, calls, pages = in_world(tmp_path, lines, story)
    assert (between.pages_confirmed, between.tries) == (2, 1)
    assert between.error_cause is not None
    assert (done.state, done.pages_confirmed, done.tries) == (JobState.COMPLETED, 5, 2)
    assert [page for page in pages if page] == [1, 2, 3, 4, 5]
    assert [call.pages for call in calls] == [2, 3]
    assert waits(calls) == [2]


def test_break_in_a_shared_call_leaves_the_jobs_that_are_done_done(tmp_path: Path) -> None:
    async def story(world: ServiceWorld) -> tuple[list[Job], list[Call], list[int]]:
        await world.service.pause_queue(paused=True)
        jobs = [
            await world.submit("2", range(1, 3)),
            await world.submit("2", range(3, 5)),
            await world.submit("2", range(5, 6)),
        ]
        await world.service.pause_queue(paused=False)
        await world.until_final(*jobs)
        return [world.job(job) for job in jobs], world.calls(), world.devices.pages_of("2")

    jobs, calls, pages = in_world(tmp_path, modem("a", "1") + machine("2") + BREAK, story)
    assert [(job.state, job.tries) for job in jobs] == [
        (JobState.COMPLETED, 1),
        (JobState.COMPLETED, 2),
        (JobState.COMPLETED, 2),
    ]
    assert [call.job_ids for call in calls] == [(1, 2, 3), (2, 3)]
    assert [page for page in pages if page] == [1, 2, 3, 4, 5]


def test_job_that_was_given_up_can_be_tried_again(tmp_path: Path) -> None:
    async def story(world: ServiceWorld) -> tuple[Job, Job, Job]:
        job = await world.submit("60", max_tries=1)
        [failed] = await world.until_final(job)
        again = await world.service.retry(job.job_id)
        await world.until(lambda: world.job(job).tries == 1)
        [failed_again] = await world.until_final(job)
        return failed, again, failed_again

    failed, again, failed_again = in_world(tmp_path, ENDS, story)
    assert failed.state is failed_again.state is JobState.RETRIES_EXCEEDED
    assert (again.state, again.tries, again.finished_time) == (JobState.PENDING, 0, None)
    assert failed_again.call_id == 2


def test_job_whose_password_was_erased_is_not_sent_without_it(tmp_path: Path) -> None:
    async def story(world: ServiceWorld) -> tuple[str, Job]:
        job = await world.submit("60", password="sesame")
        await world.until_state(job, JobState.RETRYING)
        await world.service.retry(job.job_id)  # it still has it
        assert world.store.jobs.password(job.job_id) == "sesame"
        await world.until_final(job)
        with pytest.raises(WrongStateError) as refused:
            await world.service.retry(job.job_id)
        await asyncio.sleep(3600)
        return str(refused.value), world.job(job)

    refused, job = in_world(tmp_path, ENDS, story)
    assert "its password is no longer kept" in refused
    assert "hand the job in anew" in refused
    assert job.state is JobState.RETRIES_EXCEEDED


def test_retry_does_not_wait_for_the_next_try(tmp_path: Path) -> None:
    async def story(world: ServiceWorld) -> list[Call]:
        job = await world.submit("61")
        await world.until_state(job, JobState.RETRYING)
        await world.service.retry(job.job_id)
        await world.until(lambda: len(world.calls()) == 2)
        return world.calls()

    assert waits(in_world(tmp_path, ENDS, story))[0] < 0.2
