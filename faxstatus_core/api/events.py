"""The changes of all ports as server-sent events (HTML standard §9.2)."""

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from fastapi.responses import StreamingResponse
from fastapi.sse import format_sse_event

from faxstatus_core.status import StatusBus, Subscription

HEARTBEAT = 15.0
"""Seconds without a change after which a comment is sent, so that proxies keep the stream."""

_HEADERS = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}
_DOCUMENTED: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "Events named status; the data of each is a FaxStatus.",
        "content": {"text/event-stream": {"schema": {"type": "string"}}},
    }
}


async def _frames(changes: Subscription, heartbeat: float) -> AsyncIterator[bytes]:
    while True:
        try:
            async with asyncio.timeout(heartbeat):
                change = await anext(changes)
        except TimeoutError:
            yield format_sse_event(comment="idle")
        except StopAsyncIteration:
            return
        else:
            yield format_sse_event(
                event="status",
                id=str(change.sequence),
                data_str=change.status.model_dump_json(),
            )


def events_router(bus: StatusBus, *, heartbeat: float = HEARTBEAT) -> APIRouter:
    """The route ``/events``."""
    router = APIRouter(tags=["events"])

    # A dependency, so that its end is the request's: a generator cancelled between two items would
    # leave the bus only when it is collected.
    async def subscription() -> AsyncIterator[Subscription]:
        with bus.subscribe() as changes:
            yield changes

    # The response is made here and not by FastAPI from a generator endpoint: that one fails with
    # BrokenResourceError when a client leaves while events wait for it.
    @router.get("/events", response_class=StreamingResponse, responses=_DOCUMENTED)
    async def stream_events(
        changes: Annotated[Subscription, Depends(subscription)],
    ) -> StreamingResponse:
        """One event ``status`` per change: ``data`` is a FaxStatus, ``id`` its sequence number.

        First the present status of each port. A gap in the numbers: this client was too slow, and
        statuses that a later one of the same port supersedes were left out.
        """
        return StreamingResponse(
            _frames(changes, heartbeat), media_type="text/event-stream", headers=_HEADERS
        )

    return router
