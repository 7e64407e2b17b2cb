"""Publishing and listening."""

import asyncio
from datetime import UTC, datetime

import pytest

from faxstatus_core.status import (
    DuplicatePortError,
    IllegalTransitionError,
    InvalidReportError,
    PortInfo,
    PortTracker,
    StatusBus,
    StatusChange,
    Subscription,
    UnknownPortError,
)
from faxstatus_core.status import events as ev
from tests.support.patience import PATIENCE

T0 = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def _bus(ports: int = 1, max_pending: int = 256) -> StatusBus:
    bus = StatusBus(lambda: T0, max_pending=max_pending)
    for device_id in range(1, ports + 1):
        bus.register(PortTracker(device_id, f"Line {device_id}", "OWN"))
    return bus


async def _take(changes: Subscription, count: int) -> list[StatusChange]:
    return [await asyncio.wait_for(anext(changes), PATIENCE) for _ in range(count)]


def _seen(changes: list[StatusChange]) -> list[tuple[int, int, str]]:
    return [(c.sequence, c.status.device_id, c.status.extended.state) for c in changes]


def test_a_registered_port_has_the_properties_of_ifaxport() -> None:
    bus = StatusBus(lambda: T0)
    info = bus.register(PortTracker(9, "Line", "OWN"), rings=2, receive=False, priority=3)
    assert bus.ports() == [info] == [bus.port(9)]
    assert info == PortInfo(
        device_id=9,
        name="Line",
        rings=2,
        csid="OWN",
        tsid="OWN",
        send=True,
        receive=False,
        priority=3,
        can_modify=False,
    )


def test_two_ports_cannot_share_an_id() -> None:
    bus = _bus()
    with pytest.raises(DuplicatePortError, match="port 1"):
        bus.register(PortTracker(1, "Other", ""))


@pytest.mark.parametrize("device_id", [-1, 2**31])
def test_a_port_out_of_range_is_refused(device_id: int) -> None:
    bus = StatusBus(lambda: T0)
    with pytest.raises(InvalidReportError):
        bus.register(PortTracker(device_id, "Line", ""))
    assert bus.ports() == []


def test_rings_out_of_range_are_refused() -> None:
    bus = StatusBus(lambda: T0)
    with pytest.raises(InvalidReportError, match="rings"):
        bus.register(PortTracker(1, "Line", ""), rings=-1)
    assert bus.ports() == []


def test_an_unknown_port_is_a_typed_error() -> None:
    bus = _bus()
    with pytest.raises(UnknownPortError):
        bus.status(5)
    with pytest.raises(UnknownPortError):
        bus.port(5)
    with pytest.raises(UnknownPortError):
        bus.publish(5, ev.Initializing())


async def test_a_subscriber_sees_the_present_of_each_port_then_every_change_in_order() -> None:
    bus = _bus(ports=2)
    bus.publish(2, ev.Initializing())
    with bus.subscribe() as changes:
        bus.publish(1, ev.Initializing())
        bus.publish(2, ev.PortReady())
        bus.publish(1, ev.PortReady())
        assert _seen(await _take(changes, 5)) == [
            (3, 1, "offline"),
            (3, 2, "initializing"),
            (4, 1, "initializing"),
            (5, 2, "available"),
            (6, 1, "available"),
        ]
        assert len(changes) == 0


async def test_a_waiting_subscriber_wakes() -> None:
    bus = _bus(ports=0)
    with bus.subscribe() as changes:
        waiting = asyncio.create_task(_take(changes, 1))
        await asyncio.sleep(0)
        bus.register(PortTracker(4, "Line", ""))
        assert _seen(await waiting) == [(1, 4, "offline")]


async def test_a_slow_subscriber_is_bounded_and_keeps_the_latest_of_each_port() -> None:
    bus = _bus(ports=3, max_pending=8)
    bus.publish(3, ev.Initializing())
    for event in (ev.Initializing(), ev.Dialing(ev.JobInfo("1")), ev.CallConnected()):
        bus.publish(1, event)
    with bus.subscribe() as slow:
        for number in range(1, 1000):
            bus.publish(1, ev.PageProgress(number))
            assert len(slow) <= 8
        bus.close()
        changes = [change async for change in slow]
    assert len(changes) == 8
    assert [c.sequence for c in changes] == sorted(c.sequence for c in changes)
    latest = {c.status.device_id: c.status for c in changes}
    assert latest == {device_id: bus.status(device_id) for device_id in (1, 2, 3)}
    assert latest[1].extended.page_bytes == 999


async def test_with_more_ports_than_places_each_keeps_its_latest() -> None:
    bus = _bus(ports=5, max_pending=2)
    with bus.subscribe() as slow:
        for device_id in range(1, 6):
            bus.publish(device_id, ev.Initializing())
        assert len(slow) == 5
        assert {s for _, _, s in _seen(await _take(slow, 5))} == {"initializing"}


async def test_a_subscriber_that_leaves_is_forgotten() -> None:
    bus = _bus()
    with bus.subscribe() as first, bus.subscribe():
        assert bus.subscribers == 2
        first.close()
        assert bus.subscribers == 1
    assert bus.subscribers == 0


async def test_closing_the_bus_wakes_and_ends_every_subscriber() -> None:
    bus = _bus(ports=0)

    async def listen() -> list[StatusChange]:
        with bus.subscribe() as changes:
            return [change async for change in changes]

    listening = [asyncio.create_task(listen()) for _ in range(3)]
    await asyncio.sleep(0)
    assert bus.subscribers == 3
    bus.close()
    assert await asyncio.wait_for(asyncio.gather(*listening), PATIENCE) == [[], [], []]
    assert bus.subscribers == 0
    bus.register(PortTracker(1, "Late", ""))
    with bus.subscribe() as late:
        assert _seen([change async for change in late]) == [(1, 1, "offline")]
    assert bus.subscribers == 0


async def test_nobody_hears_of_an_illegal_report() -> None:
    bus = _bus()
    with bus.subscribe() as changes:
        await _take(changes, 1)
        with pytest.raises(IllegalTransitionError):
            bus.publish(1, ev.Answered())
        assert len(changes) == 0


async def test_new_identifications_of_a_port_are_told_and_change_nothing_else() -> None:
    bus = _bus()
    bus.publish(1, ev.Initializing())
    with bus.subscribe() as changes:
        await _take(changes, 1)
        bus.modify(bus.port(1).model_copy(update={"name": "Fax", "csid": "C", "tsid": None}))
        (change,) = await _take(changes, 1)
    status = change.status
    assert (status.device_name, status.csid, status.tsid) == ("Fax", "C", None)
    assert (bus.port(1).csid, status.extended.state) == ("C", "initializing")


def test_properties_of_an_unknown_port_are_not_taken() -> None:
    bus = _bus()
    with pytest.raises(UnknownPortError):
        bus.modify(bus.port(1).model_copy(update={"device_id": 5}))


def test_a_port_may_send_another_identification_than_it_answers_with() -> None:
    bus = StatusBus(lambda: T0)
    info = bus.register(PortTracker(1, "Line", "CALLED", "CALLING"))
    assert (info.csid, info.tsid) == ("CALLED", "CALLING")
    assert (bus.status(1).csid, bus.status(1).tsid) == ("CALLED", "CALLING")
