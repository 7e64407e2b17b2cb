"""HookDispatcher: durable events become deliveries, and deliveries are performed until done.

An event's deliveries are kept in the same transaction as the place in the events that was reached,
so none is lost or kept twice. A delivery is settled after it was performed: if the server stops in
between it is performed again. Receivers know a repeat by its delivery number.
"""

import asyncio
import contextlib
import logging
import random
import tempfile
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Generic

from faxstatus_core.clock import utcnow
from faxstatus_core.errors import FaxError
from faxstatus_core.hooks.access import HookStore, KeptDelivery, N
from faxstatus_core.hooks.attachments import attach
from faxstatus_core.hooks.backoff import next_try
from faxstatus_core.hooks.errors import DeliveryError
from faxstatus_core.hooks.history import event_before
from faxstatus_core.hooks.matching import RECORD_IDS, Happened, Occasion, matches, occasion_of
from faxstatus_core.hooks.payload import addressed, payload_of
from faxstatus_core.hooks.task import DeliveryTask, Hook
from faxstatus_core.text import printable

logger = logging.getLogger(__name__)

_EVENTS_AT_A_TIME = 200
_DELIVERIES_AT_A_TIME = 100
_BUSY_POLL = 1.0
"""While hooks act, later times are looked for as often as this (s)."""
_LONGEST_SLEEP = 60.0
"""The machine's clock may be set meanwhile (s)."""
_STORE_PAUSE = 5.0
"""After a fault of the store (s)."""


