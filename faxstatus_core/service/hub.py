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
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from itertools import islice
from typing import Protocol

from faxstatus_core.records import EventKind
from faxstatus_core.service.access import Read
from faxstatus_core.service.hub_events import NO_BOOT, EventId, HubEvent, id_of
from faxstatus_core.status import FaxStatus
from faxstatus_core.store import StoredEvent

RING = 10_000
"""Events kept in memory."""
CHUNK = 500
"""Events read from the store, or given to a listener, at a time."""


class EventStore(Protocol):
    """What the hub reads of the store."""

    def after(self, sequence: int, limit: int) -> Sequence[StoredEvent]:
        """Durable events that follow."""


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
            self._add(self._of_row(stored, self.boot))
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
        index = bisect_left(self._ring, event_id, key=id_of)
        if index == len(self._ring) or self._ring[index].event_id != event_id:
            return None
        return self._begin + index + 1

    def from_place(self, place: int) -> list[HubEvent] | None:
        """Some events from ``place`` on; None where they have left the ring."""
        if place < self._begin:
            return None
        first = place - self._begin
        return list(islice(self._ring, first, first + CHUNK))

    async def news(self) -> None:
        """Wait for more, or for the end."""
        await self._news.wait()

    def present(self) -> list[HubEvent]:
        """The present status of each port, as of now."""
        return [self._of_status(status, None) for status in self.statuses()]

    def reset(self) -> HubEvent:
        """That nobody knows any more what happened."""
        return HubEvent(None, EventKind.RESET, self.clock(), None, None, {})

    async def rows(self, first: int, last: int) -> AsyncIterator[list[HubEvent]]:
        """Durable events after ``first``, to ``last``, some at a time."""
        while first < last:
            found = await self.read(partial(self.store.after, first, CHUNK))
            rows = [row for row in found if row.sequence <= last]
            if not rows:
                return
            first = rows[-1].sequence
            yield [self._of_row(row, NO_BOOT) for row in rows]

    def _of_row(self, row: StoredEvent, boot: int) -> HubEvent:
        event_id = EventId(row.sequence, boot, 0)
        return HubEvent(event_id, row.kind, row.time, row.device_id, row.job_id, row.data)

    def _of_status(self, status: FaxStatus, event_id: EventId | None) -> HubEvent:
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
