"""Calls over HTTP: what happened on the line."""

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from faxstatus_core import trace
from faxstatus_core.api.conditional import respond
from faxstatus_core.api.description import content, documented
from faxstatus_core.api.gate import Gate
from faxstatus_core.api.paging import Before, FromPort, Limit, SearchText, Since, Until
from faxstatus_core.api.problem import ProblemError
from faxstatus_core.problem_kinds import ProblemKind
from faxstatus_core.records import Call, Direction, Listing, Statistics
from faxstatus_core.records.base import MAX_ID
from faxstatus_core.service import FaxService
from faxstatus_core.store import CallFilter

CallId = Annotated[int, Path(ge=1, le=MAX_ID, description="Identifier of the call.")]

_DRAWINGS: dict[str, tuple[str, Callable[[bytes], bytes], str]] = {
    "ladder.txt": ("text/plain; charset=utf-8", trace.ladder_text, "The T.30 ladder as text."),
    "ladder.svg": ("image/svg+xml", trace.ladder_svg, "The T.30 ladder as a drawing."),
    "ladder.html": ("text/html; charset=utf-8", trace.ladder_html, "The ladder as a page."),
    "capture.pcapng": (
        "application/x-pcapng",
        trace.capture,
        "The HDLC frames for Wireshark and tshark.",
    ),
    "trace.jsonl": ("application/jsonl", bytes, "All that was recorded, a JSON object a line."),
}

_OWN_STYLE = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
"""Drawings bring their own style and nothing else; they are no part of the page."""


def calls_router(service: FaxService, gate: Gate) -> APIRouter:
    """The routes under ``/calls``, and ``/statistics``."""
    router = APIRouter(tags=["calls"])
    store = service.store

    @router.get("/calls", dependencies=gate.reading, responses=documented(422))
    async def list_calls(
        direction: Annotated[Direction | None, Query(description="Only of this kind.")] = None,
        device_id: FromPort = None,
        succeeded: Annotated[bool | None, Query(description="Only good, or failed ones.")] = None,
        job_id: Annotated[
            int | None, Query(ge=1, le=MAX_ID, description="Only of this job.")
        ] = None,
        text: SearchText = None,
        since: Since = None,
        until: Until = None,
        limit: Limit = 50,
        before: Before = None,
    ) -> Listing[Call]:
        """Calls, newest first."""
        wanted = CallFilter(
            direction=direction,
            device_id=device_id,
            succeeded=succeeded,
            job_id=job_id,
            text=text,
            since=since,
            until=until,
        )
        return await service.access.read(
            partial(store.calls.find, wanted, limit=limit, before=before)
        )

    @router.get(
        "/calls/{call_id}",
        dependencies=gate.reading,
        responses=documented(404, 422),
        response_model=Call,
    )
    async def get_call(call_id: CallId, request: Request) -> Response:
        """One call."""
        call = await service.access.read(partial(store.calls.get, call_id))
        return respond(request, call.model_dump_json().encode(), "application/json")

    def drawing(name: str, media_type: str, draw: Callable[[bytes], bytes], summary: str) -> None:
        @router.get(
            f"/calls/{{call_id}}/{name}",
            dependencies=gate.reading,
            responses=documented(404, 422) | content(media_type.partition(";")[0], summary),
            response_class=Response,
            operation_id=f"get_{name.replace('.', '_')}",
            summary=summary,
        )
        async def get_drawing(call_id: CallId, request: Request) -> Response:
            records = await service.access.read(partial(store.calls.trace, call_id))
            if records is None:
                raise ProblemError(ProblemKind.NOTHING_HERE, "nothing was recorded of this call")
            drawn = await asyncio.to_thread(draw, records)
            response = respond(request, drawn, media_type, name=f"call-{call_id}-{name}")
            response.headers["Content-Security-Policy"] = _OWN_STYLE
            return response

    for name, (media_type, draw, summary) in _DRAWINGS.items():
        drawing(name, media_type, draw, summary)

    @router.get("/statistics", dependencies=gate.reading, responses=documented(422))
    async def get_statistics(
        days: Annotated[int, Query(ge=1, le=366, description="How far back.")] = 30,
    ) -> Statistics:
        """Calls by day."""
        return await service.statistics(days)

    return router
