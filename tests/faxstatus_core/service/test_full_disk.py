"""A store that cannot be written for a while: the server waits for better times."""

import asyncio
from datetime import timedelta
from errno import EIO
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from faxstatus_core.clock import utcnow
from faxstatus_core.records import Call, Direction, Fax, Job, JobState
from faxstatus_core.service import inbound
from faxstatus_core.store import DamagedStoreError, StoreError
from tests.support.fax_service import ServiceWorld, in_world, machine, modem

ONE = modem("a", "1") + machine("2")
CALLER = modem("a", "1") + machine("2", 'number = "1"\ndocument = "3"\nat = 30')


def _full(*_args: Any, **_options: Any) -> Any:
    raise StoreError("the disk is full", where="store")


def test_job_that_expires_meanwhile_is_given_up_afterwards(tmp_path: Path) -> None:
    async def story(world: ServiceWorld) -> Job:
        await world.service.pause_queue(paused=True)
        job = await world.submit("2", not_after=utcnow() + timedelta(minutes=1))
        with patch.object(world.store.jobs, "update", _full):
            await asyncio.sleep(120)
        [done] = await world.until_final(job)
        return done

    job = in_world(tmp_path, ONE, story)
    assert (job.state, job.error_cause) == (JobState.RETRIES_EXCEEDED, "expired")


def test_port_whose_failure_cannot_be_written_down_recovers_all_the_same(tmp_path: Path) -> None:
    async def story(world: ServiceWorld) -> tuple[str, Job]:
        await asyncio.sleep(60)
        with patch.object(world.store.events, "append", _full):
            world.devices.unplug("a", 60)
            await asyncio.sleep(120)
        state = world.state("a")
        [done] = await world.until_final(await world.submit("2"))
        return state, done

    state, job = in_world(tmp_path, ONE, story)
    assert (state, job.state) == ("available", JobState.COMPLETED)


def test_call_that_cannot_be_written_down_is_not_made_until_it_can(tmp_path: Path) -> None:
    async def story(world: ServiceWorld) -> tuple[Job, Job]:
        job = await world.submit("2")
        with patch.object(world.store.calls, "begin", _full):
            await asyncio.sleep(120)
        before = world.job(job)
        [done] = await world.until_final(job)
        return before, done

    before, done = in_world(tmp_path, ONE, story)
    assert (before.state, before.tries) == (JobState.PENDING, 0)
    assert (done.state, done.tries) == (JobState.COMPLETED, 1)


def test_end_of_a_call_that_cannot_be_written_down_at_once_is_written_later(
    tmp_path: Path,
) -> None:
    async def story(world: ServiceWorld) -> Job:
        job = await world.submit("2")
        await world.until(lambda: world.page("a") == 1)
        end, full_until = world.store.calls.end, utcnow() + timedelta(minutes=2)

        def end_when_there_is_room(*args: Any, **options: Any) -> Call:
            return end(*args, **options) if utcnow() > full_until else _full()

        with patch.object(world.store.calls, "end", end_when_there_is_room):
            await asyncio.sleep(180)
        [done] = await world.until_final(job)
        return done

    assert in_world(tmp_path, ONE, story).state is JobState.COMPLETED


@pytest.mark.parametrize("failing", ["begin", "adopt", "read", "end"])
def test_fax_that_cannot_be_written_down_at_once_is_in_the_list_later(
    tmp_path: Path, failing: str
) -> None:
    async def story(world: ServiceWorld) -> tuple[list[Call], list[Fax]]:
        owner, name = {
            "begin": (world.store.calls, "begin"),
            "adopt": (world.store.documents, "adopt"),
            "read": (inbound, "new_fax"),
            "end": (world.store.calls, "end"),
        }[failing]
        write, full_until = getattr(owner, name), utcnow() + timedelta(minutes=5)
        refused = OSError(EIO, "the disk does not answer") if failing == "read" else None

        def write_when_there_is_room(*args: Any, **options: Any) -> Any:
            if utcnow() > full_until:
                return write(*args, **options)
            if refused is not None:
                raise refused
            return _full()

        with patch.object(owner, name, write_when_there_is_room):
            await asyncio.sleep(270)
            assert world.faxes() == []
            await asyncio.sleep(60)
        assert world.state("a") == "available"
        return world.calls(), world.faxes()

    [call], [fax] = in_world(tmp_path, CALLER, story)
    assert (fax.page_count, fax.complete, fax.call_id) == (3, True, call.call_id)
    assert (call.direction, call.succeeded, call.pages) == (Direction.RECEIVE, True, 3)
    assert call.ended_time is not None
    # When it came and ended, not when there was room.
    assert call.ended_time - call.started_time < timedelta(minutes=1)


def test_damaged_store_is_not_waited_for_and_the_next_call_is_taken(tmp_path: Path) -> None:
    def damaged(*_args: Any, **_options: Any) -> Any:
        raise DamagedStoreError("a row is damaged", where="store")

    async def story(world: ServiceWorld) -> tuple[list[Fax], Job]:
        with patch.object(world.store.calls, "begin", damaged):
            await asyncio.sleep(330)
        [done] = await world.until_final(await world.submit("2"))
        return world.faxes(), done

    faxes, job = in_world(tmp_path, CALLER, story)
    assert (faxes, job.state, job.tries) == ([], JobState.COMPLETED, 1)
