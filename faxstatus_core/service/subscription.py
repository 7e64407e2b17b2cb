"""HubSubscription: one listener of the hub."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Sequence

from faxstatus_core.service.hub import EventHub
from faxstatus_core.service.hub_events import EventFilter, EventId, HubEvent, id_of

_Batches = AsyncIterator[Sequence[HubEvent]]


class HubSubscription(AsyncIterator[Sequence[HubEvent]]):
    """Batches of events for one listener, oldest first; ends when the hub closes.

    An empty one says that nothing happened that the listener wants. ``position``: where it is
    after the batch it has got; it can come back with that.
    """

    def __init__(
        self, hub: EventHub, last_id: str | None, wanted: EventFilter, *, patience: float
    ) -> None:
        """Listen: without ``last_id`` from now on, first the present statuses; else after it.

        ``patience``: seconds after which an empty batch is given if nothing happens.
        """
        self.position: EventId | None = None
        self._hub = hub
        self._wanted = wanted
        self._batches = self._run(last_id, patience)

    def __anext__(self) -> Awaitable[Sequence[HubEvent]]:
        return self._batches.__anext__()

    async def _run(self, last_id: str | None, patience: float) -> _Batches:
        hub = self._hub
        place: int | None = None
        if last_id is None:
            place = hub.end
            yield self._present(hub.present(), hub.last_id)
        else:
            self.position = EventId.parse(last_id)
            place = hub.place_after(self.position) if self.position is not None else None
        while True:
            events = hub.from_place(place) if place is not None else None
            if place is None or events is None:
                # All of the same instant: what happens while the store is read comes after.
                place, present, now = hub.end, hub.present(), hub.last_id
                async for batch in self._caught_up(now.sequence):
                    yield batch
                yield self._present(present, now)
            elif events:
                place, self.position = place + len(events), id_of(events[-1])
                if chosen := self._filtered(events):
                    yield chosen
            elif hub.closed:
                return
            else:
                try:
                    async with asyncio.timeout(patience):
                        await hub.news()
                except TimeoutError:
                    yield []

    async def _caught_up(self, last: int) -> _Batches:
        """Durable events from the listener's position to ``last``, or that they are lost."""
        hub, known = self._hub, self.position
        if known is None or known.sequence > last:
            yield [hub.reset()]
            return
        done = known.sequence
        async for rows in hub.rows(done, last):
            self.position = id_of(rows[-1])
            # Numbers have no gaps; what is missing was removed, perhaps since the rows before.
            lost = self.position.sequence - done != len(rows)
            done = self.position.sequence
            yield ([hub.reset()] if lost else []) + self._filtered(rows)
        if done < last:
            yield [hub.reset()]

    def _present(self, statuses: Sequence[HubEvent], now: EventId) -> list[HubEvent]:
        """The statuses as of ``now``: who has had but some of them has not got there yet."""
        self.position = now
        chosen = self._filtered(statuses)
        if chosen:
            chosen[-1].event_id = now
        return chosen

    def _filtered(self, events: Sequence[HubEvent]) -> list[HubEvent]:
        return [event for event in events if self._wanted.takes(event)]
