"""EventHub: everything that happens, in one order, for any number of listeners.

Each event has an :class:`EventId`. Durable events (jobs, calls, faxes, ports) are rows of the store
and have its sequence number; the statuses between two of them are counted as steps. The last
events are in memory, shared by all listeners: each has only a place in them. A listener who comes
back, or falls behind what is in memory, gets the durable events from the store, and then the
present status of each port, which supersedes those it missed.
"""

import asyncio
from bisect import bisect_left
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import NamedTuple, Protocol

from pydantic import JsonValue

from faxstatus_core.records import EventKind
from faxstatus_core.service.access import Read
from faxstatus_core.status import FaxStatus
from faxstatus_core.store import StoredEvent

RING = 10_000
"""Events kept in memory."""
_CHUNK = 500
"""Rows read from the store at a time."""


class EventId(NamedTuple):
    """Durable ``sequence``, and ``step`` of the statuses after it, which run ``boot`` counted."""

    sequence: int
    boot: int
    step: int

    @classmethod
    def parse(cls, text: str) -> "EventId | None":
        """From what ``str()`` gave; None for anything else."""
        parts = text.split("-")
        if len(parts) != len(cls._fields) or not all(_is_number(part) for part in parts):
            return None
        return cls(*map(int, parts))

    def __str__(self) -> str:
        return "-".join(map(str, self))


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= 15


@dataclass(slots=True)
class HubEvent:
    """An event; ``frame`` is its form on the wire, once somebody has made it, for all listeners."""

    event_id: EventId
    kind: EventKind
    time: datetime
    device_id: int | None
    job_id: int | None
    record: FaxStatus | dict[str, JsonValue]
    frame: bytes | None = None


@dataclass(frozen=True, slots=True)
class EventFilter:
    """Which events a listener wants; empty and None: all."""

    kinds: frozenset[EventKind] = frozenset()
    device_id: int | None = None
    job_id: int | None = None

    def takes(self, event: HubEvent) -> bool:
        """Whether ``event`` is one of them. A reset is for everybody."""
        if event.kind is EventKind.RESET:
            return True
        return (
            (not self.kinds or event.kind in self.kinds)
            and self.device_id in (None, event.device_id)
            and self.job_id in (None, event.job_id)
        )


class EventStore(Protocol):
    """What the hub reads of the store."""

    def after(self, sequence: int, limit: int) -> Sequence[StoredEvent]:
        """Durable events that follow."""

    def oldest_sequence(self) -> int:
        """Of the oldest that is still kept; one more than the last where none is."""


