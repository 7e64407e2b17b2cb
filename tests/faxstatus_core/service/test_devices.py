"""Modems that go away, fail, and come back by themselves."""

import asyncio
from pathlib import Path

import pytest

from faxstatus_core.records import Call, EventKind, Job, JobState
from tests.support.fax_service import ServiceWorld, in_world, machine, modem

ONE = modem("a", "1") + machine("2")


def port_events(world: ServiceWorld) -> list[bool]:
    """Of each event of a port, whether it failed."""
    events = world.store.events.after(0, 1000, kinds=[EventKind.PORT])
    return [bool(event.data["failed"]) for event in events]


@pytest.mark.parametrize("page", [0, 2])
def test_modem_that_goes_away_in_mid_call_comes_back_and_the_job_goes_on(
    tmp_path: Path, page: int
) -> None:
    async def story(
        world: ServiceWorld,
    ) -> tuple[Job, list[str], list[Call], list[int], list[bool]]:
        states: list[str] = []
        world.service.bus.listen(lambda status: states.append(status.extended.state))
        job = await world.submit("2", range(1, 5))
        await world.until(
            lambda: world.page("a") == page if page else world.state("a") == "dialing"
        )
        world.devices.unplug("a", 240)
        await asyncio.sleep(120)
        assert world.state("a") == "offline"
        assert world.service.open_ports == 0
        between = world.job(job)
        assert (between.state, between.error_cause) == (JobState.RETRYING, "modem_failed")
        assert between.tries == 1  # nothing is tried where there is no device
        [done] = await world.until_final(job)
        assert world.service.open_ports == 1
        return done, states, world.calls(), world.devices.pages_of("2"), port_events(world)

    job, states, calls, pages, told = in_world(tmp_path, ONE, story)
    assert (job.state, job.tries, job.pages_confirmed) == (JobState.COMPLETED, 2, 4)
    assert states.count("offline") == 1
    assert [call.succeeded for call in calls] == [False, True]
    assert sorted(set(pages) - {0}) == [1, 2, 3, 4]
    assert told == [True, False]


def test_modem_that_goes_away_while_nothing_happens_comes_back(tmp_path: Path) -> None:
    async def story(world: ServiceWorld) -> tuple[str, str, list[bool]]:
        await asyncio.sleep(60)
        world.devices.unplug("a", 3600)
        await asyncio.sleep(60)
        gone = world.state("a")
        await asyncio.sleep(3600)
        return gone, world.state("a"), port_events(world)

    assert in_world(tmp_path, ONE, story) == ("offline", "available", [True, False])


def test_modem_that_only_sends_is_missed_when_it_is_needed_and_recovers(tmp_path: Path) -> None:
    async def story(world: ServiceWorld) -> tuple[Job, list[bool]]:
        await asyncio.sleep(60)
        world.devices.unplug("a", 300)
        [done] = await world.until_final(await world.submit("2"))
        return done, port_events(world)

    job, told = in_world(tmp_path, ONE, story, ports={"a": {"receive": False}})
    assert (job.state, told) == (JobState.COMPLETED, [True, False])


def test_server_starts_without_a_modem_and_takes_it_when_it_comes(tmp_path: Path) -> None:
    async def story(world: ServiceWorld) -> tuple[Job, int, list[bool]]:
        await asyncio.sleep(1)
        await world.stop()
        world.devices.unplug("a")
        await world.start()
        job = await world.submit("2")
        await asyncio.sleep(600)
        tries = world.job(job).tries
        world.devices.plug("a")
        [done] = await world.until_final(job)
        return done, tries, port_events(world)

    job, tries, told = in_world(tmp_path, ONE, story)
    assert (job.state, tries, told) == (JobState.COMPLETED, 0, [True, False])


def test_other_port_takes_the_job_of_one_whose_line_is_dead(tmp_path: Path) -> None:
    async def story(world: ServiceWorld) -> tuple[Job, list[Call]]:
        [done] = await world.until_final(await world.submit("2"))
        return done, world.calls()

    dead = '[[modem]]\nname = "a"\nnumber = "1"\ndial_tone = false\n'
    lines = dead + modem("b", "3") + machine("2")
    job, calls = in_world(tmp_path, lines, story, ports={"b": {"priority": 9}})
    assert (job.state, job.tries) == (JobState.COMPLETED, 2)
    assert [(call.device_name, call.error_cause) for call in calls] == [
        ("a", "no_dial_tone"),
        ("b", None),
    ]


def test_modem_that_goes_away_while_a_fax_comes_keeps_its_pages(tmp_path: Path) -> None:
    async def story(world: ServiceWorld) -> tuple[int, bool, list[bool | None]]:
        await world.until(lambda: world.page("a") == 3)
        world.devices.unplug("a", 30)
        await world.until(lambda: bool(world.faxes()))
        [fax] = world.faxes()
        await asyncio.sleep(60)
        assert world.state("a") == "available"
        return fax.page_count, fax.complete, [call.succeeded for call in world.calls()]

    caller = machine("2", 'number = "1"\ndocument = "9"\nat = 30')
    pages, complete, results = in_world(tmp_path, modem("a", "1") + caller, story)
    assert 2 <= pages < 9
    assert (complete, results) == (False, [False])
