"""What clients change of a port, and what a new configuration changes."""

import asyncio
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from faxstatus_core.engine.port_config import PortConfig
from faxstatus_core.records import Job, JobState
from faxstatus_core.service import PortChanges, PortSetup, port_bank
from faxstatus_core.status import PortInfo
from faxstatus_core.store import StoreError
from tests.support.fax_service import ServiceWorld, in_world, machine, modem

TWO = modem("a", "1") + modem("b", "2") + machine("7")


def setup(world: ServiceWorld, name: str) -> PortSetup:
    """A port on modem ``name``, as a new configuration has it."""
    config = PortConfig(f"/virtual/{name}", name, f"+49 {name}")
    return PortSetup(config, open_transport=partial(world.devices.open, name))


def test_changes_hold_over_a_restart_and_others_stay_as_configured(tmp_path: Path) -> None:
    async def story(world: ServiceWorld) -> tuple[PortInfo, PortInfo, PortInfo]:
        number = world.device_id("a")
        await world.service.modify_port(number, PortChanges(rings=4, tsid="+49 new"))
        changed = await world.service.modify_port(number, PortChanges(priority=7, send=False))
        await world.stop()
        await world.start()
        return changed, world.service.bus.port(number), world.service.bus.port(world.device_id("b"))

    changed, after, other = in_world(tmp_path, TWO, story)
    assert after == changed
    assert (after.rings, after.tsid, after.csid) == (4, "+49 new", "+49 a")
    assert (after.priority, after.send, after.receive) == (7, False, True)
    assert (other.rings, other.tsid, other.priority, other.send) == (1, "+49 b", 1, True)


def test_port_that_may_send_again_does_so_at_once(tmp_path: Path) -> None:
    async def story(world: ServiceWorld) -> tuple[frozenset[int], Job, float]:
        number = world.device_id("a")
        await world.service.modify_port(number, PortChanges(send=False))
        job = await world.submit("7", device_id=number)
        await asyncio.sleep(900)
        lost = world.service.scheduler.no_line
        began = asyncio.get_running_loop().time()
        await world.service.modify_port(number, PortChanges(send=True))
        await world.until_state(job, JobState.IN_PROGRESS)
        took = asyncio.get_running_loop().time() - began
        [done] = await world.until_final(job)
        return lost, done, took

    lost, job, took = in_world(tmp_path, TWO, story)
    assert (lost, job.state) == (frozenset({1}), JobState.COMPLETED)
    assert took < 2


def test_port_that_may_not_receive_lets_it_ring_until_it_may(tmp_path: Path) -> None:
    async def story(world: ServiceWorld) -> tuple[str, int, int]:
        number = world.device_id("b")
        await world.service.modify_port(number, PortChanges(receive=False))
        job = await world.submit("2", device_id=world.device_id("a"))
        await world.until_state(job, JobState.RETRYING)
        state, faxes = world.state("b"), len(world.faxes())
        await world.service.modify_port(number, PortChanges(receive=True))
        [done] = await world.until_final(job)
        assert done.state is JobState.COMPLETED
        await world.until(lambda: bool(world.faxes()))
        return state, faxes, len(world.faxes())

    assert in_world(tmp_path, TWO, story) == ("available", 0, 1)


def test_call_under_way_is_not_disturbed_by_a_change(tmp_path: Path) -> None:
    async def story(world: ServiceWorld) -> Job:
        job = await world.submit("7", range(1, 4), device_id=world.device_id("a"))
        await world.until(lambda: world.page("a") == 2)
        changes = PortChanges(send=False, receive=False, csid="+49 x")
        await world.service.modify_port(world.device_id("a"), changes)
        [done] = await world.until_final(job)
        return done

    job = in_world(tmp_path, TWO, story)
    assert (job.state, job.tries) == (JobState.COMPLETED, 1)


@pytest.mark.parametrize("failing", ["open_archive", "known_changes", "PortWorker"])
def test_port_that_could_not_be_added_is_added_by_the_next_reload(
    tmp_path: Path, failing: str
) -> None:
    def full(*_args: Any, **_options: Any) -> Any:
        raise StoreError("the disk is full", where="store")

    async def story(world: ServiceWorld) -> tuple[list[str], Job, Job]:
        both = [setup(world, "a"), setup(world, "b")]
        await world.service.replace_ports(both[:1])
        with patch.object(port_bank, failing, full), pytest.raises(StoreError):
            await world.service.replace_ports(both)
        names = [port.name for port in world.service.bus.ports()]
        await world.service.replace_ports(both)
        [first] = await world.until_final(await world.submit("7", device_id=world.device_id("b")))
        renamed = replace(both[1], config=replace(both[1].config, local_id="+49 new"))
        await world.service.replace_ports([both[0], renamed])
        [second] = await world.until_final(await world.submit("7", device_id=world.device_id("b")))
        return names, first, second

    names, first, second = in_world(tmp_path, TWO, story)
    assert names == ["a"]
    assert first.state is second.state is JobState.COMPLETED
