"""EventHub: whatever its listeners do, each durable event comes once and in order."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from faxstatus_core.clock import VIRTUAL_EPOCH, run_virtual
from faxstatus_core.records import EventKind
from faxstatus_core.service import EventFilter, EventHub, EventId, HubEvent, HubSubscription
from faxstatus_core.status import FaxStatus, PortTracker
from faxstatus_core.store import StoredEvent

T = TypeVar("T")
PORTS = (1, 2)
RING = 3
CHUNK = 2
"""Both small, so that listeners fall behind."""
FILTERS = (
    EventFilter(),
    EventFilter(frozenset({EventKind.JOB})),
    EventFilter(device_id=1),
    EventFilter(frozenset({EventKind.STATUS, EventKind.FAX})),
    EventFilter(job_id=7),
)


@dataclass
class Rows:
    """What the hub reads of the store; ``oldest``: those before it were removed."""

    kept: list[StoredEvent] = field(default_factory=list)
    oldest: int = 1

    def after(self, sequence: int, limit: int) -> Sequence[StoredEvent]:
        first = max(sequence, self.oldest - 1)
        return self.kept[first : first + limit]


async def read(function: Callable[[], T]) -> T:
    await asyncio.sleep(0)
    return function()


def _status(device_id: int, version: int) -> FaxStatus:
    tracker = PortTracker(device_id, f"port {device_id}", "")
    return tracker.snapshot(VIRTUAL_EPOCH).model_copy(update={"device_name": str(version)})


class Server:
    """A hub, and the next one on the same store after a restart."""

    def __init__(self) -> None:
        self.rows = Rows()
        self.boot = 0
        self.statuses = {number: _status(number, 0) for number in PORTS}
        self.restart()

    def restart(self) -> None:
        self.boot += 1
        self.hub = EventHub(
            self.rows,
            self.boot,
            len(self.rows.kept),
            lambda: list(self.statuses.values()),
            lambda: VIRTUAL_EPOCH,
            read,
            size=RING,
        )

    def durable(self, kind: EventKind, device_id: int) -> None:
        job_id = 7 if kind is EventKind.JOB and device_id == 1 else None
        row = StoredEvent(len(self.rows.kept) + 1, VIRTUAL_EPOCH, kind, device_id, job_id, {})
        self.rows.kept.append(row)
        self.hub.append([row])

    def status(self, device_id: int) -> None:
        version = int(self.statuses[device_id].device_name or 0) + 1
        self.statuses[device_id] = _status(device_id, version)
        self.hub.append_status(self.statuses[device_id])

    def prune(self, share: float) -> None:
        self.rows.oldest += round(share * (len(self.rows.kept) + 1 - self.rows.oldest))


def _only(number: int) -> range:
    return range(number, number + 1)


@dataclass
class Listener:
    """A client, which knows what it has seen, and where it is from the ids of events."""

    server: Server
    wanted: EventFilter
    last_id: str | None = None
    stream: HubSubscription | None = None
    floors: range = range(1)
    """Durable events after one of these are to come."""
    seen: list[int] = field(default_factory=list)
    statuses: dict[int, str | None] = field(default_factory=dict)

    async def connect(self, cut: int | None = None) -> None:
        if self.stream is not None:
            return
        if self.last_id is None:
            self.floors, self.seen = _only(self.server.hub.sequence), []
        self.stream = HubSubscription(self.server.hub, self.last_id, self.wanted, patience=0.1)
        await self.read(1, cut)

    def leave(self) -> None:
        self.stream = None

    async def read(self, batches: int, cut: int | None = None) -> None:
        """Take so many batches; ``cut``: of the last, only so many events come through."""
        for number in range(batches):
            if self.stream is None:
                return
            try:
                batch = await anext(self.stream)
            except StopAsyncIteration:
                self.stream = None
                return
            last = cut if number == batches - 1 else None
            for event in batch[:last]:
                self.take(event)
            if last is not None and last < len(batch):
                self.leave()
            elif not batch and self.stream.position is not None:
                self.last_id = str(self.stream.position)

    def take(self, event: HubEvent) -> None:
        assert self.wanted.takes(event)
        if event.kind is EventKind.RESET:
            self.floors, self.seen = self._after_reset(), []
            self.statuses.clear()
        elif isinstance(event.record, FaxStatus):
            self.statuses[event.record.device_id] = event.record.device_name
        else:
            assert event.event_id is not None
            self.seen.append(event.event_id.sequence)
        if event.event_id is not None:
            self.last_id = str(event.event_id)

    def _after_reset(self) -> range:
        """What may be the last durable event that will not come; a reset must have its reason."""
        known = EventId.parse(self.last_id or "")
        if known is None or known.sequence > self.server.hub.sequence:
            return _only(self.server.hub.sequence)
        position = max(known.sequence, self.seen[-1] if self.seen else 0)
        assert position < self.server.rows.oldest - 1
        return range(position + 1, self.server.rows.oldest)

    def expected(self, floor: int) -> list[int]:
        """Durable events after ``floor`` that it wants."""
        rows = self.server.rows.kept[floor:]
        return [row.sequence for row in rows if self._takes(row)]

    def _takes(self, row: StoredEvent) -> bool:
        event_id = EventId(row.sequence, 1, 0)
        event = HubEvent(event_id, row.kind, row.time, row.device_id, row.job_id, row.data)
        return self.wanted.takes(event)

    def check(self) -> None:
        assert self.seen in [self.expected(floor) for floor in self.floors]
        for device_id, status in self.server.statuses.items():
            event = HubEvent(None, EventKind.STATUS, VIRTUAL_EPOCH, device_id, None, status)
            if self.wanted.takes(event):
                assert self.statuses.get(device_id) == status.device_name


Act = Callable[[Server, list[Listener]], Awaitable[None] | None]
"""What may happen."""


def _happens(kind: EventKind, port: int, count: int) -> Act:
    def act(server: Server, _listeners: list[Listener]) -> None:
        for _ in range(count):
            server.durable(kind, port)

    return act


def _changes(port: int) -> Act:
    return lambda server, _: server.status(port)


def _comes(who: int, cut: int | None) -> Act:
    return lambda _, listeners: listeners[who].connect(cut)


def _reads(who: int, batches: int, cut: int | None) -> Act:
    return lambda _, listeners: listeners[who].read(batches, cut)


def _leaves(who: int) -> Act:
    return lambda _, listeners: listeners[who].leave()


def _loses_old_events(share: float) -> Act:
    return lambda server, _: server.prune(share)


LISTENERS = st.integers(0, 1)
CUTS = st.none() | st.integers(0, 3)
KINDS = st.sampled_from([EventKind.JOB, EventKind.FAX])
ACTS: st.SearchStrategy[Act] = st.one_of(
    st.builds(_happens, KINDS, st.sampled_from(PORTS), st.integers(1, 5)),
    st.builds(_changes, st.sampled_from(PORTS)),
    st.builds(_comes, LISTENERS, CUTS),
    st.builds(_reads, LISTENERS, st.integers(1, 3), CUTS),
    st.builds(_leaves, LISTENERS),
    st.builds(_loses_old_events, st.floats(0, 1)),
    st.builds(lambda: _restart),
)


def _restart(server: Server, listeners: list[Listener]) -> None:
    for listener in listeners:
        listener.leave()
    server.restart()


@settings(max_examples=200)
@given(st.lists(ACTS, max_size=40), st.lists(st.sampled_from(FILTERS), min_size=2, max_size=2))
def test_durable_events_come_once_in_order_and_statuses_are_the_present_ones(
    acts: list[Act], filters: list[EventFilter]
) -> None:
    async def main() -> None:
        server = Server()
        listeners = [Listener(server, wanted) for wanted in filters]
        for act in acts:
            done = act(server, listeners)
            if done is not None:
                await done
        server.hub.close()  # streams end once they have told all
        for listener in listeners:
            await listener.connect()
            while listener.stream is not None:
                await listener.read(1)
            listener.check()

    with patch("faxstatus_core.service.hub.CHUNK", CHUNK):
        run_virtual(main())


@pytest.mark.parametrize("cut", range(3))
def test_stream_that_is_cut_in_the_present_statuses_tells_them_again(cut: int) -> None:
    async def main() -> None:
        server = Server()
        listener = Listener(server, EventFilter())
        await listener.connect()
        listener.leave()
        for port in PORTS:
            server.status(port)
        server.restart()
        await listener.connect(cut)
        server.hub.close()
        await listener.connect()
        while listener.stream is not None:
            await listener.read(1)
        listener.check()

    run_virtual(main())


def test_stream_that_is_cut_while_it_catches_up_tells_the_statuses_all_the_same() -> None:
    async def main() -> None:
        server = Server()
        listener = Listener(server, EventFilter())
        await listener.connect()
        listener.leave()
        server.status(1)
        for _ in range(RING):
            server.durable(EventKind.JOB, 1)
        await listener.connect()  # gets the durable events
        listener.leave()
        server.hub.close()
        await listener.connect()
        while listener.stream is not None:
            await listener.read(1)
        listener.check()

    run_virtual(main())


def test_what_is_removed_while_a_listener_catches_up_is_told_as_lost() -> None:
    async def main() -> list[list[str]]:
        server = Server()
        for _ in range(6):
            server.durable(EventKind.JOB, 1)
        stream = HubSubscription(server.hub, "0-0-0", EventFilter(), patience=1)
        first = await anext(stream)
        server.prune(0.9)
        server.hub.close()
        batches = [first] + [batch async for batch in stream]
        return [[event.kind.value for event in batch] for batch in batches]

    with patch("faxstatus_core.service.hub.CHUNK", CHUNK):
        first, second, *_ = run_virtual(main())
    assert first == ["job"] * CHUNK
    assert second == ["reset", "job"]


def test_ids_are_read_as_they_are_written() -> None:
    assert EventId.parse(str(EventId(12, 3, 4))) == EventId(12, 3, 4)


@pytest.mark.parametrize(
    "text", ["", "1", "1-2", "1-2-3-4", "a-b-c", "-1-2-3", "1-2-", "1-2-²", "9" * 16 + "-1-1"]
)
def test_what_is_no_id_is_none(text: str) -> None:
    assert EventId.parse(text) is None


def test_listener_that_falls_behind_holds_nobody_up_and_costs_no_memory() -> None:
    async def main() -> tuple[int, int, list[str]]:
        server = Server()
        slow = HubSubscription(server.hub, None, EventFilter(), patience=1)
        await anext(slow)
        quick = HubSubscription(server.hub, None, EventFilter(), patience=1)
        await anext(quick)
        heard = 0
        for _ in range(500):
            server.durable(EventKind.JOB, 1)
            server.status(2)
            heard += len(await anext(quick))
        kinds = [event.kind.value for _ in range(2) for event in await anext(slow)]
        return heard, server.hub.end - server.hub._begin, kinds

    heard, held, kinds = run_virtual(main())
    assert (heard, held) == (1000, RING)
    assert kinds == ["job"] * 500 + ["status"] * 2
