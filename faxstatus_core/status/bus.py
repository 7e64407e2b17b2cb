"""StatusBus: where an engine publishes and servers listen. For one event loop, not for threads."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import TracebackType
from typing import Self

from pydantic import ValidationError

from faxstatus_core.errors import FaxError
from faxstatus_core.status.events import Event
from faxstatus_core.status.ports import PortInfo
from faxstatus_core.status.record import FaxStatus
from faxstatus_core.status.tracker import PortTracker, invalid_report

MAX_PENDING = 256
"""Changes kept for a subscriber that does not keep up."""


class UnknownPortError(FaxError):
    """No port has this device id."""


class DuplicatePortError(FaxError):
    """Two ports with the same device id."""


@dataclass(frozen=True, slots=True)
class StatusChange:
    """One status, and its place in the order of all changes of the bus."""

    sequence: int
    """Counts from 1. A gap: the subscriber was slow and superseded changes were left out."""
    status: FaxStatus


class Subscription(AsyncIterator[StatusChange]):
    """The changes for one listener, oldest first; ends when the bus closes.

    Holds at most ``limit`` changes, or one for each port where there are more ports. When full,
    the oldest change that a later one of the same port supersedes is left out: a slow listener
    misses steps, never the latest status of a port. Use as a context manager.
    """

    def __init__(self, leave: Callable[["Subscription"], None], limit: int) -> None:
        self._leave = leave
        self._limit = limit
        self._pending: deque[StatusChange] = deque()
        self._wake = asyncio.Event()
        self._closed = False

    def put(self, change: StatusChange) -> None:
        """Add a change; for the bus."""
        self._pending.append(change)
        if len(self._pending) > self._limit:
            self._drop_superseded()
        self._wake.set()

    def _drop_superseded(self) -> None:
        last = {change.status.device_id: at for at, change in enumerate(self._pending)}
        for at, change in enumerate(self._pending):
            if last[change.status.device_id] != at:
                del self._pending[at]
                return

    def close(self) -> None:
        """End the iteration once what is pending has been taken, and leave the bus."""
        self._closed = True
        self._wake.set()
        self._leave(self)

    def __len__(self) -> int:
        return len(self._pending)

    async def __anext__(self) -> StatusChange:
        while not self._pending:
            if self._closed:
                raise StopAsyncIteration
            self._wake.clear()
            await self._wake.wait()
        return self._pending.popleft()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


class StatusBus:
    """The status of every port, and its changes as they happen.

    ``clock`` gives the time as an aware datetime.
    """

    def __init__(self, clock: Callable[[], datetime], *, max_pending: int = MAX_PENDING) -> None:
        self._clock = clock
        self._max_pending = max_pending
        self._trackers: dict[int, PortTracker] = {}
        self._ports: dict[int, PortInfo] = {}
        self._subscriptions: set[Subscription] = set()
        self._listeners: list[Callable[[FaxStatus], None]] = []
        self._sequence = 0
        self._closed = False

    def register(
        self,
        tracker: PortTracker,
        *,
        rings: int = 1,
        send: bool = True,
        receive: bool = True,
        priority: int = 1,
        pools: Sequence[str] = (),
        can_modify: bool = False,
    ) -> PortInfo:
        """Add a port, and tell the subscribers its status.

        Raises DuplicatePortError where its device id is taken, InvalidReportError for a value out
        of range.
        """
        if tracker.device_id in self._ports:
            raise DuplicatePortError(
                "the device id is taken",
                where=f"port {tracker.device_id}",
                remedy="give each port its own",
            )
        status = tracker.snapshot(self._clock())
        try:
            info = PortInfo(
                device_id=tracker.device_id,
                name=tracker.device_name,
                rings=rings,
                csid=tracker.local_id or None,
                tsid=tracker.tsid or None,
                send=send,
                receive=receive,
                priority=priority,
                pools=tuple(pools),
                can_modify=can_modify,
            )
        except ValidationError as error:
            raise invalid_report(error, tracker.device_id) from error
        self._trackers[tracker.device_id] = tracker
        self._ports[tracker.device_id] = info
        self._spread(status)
        return info

    def modify(self, info: PortInfo) -> None:
        """Take new properties of a port, and tell the subscribers its status.

        Raises UnknownPortError.
        """
        tracker = self._tracker(info.device_id)
        tracker.identify(info.name, info.csid or "", info.tsid or "")
        self._ports[info.device_id] = info
        self._spread(tracker.snapshot(self._clock()))

    def unregister(self, device_id: int) -> None:
        """Take a port away. Raises UnknownPortError."""
        self._tracker(device_id)
        del self._trackers[device_id], self._ports[device_id]

    def ports(self) -> list[PortInfo]:
        """Every port, in the order of registration."""
        return list(self._ports.values())

    def port(self, device_id: int) -> PortInfo:
        """One port. Raises UnknownPortError."""
        self._tracker(device_id)
        return self._ports[device_id]

    def status(self, device_id: int) -> FaxStatus:
        """The status of one port, computed now. Raises UnknownPortError."""
        return self._tracker(device_id).snapshot(self._clock())

    def publish(self, device_id: int, event: Event) -> FaxStatus:
        """Take a report from an engine, tell every subscriber, and give the new status.

        Raises UnknownPortError, IllegalTransitionError or InvalidReportError; then nobody is
        told anything.
        """
        status = self._tracker(device_id).apply(event, self._clock())
        self._spread(status)
        return status

    def subscribe(self) -> Subscription:
        """Listen: first the present status of each port, then every change.

        The present ones carry the sequence of the last change. On a closed bus the subscription
        ends after them.
        """
        subscription = Subscription(self._subscriptions.discard, self._max_pending)
        now = self._clock()
        for tracker in self._trackers.values():
            subscription.put(StatusChange(self._sequence, tracker.snapshot(now)))
        if self._closed:
            subscription.close()
        else:
            self._subscriptions.add(subscription)
        return subscription

    def listen(self, listener: Callable[[FaxStatus], None]) -> None:
        """Call ``listener`` with each new status, at once, for as long as the bus lives."""
        self._listeners.append(listener)

    @property
    def subscribers(self) -> int:
        """How many listen."""
        return len(self._subscriptions)

    def close(self) -> None:
        """End every subscription, so that a server can shut down. Statuses stay readable."""
        self._closed = True
        for subscription in list(self._subscriptions):
            subscription.close()

    def _tracker(self, device_id: int) -> PortTracker:
        tracker = self._trackers.get(device_id)
        if tracker is None:
            raise UnknownPortError(
                "no such port", where=f"port {device_id}", remedy="see the list of ports"
            )
        return tracker

    def _spread(self, status: FaxStatus) -> None:
        self._sequence += 1
        change = StatusChange(self._sequence, status)
        for subscription in self._subscriptions:
            subscription.put(change)
        for listener in self._listeners:
            listener(status)