@dataclass
class EventHub:
    """For one event loop. ``statuses`` gives the present status of every port."""

    store: EventStore
    boot: int
    sequence: int
    """Of the last durable event."""
    statuses: Callable[[], Sequence[FaxStatus]]
    clock: Callable[[], datetime]
    read: Read
    size: int = RING
    _ring: deque[HubEvent] = field(default_factory=deque)
    _begin: int = 0
    """How many events have left the ring."""
    _step: int = 0
    _versions: dict[int, EventId] = field(default_factory=dict)
    _closed: bool = False
    _news: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def last_id(self) -> EventId:
        """Of the last event."""
        return EventId(self.sequence, self.boot, self._step)

    @property
    def closed(self) -> bool:
        """Whether there will be no more."""
        return self._closed

    def append(self, events: Sequence[StoredEvent]) -> None:
        """Durable events that were committed, in their order."""
        for stored in events:
            self.sequence, self._step = stored.sequence, 0
            self._add(self._of_row(stored))
        self._tell()

    def append_status(self, status: FaxStatus) -> None:
        """A port's new status."""
        self._step += 1
        self._versions[status.device_id] = self.last_id
        self._add(self._of_status(status, self.last_id))
        self._tell()

    def version(self, device_id: int) -> EventId:
        """Of the last change of a port's status."""
        return self._versions.get(device_id, EventId(0, self.boot, 0))

    def close(self) -> None:
        """End every listener's stream, once it has had what there is."""
        self._closed = True
        self._tell()

    def subscribe(
        self, last_id: str | None, wanted: EventFilter, *, patience: float
    ) -> "HubSubscription":
        """Listen: without ``last_id`` from now on, first the present statuses; else after it.

        ``patience``: seconds after which an empty batch is given if nothing happens.
        """
        return HubSubscription(self, last_id, wanted, patience)

    # --- for subscriptions

    @property
    def end(self) -> int:
        """The place after the last event."""
        return self._begin + len(self._ring)

    def place_after(self, event_id: EventId) -> int | None:
        """Where the events after this one begin, if they are all in memory."""
        if event_id == self.last_id:
            return self.end
        if event_id.boot != self.boot or event_id > self.last_id:
            return None
        index = bisect_left(self._ring, event_id, key=lambda event: event.event_id)
        if index == len(self._ring) or self._ring[index].event_id != event_id:
            return None
        return self._begin + index + 1

    def from_place(self, place: int) -> list[HubEvent] | None:
        """The events from ``place`` on; None where they have left the ring."""
        if place < self._begin:
            return None
        return [self._ring[index] for index in range(place - self._begin, len(self._ring))]

    async def news(self) -> None:
        """Wait for more, or for the end."""
        await self._news.wait()

    def present(self) -> list[HubEvent]:
        """The present status of each port, as of now."""
        return [self._of_status(status, self.last_id) for status in self.statuses()]

    def reset(self) -> HubEvent:
        """That nobody knows any more what happened."""
        return HubEvent(self.last_id, EventKind.RESET, self.clock(), None, None, {})

    async def rows(self, first: int, last: int) -> AsyncIterator[HubEvent]:
        """Durable events after ``first``, to ``last``."""
        while first < last:
            rows = await self.read(partial(self.store.after, first, _CHUNK))
            if not rows:
                return
            for row in rows:
                if row.sequence > last:
                    return
                first = row.sequence
                yield self._of_row(row)

    def _of_row(self, row: StoredEvent) -> HubEvent:
        event_id = EventId(row.sequence, self.boot, 0)
        return HubEvent(event_id, row.kind, row.time, row.device_id, row.job_id, row.data)

    def _of_status(self, status: FaxStatus, event_id: EventId) -> HubEvent:
        job_id = status.extended.job_id
        return HubEvent(event_id, EventKind.STATUS, self.clock(), status.device_id, job_id, status)

    def _add(self, event: HubEvent) -> None:
        self._ring.append(event)
        if len(self._ring) > self.size:
            self._ring.popleft()
            self._begin += 1

    def _tell(self) -> None:
        self._news.set()
        self._news = asyncio.Event()


class HubSubscription(AsyncIterator[Sequence[HubEvent]]):
    """Batches of events for one listener, oldest first; ends when the hub closes."""

    def __init__(
        self, hub: EventHub, last_id: str | None, wanted: EventFilter, patience: float
    ) -> None:
        self.position: EventId | None = None
        """Where the listener is: it has had all that it wants of what came until then."""
        self._hub = hub
        self._wanted = wanted
        self._batches = self._run(last_id, patience)

    def __anext__(self) -> Awaitable[Sequence[HubEvent]]:
        return self._batches.__anext__()

    async def _run(self, last_id: str | None, patience: float) -> AsyncIterator[Sequence[HubEvent]]:
        hub = self._hub
        place: int | None = None
        if last_id is None:
            place, self.position = hub.end, hub.last_id
            yield self._filtered(hub.present())
        else:
            self.position = known = EventId.parse(last_id)
            place = hub.place_after(known) if known is not None else None
        while True:
            events = hub.from_place(place) if place is not None else None
            if events is None:
                # Both of the same instant: what happens while the store is read comes after.
                end, last, present = hub.end, hub.last_id, hub.present()
                async for batch in self._caught_up(self.position, last.sequence):
                    yield batch
                place, self.position = end, last
                yield self._filtered(present)
                continue
            if events:
                place, self.position = hub.end, hub.last_id
                if chosen := self._filtered(events):
                    yield chosen
                continue
            if hub.closed:
                return
            try:
                async with asyncio.timeout(patience):
                    await hub.news()
            except TimeoutError:
                yield []

    async def _caught_up(
        self, known: EventId | None, last: int
    ) -> AsyncIterator[Sequence[HubEvent]]:
        hub = self._hub
        if known is None or known.sequence > last:
            yield [hub.reset()]
            return
        if known.sequence < await hub.read(hub.store.oldest_sequence) - 1:
            yield [hub.reset()]
        rows: list[HubEvent] = []
        async for event in hub.rows(known.sequence, last):
            rows.append(event)
            self.position = event.event_id
            if len(rows) == _CHUNK:
                yield self._filtered(rows)
                rows = []
        if rows:
            yield self._filtered(rows)

    def _filtered(self, events: Sequence[HubEvent]) -> list[HubEvent]:
        return [event for event in events if self._wanted.takes(event)]