class HookDispatcher(Generic[N]):
    """Performs ``hooks``, each one delivery after the other, different ones side by side.

    Run it without hooks as well: events of that time are not for hooks that are added later.
    ``chance``: random numbers, 0 to 1.
    """

    def __init__(
        self,
        hooks: Sequence[Hook],
        store: HookStore[N],
        *,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._hooks = {hook.section.name: hook for hook in hooks}
        self._store = store
        self._chance = chance
        self._busy: set[str] = set()
        self._wake = asyncio.Event()

    def notify(self) -> None:
        """Durable events were committed. To be called in the event loop."""
        self._wake.set()

    async def run(self) -> None:
        """Until cancelled. What is being performed then is broken off, and done again next time."""
        async with asyncio.TaskGroup() as group:
            while True:
                self._wake.clear()
                try:
                    await self._keep_deliveries()
                    wait = await self._start_due(group)
                except FaxError:
                    logger.exception("hooks wait for the store")
                    wait = _STORE_PAUSE
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(wait):
                        await self._wake.wait()

    # --- events become deliveries

    async def _keep_deliveries(self) -> None:
        store = self._store
        cursor = await store.read(store.deliveries.cursor)
        if not self._hooks:
            last = await store.read(store.events.last_sequence)
            if last > cursor:
                await store.write(partial(store.deliveries.advance, last, [], now=utcnow()))
            return
        while events := await store.read(partial(store.events.after, cursor, _EVENTS_AT_A_TIME)):
            rows: list[N] = []
            for event in events:
                rows.extend(await self._rows(event))
            cursor = events[-1].sequence
            await store.write(partial(store.deliveries.advance, cursor, rows, now=utcnow()))

    async def _rows(self, event: Happened) -> list[N]:
        if event.kind not in RECORD_IDS:
            return []
        try:
            occasion = await self._occasion(event)
        except (ValueError, TypeError):
            logger.exception("event %d is not as it should be; no hook gets it", event.sequence)
            return []
        if occasion is None:
            return []
        payload = payload_of(occasion)
        return [
            self._store.new_delivery(
                hook=name, event_sequence=event.sequence, kind=event.kind, payload=payload
            )
            for name, hook in self._hooks.items()
            if matches(hook.section, occasion)
        ]

    async def _occasion(self, event: Happened) -> Occasion | None:
        # Most events are told by themselves: only what may be an occasion is worth a look back.
        if occasion_of(event, None) is None and not _may_recover(event):
            return None
        before = await self._store.read(partial(event_before, self._store.events, event))
        return occasion_of(event, before)

    # --- deliveries are performed

    async def _start_due(self, group: asyncio.TaskGroup) -> float | None:
        """Start what can be; how long to wait then (s)."""
        store = self._store
        for delivery in await self._choose(utcnow()):
            self._busy.add(delivery.hook)
            group.create_task(self._perform(delivery), name=f"hook {delivery.hook}")
        due = await store.read(store.deliveries.next_due)
        if due is None:
            return None
        left = (due - utcnow()).total_seconds()
        return min(left, _LONGEST_SLEEP) if left > 0 else _BUSY_POLL

    async def _choose(self, now: datetime) -> list[KeptDelivery]:
        """The first due delivery of each hook that is free."""
        limit = _DELIVERIES_AT_A_TIME
        while True:
            due = await self._store.read(partial(self._store.deliveries.due, now, limit))
            first: dict[str, KeptDelivery] = {}
            for delivery in due:
                if delivery.hook not in self._busy:
                    first.setdefault(delivery.hook, delivery)
            # A long queue of one hook must not hide those of others.
            if first or len(due) < limit:
                return list(first.values())
            limit *= 4

    async def _perform(self, delivery: KeptDelivery) -> None:
        failure: DeliveryError | None = None
        hook = self._hooks.get(delivery.hook)
        try:
            await self._try(hook, delivery)
        except DeliveryError as error:
            failure = error
        except Exception as error:  # of one delivery: the others must go on
            logger.exception("hook %s, delivery %d", delivery.hook, delivery.id)
            failure = DeliveryError(f"unexpected: {type(error).__name__}")
        try:
            await self._settle(hook, delivery, failure)
        finally:
            self._busy.discard(delivery.hook)
            self._wake.set()

    async def _try(self, hook: Hook | None, delivery: KeptDelivery) -> None:
        if hook is None:
            raise DeliveryError("there is no hook of this name any more", final=True)
        payload = addressed(delivery.payload, delivery.hook, delivery.id)
        with tempfile.TemporaryDirectory(
            prefix="faxstatus-hook-", ignore_cleanup_errors=True
        ) as name:
            folder = Path(name)
            form, document = hook.section.attachment, self._store.document
            attachment = await asyncio.to_thread(attach, payload, form, folder, document)
            await hook.action.perform(
                DeliveryTask(delivery.id, delivery.created, payload, folder, attachment)
            )

    async def _settle(
        self, hook: Hook | None, delivery: KeptDelivery, failure: DeliveryError | None
    ) -> None:
        now, again = utcnow(), None
        tries = delivery.tries + 1
        if failure is not None and hook is not None:
            if not failure.final and tries < hook.section.tries:
                again = next_try(tries, now, chance=self._chance(), wait=failure.wait)
            _log(delivery, failure, tries, again)
        settle = partial(
            self._store.deliveries.settle,
            delivery.id,
            now=now,
            done=failure is None,
            error=printable(str(failure)) if failure is not None else None,
            next_try=again,
        )
        while True:  # a delivery that cannot be settled must not be performed over and over
            try:
                await self._store.write(settle)
            except FaxError:
                logger.exception("hook %s, delivery %d: not settled", delivery.hook, delivery.id)
                await asyncio.sleep(_STORE_PAUSE)
            else:
                return


def _may_recover(event: Happened) -> bool:
    return "failed" in event.data


def _log(
    delivery: KeptDelivery, failure: DeliveryError, tries: int, again: datetime | None
) -> None:
    where, what = f"hook {delivery.hook}, delivery {delivery.id}", printable(str(failure))
    if again is None:
        logger.error("%s: given up after %d tries: %s", where, tries, what)
    else:
        logger.warning("%s: try %d failed, next at %s: %s", where, tries, again, what)
