"""Faults inside the server: each ends what it must end, and nothing waits for ever."""

import asyncio
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from faxstatus_core.clock import utcnow
from faxstatus_core.engine.port import FaxPort
from faxstatus_core.errors import FaxError
from faxstatus_core.queue import QueueSection
from faxstatus_core.records import Call, Direction, Job, JobState
from faxstatus_core.service import FaxService, StoreSection, running, service
from faxstatus_core.service.port_bank import PortBank
from faxstatus_core.service.recovery import recover
from faxstatus_core.store import Store, StoreError
from tests.support.fax_service import ServiceWorld, in_world, machine, modem

ONE = modem("a", "1") + machine("2")
TWO = modem("a", "1") + modem("b", "3") + machine("2")


def _service(folder: Path) -> FaxService:
    store = Store.open(folder)
    return FaxService(store, [], QueueSection(), StoreSection(folder=folder))


async def test_a_start_that_fails_says_why_and_does_not_wait(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(_office: object) -> None:
        raise StoreError("a row is damaged")

    monkeypatch.setattr(service, "recover", fail)
    server = _service(tmp_path)
    with pytest.raises(StoreError, match="a row is damaged"):
        async with running(server):
            pytest.fail("it does not serve")
    server.store.close()


async def test_a_service_that_fails_ends_whoever_runs_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = asyncio.Event()

    async def ended(_bank: PortBank) -> None:
        return

    async def break_down(_service: object) -> None:
        await broken.wait()
        raise ZeroDivisionError

    monkeypatch.setattr(FaxService, "_prune", break_down)
    monkeypatch.setattr(PortBank, "ended", ended)
    server = _service(tmp_path)

    async def serve() -> None:
        async with running(server):
            assert await server.not_ready() is None
            broken.set()
            await asyncio.sleep(3600)

    with pytest.raises(ExceptionGroup) as caught:
        await serve()
    assert caught.value.subgroup(ZeroDivisionError)
    server.store.close()


def test_an_error_while_the_port_is_off_line_ends_nothing(tmp_path: Path) -> None:
    async def fail(_port: FaxPort) -> Any:
        raise FaxError("something else")

    async def story(world: ServiceWorld) -> Job:
        with patch.object(FaxPort, "open", fail):
            world.devices.unplug("a", 60)
            await asyncio.sleep(120)
        [done] = await world.until_final(await world.submit("2"))
        return done

    assert in_world(tmp_path, ONE, story).state is JobState.COMPLETED


def test_a_fault_in_a_call_leaves_no_job_in_progress(tmp_path: Path) -> None:
    send = FaxPort.send
    calls = 0

    async def once(port: FaxPort, job: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == 1:
            raise ZeroDivisionError
        return await send(port, job)

    async def story(world: ServiceWorld) -> tuple[Job, list[Call]]:
        with patch.object(FaxPort, "send", once):
            [done] = await world.until_final(await world.submit("2"))
        return done, world.calls()

    job, [failed, good] = in_world(tmp_path, ONE, story)
    assert (job.state, job.tries) == (JobState.COMPLETED, 2)
    assert (failed.succeeded, failed.error_cause) == (False, "fatal_error")
    assert good.succeeded


def test_a_document_that_is_gone_fails_its_job_alone(tmp_path: Path) -> None:
    async def story(world: ServiceWorld) -> tuple[list[Job], list[Call], list[int]]:
        await world.service.pause_queue(paused=True)
        bad = await world.submit("2", range(1, 2))
        good = await world.submit("2", range(2, 4))
        world.store.documents.path(bad.documents[0].digest).unlink()
        await world.service.pause_queue(paused=False)
        return await world.until_final(bad, good), world.calls(), world.devices.pages_of("2")

    [bad, good], [call], pages = in_world(tmp_path, ONE, story)
    assert (bad.state, bad.error_cause) == (JobState.FAILED, "bad_document")
    assert bad.error_text == "a document is no longer in the store"
    assert (good.state, call.job_ids, pages) == (JobState.COMPLETED, (2,), [2, 3])


def test_a_modem_that_dies_in_calls_leaves_them_to_another(tmp_path: Path) -> None:
    async def story(world: ServiceWorld) -> tuple[Job, list[Call]]:
        job = await world.submit("2", range(1, 3))
        await world.until_state(job, JobState.IN_PROGRESS)
        world.devices.unplug("a", 1)
        [done] = await world.until_final(job)
        return done, world.calls(job)

    job, calls = in_world(tmp_path, TWO, story, ports={"b": {"priority": 2}})
    assert job.state is JobState.COMPLETED
    assert [call.device_name for call in calls] == ["a", "b"]


def test_a_job_that_brings_the_server_down_is_not_dialled_for_ever(tmp_path: Path) -> None:
    async def story(world: ServiceWorld) -> list[tuple[JobState, int]]:
        await world.service.pause_queue(paused=True)
        job = await world.submit("2", max_tries=2)
        states: list[tuple[JobState, int]] = []
        for _ in range(2):
            ports = world.device_id("a"), "a"
            world.store.calls.begin(Direction.SEND, *ports, "2", (job.job_id,), utcnow())
            await recover(world.service.office)  # as at the start after it
            states.append((world.job(job).state, world.job(job).interruptions))
        return states

    states = in_world(tmp_path, ONE, story)
    assert states == [(JobState.PENDING, 1), (JobState.RETRIES_EXCEEDED, 2)]
