"""Everything that happens as server-sent events (HTML standard §9.2)."""

import json
import time
from collections.abc import AsyncIterator, Callable, Sequence
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Header, Query, Request
from fastapi.responses import StreamingResponse
from fastapi.sse import format_sse_event
from starlette.types import Receive, Scope, Send

from faxstatus_core.api.description import documented
from faxstatus_core.api.gate import Gate
from faxstatus_core.api.paging import FromPort
from faxstatus_core.api.problem import ProblemError
from faxstatus_core.problem_kinds import ProblemKind
from faxstatus_core.records import EventKind
from faxstatus_core.records.base import MAX_ID
from faxstatus_core.security import Role, Slots
from faxstatus_core.security.clients import client_key
from faxstatus_core.service import EventFilter, EventHub, EventId, HubEvent, HubSubscription
from faxstatus_core.status import FaxStatus

HEARTBEAT = 15.0
"""Seconds without an event after which a comment is sent, so that proxies keep the stream."""

_CHECK = 10.0
"""Seconds after which it is asked again whether a client may listen."""
_HEADERS = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}
_DOCUMENTED: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "Events named after their kind; the data of each is that record.",
        "content": {"text/event-stream": {"schema": {"type": "string"}}},
    }
}


def _frame(event: HubEvent) -> bytes:
    """The event on the wire; made once for all subscribers."""
    if event.frame is None:
        record = event.record
        data = record.model_dump_json() if isinstance(record, FaxStatus) else json.dumps(record)
        event_id = None if event.event_id is None else str(event.event_id)
        event.frame = format_sse_event(event=event.kind, id=event_id, data_str=data)
    return event.frame


def _idle(position: EventId | None) -> bytes:
    """Nothing happened that the client wants; from where it goes on, should it be cut off.

    Without that one whose filter let nothing pass yet would come back as a new client, and miss
    what happened meanwhile.
    """
    return format_sse_event(comment="idle", id=None if position is None else str(position))


async def _frames(events: HubSubscription, may_listen: Callable[[], bool]) -> AsyncIterator[bytes]:
    """What goes out, until the client may not listen any more: its token or session has ended."""
    batch: Sequence[HubEvent]
    checked = time.monotonic()
    async for batch in events:
        if time.monotonic() - checked >= _CHECK:
            checked = time.monotonic()
            if not may_listen():
                return
        yield b"".join(map(_frame, batch)) if batch else _idle(events.position)


class _Stream(StreamingResponse):
    """A stream that takes a slot while it lasts; 429 where there is none."""

    def __init__(self, frames: AsyncIterator[bytes], slots: Slots, client: str) -> None:
        super().__init__(frames, media_type="text/event-stream", headers=_HEADERS)
        self._slots = slots
        self._client = client

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the stream."""
        if not self._slots.enter(self._client):
            raise ProblemError(
                ProblemKind.TOO_MANY_SUBSCRIBERS,
                "too many clients listen already",
                headers={"Retry-After": "10"},
            )
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._slots.leave(self._client)


def _may_listen(gate: Gate, request: Request) -> bool:
    principal = gate.identify(request)
    return principal is not None and principal.role.allows(Role.READ)


def events_router(
    hub: EventHub, gate: Gate, slots: Slots, *, heartbeat: float = HEARTBEAT
) -> APIRouter:
    """The route ``/events``. ``slots``: how many may listen."""
    router = APIRouter(tags=["events"])

    @router.get(
        "/events",
        response_class=StreamingResponse,
        responses=_DOCUMENTED | documented(422),
        dependencies=gate.reading,
    )
    async def stream_events(
        request: Request,
        kind: Annotated[list[EventKind], Query(description="Only of these kinds.")] = [],  # noqa: B006
        device_id: FromPort = None,
        job_id: Annotated[
            int | None, Query(ge=1, le=MAX_ID, description="Only of this job.")
        ] = None,
        last_event_id: Annotated[
            str | None,
            Query(max_length=100, description="As the header, for clients that cannot set it."),
        ] = None,
        last_event_id_header: Annotated[
            str | None, Header(alias="Last-Event-ID", max_length=100)
        ] = None,
    ) -> StreamingResponse:
        """What happens on ports and with jobs, calls and received faxes, as it happens.

        A new client first gets the present status of each port. One that names the last event it
        had gets all that followed, once each; statuses that later ones supersede may be left out
        when it was away for long. ``reset`` says that what it missed is not known any more.
        """
        client = client_key(request.client.host) if request.client else ""
        wanted = EventFilter(frozenset(kind), device_id, job_id)
        last_id = last_event_id_header or last_event_id
        events = HubSubscription(hub, last_id, wanted, patience=heartbeat)
        may_listen = partial(_may_listen, gate, request)
        return _Stream(_frames(events, may_listen), slots, client)

    return router
