"""Following a server's events over lost connections: what to ask, and what came. No I/O."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter, ValidationError

from faxstatus_core.client.errors import (
    NotOpenError,
    RateLimitedError,
    RefusedError,
    ServerReplyError,
    ServerUnreachableError,
)
from faxstatus_core.client.readers import NOT_A_FAX_SERVER, NothingReader
from faxstatus_core.client.requests import Request, pairs
from faxstatus_core.client.sse import Message, MessageParser
from faxstatus_core.errors import FaxError
from faxstatus_core.records import Call, EventKind, Fax, Job, ServerEvent
from faxstatus_core.status import FaxStatus, PortInfo

SILENCE = 45.0
"""Seconds without an octet after which a connection counts as lost: three heartbeats."""
_FIRST_WAIT, _LONGEST_WAIT = 1.0, 30.0
_PASSING = (ServerUnreachableError, NotOpenError, RateLimitedError)
"""What may be better at the next try."""

EventRecord = FaxStatus | PortInfo | Job | Call | Fax

_KINDS = frozenset(kind.value for kind in EventKind)
_DATA = TypeAdapter(dict[str, Any])
_RECORDS: dict[EventKind, type[EventRecord]] = {
    EventKind.STATUS: FaxStatus,
    EventKind.PORT: PortInfo,
    EventKind.JOB: Job,
    EventKind.CALL: Call,
    EventKind.FAX: Fax,
}


class Following:
    """The state of one follower of the events, over all its connections.

    Without ``last_event_id`` it begins now, with the status of each port; with it, after that.
    """

    def __init__(
        self,
        *,
        kinds: Sequence[EventKind] = (),
        device_id: int | None = None,
        job_id: int | None = None,
        last_event_id: str = "",
    ) -> None:
        self._query = pairs({"kind": kinds, "device_id": device_id, "job_id": job_id})
        self._parser = MessageParser(last_event_id)
        self._failures = 0
        self._connected = False

    @property
    def last_event_id(self) -> str:
        """Where a later follower can go on."""
        return self._parser.last_event_id

    def connection(self) -> Request[None]:
        """The request for the next connection."""
        self._parser, old = MessageParser(self.last_event_id), self._parser
        self._parser.retry = old.retry
        identifier = self.last_event_id
        return Request(
            "GET",
            "/events",
            NothingReader,
            query=self._query,
            headers=(("Last-Event-ID", identifier),) if identifier else (),
            accept="text/event-stream",
            timeout=SILENCE,
        )

    def opened(self) -> None:
        """The server has begun to answer."""
        self._connected = True
        self._failures = 0

    def feed(self, chunk: bytes, now: datetime) -> Iterator[ServerEvent]:
        """The events that ``chunk`` completes; their time is ``now``, when they came.

        Kinds that this client does not know are left out. Raises ServerReplyError.
        """
        for message in self._parser.feed(chunk):
            if message.event in _KINDS:
                yield _event(message, now)

    def lost(self, error: FaxError | None) -> float:
        """The connection ended, with ``error`` or in order: seconds to wait before the next.

        Raises ``error`` where a further try would not help, or there never was a connection.
        """
        if error is not None and not (self._connected and isinstance(error, _PASSING)):
            raise error
        wait = self._parser.retry if self._parser.retry is not None else _FIRST_WAIT
        if isinstance(error, RefusedError) and error.retry_after is not None:
            wait = max(wait, error.retry_after)
        wait = max(wait, 0.1) * (1 << min(self._failures, 6))
        self._failures += 1
        return min(wait, _LONGEST_WAIT)


def record_of(event: ServerEvent) -> EventRecord | None:
    """The record that ``event`` is about, typed; None for ``removed`` and ``reset``.

    Raises ServerReplyError where its data is not one.
    """
    kind = _RECORDS.get(event.kind)
    if kind is None:
        return None
    try:
        return kind.model_validate(event.data, strict=False)
    except ValidationError as error:
        raise ServerReplyError(NOT_A_FAX_SERVER) from error


def _event(message: Message, now: datetime) -> ServerEvent:
    try:
        data = _DATA.validate_json(message.data)
        device_id, job_id = data.get("device_id"), data.get("job_id")
        return ServerEvent(
            event_id=message.last_event_id,
            kind=EventKind(message.event),
            time=now,
            device_id=device_id if isinstance(device_id, int) else None,
            job_id=job_id if isinstance(job_id, int) else None,
            data=data,
        )
    except ValidationError as error:
        raise ServerReplyError(NOT_A_FAX_SERVER) from error
