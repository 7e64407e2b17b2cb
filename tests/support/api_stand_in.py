"""A fax server's API in memory, for tests of its clients: the contract and nothing behind it.

Written without the server's own code, so that an error there is not hidden by the same one here.
"""

import asyncio
import contextlib
import json
import socket
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, TypeVar

import uvicorn
from fastapi import FastAPI, Form, Header, Query, Request, Response, UploadFile
from fastapi.responses import JSONResponse, StreamingResponse

from faxstatus_core.records import (
    Call,
    DayCount,
    Direction,
    Fax,
    FaxPage,
    Job,
    JobRequest,
    JobState,
    ServerInfo,
    Statistics,
    StoredDocument,
)
from faxstatus_core.records.base import Record
from faxstatus_core.status import PortInfo, PortTracker, StatusBus

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
DIGEST = "0" * 64
R = TypeVar("R", bound=Record)


class ProblemError(Exception):
    """Answered as problem details."""

    def __init__(self, status: int, kind: str, detail: str = "") -> None:
        super().__init__(detail)
        self.status, self.kind, self.detail = status, kind, detail
        self.headers: dict[str, str] = {}


@dataclass
class World:
    """What the server knows; tests change it as they like."""

    bus: StatusBus = field(default_factory=lambda: StatusBus(lambda: NOON))
    ports: dict[int, PortInfo] = field(default_factory=dict)
    jobs: dict[int, Job] = field(default_factory=dict)
    faxes: dict[int, Fax] = field(default_factory=dict)
    calls: dict[int, Call] = field(default_factory=dict)
    ladders: dict[int, str] = field(default_factory=dict)
    files: dict[int, list[tuple[str, bytes]]] = field(default_factory=dict)
    keys: dict[str, tuple[bytes, int]] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    paused: bool = False
    events: list[tuple[str, Any]] = field(default_factory=list)
    forgotten: int = 0
    """Events up to this number are no longer known."""
    close_after: int | None = None
    """Events after which a stream is closed."""
    refuse: ProblemError | None = None
    """What every request is answered with."""
    requests: list[tuple[str, str]] = field(default_factory=list)
    ended: bool = False

    def tell(self, kind: str, record: Record | dict[str, Any]) -> None:
        """An event for every stream."""
        data = record.model_dump(mode="json") if isinstance(record, Record) else record
        self.events.append((kind, data))

    def put(self, job: Job) -> Job:
        """Keep ``job`` and tell of it."""
        self.jobs[job.job_id] = job
        self.tell("job", job)
        return job

    def add_port(self, device_id: int, name: str, own_id: str = "") -> None:
        """A port that may be changed."""
        self.bus.register(PortTracker(device_id, name, own_id), rings=2, priority=4)
        [info] = [port for port in self.bus.ports() if port.device_id == device_id]
        self.ports[device_id] = info.model_copy(update={"can_modify": True})


def job(job_id: int, **fields: Any) -> Job:
    """A job that waits, unless ``fields`` say otherwise."""
    given: dict[str, Any] = {
        "job_id": job_id,
        "number": "5550100",
        "user_name": "anna",
        "state": JobState.PENDING,
        "documents": (),
        "page_count": 2,
        "document_size": 1000,
        "submitted_time": NOON + timedelta(seconds=job_id),
    }
    return Job(**(given | fields))


def call(call_id: int, **fields: Any) -> Call:
    """A call that has ended well, unless ``fields`` say otherwise."""
    given: dict[str, Any] = {
        "call_id": call_id,
        "direction": Direction.SEND,
        "device_id": 11,
        "device_name": "Line 1",
        "number": "5550100",
        "job_ids": (1,),
        "started_time": NOON,
        "ended_time": NOON + timedelta(seconds=70),
        "duration": 70.0,
        "succeeded": True,
        "pages": 2,
    }
    return Call(**(given | fields))


def fax(fax_id: int, **fields: Any) -> Fax:
    """A whole fax of one page."""
    page = FaxPage(number=1, width=1728, height=2200, dpi_across=204, dpi_down=196)
    given: dict[str, Any] = {
        "fax_id": fax_id,
        "call_id": None,
        "device_id": 11,
        "device_name": "Line 1",
        "received_time": NOON,
        "complete": True,
        "tsid": "+49 30 1",
        "pages": (page,),
        "page_count": 1,
        "size": 4000,
        "digest": DIGEST,
    }
    return Fax(**(given | fields))


class StandIn:
    """The application, and the world it shows."""

    def __init__(self) -> None:
        self.world = World()
        self.reset()
        self.app = FastAPI()
        _install(self, self.app)

    def reset(self) -> World:
        """A new world with two ports, at noon; streams of the old one end."""
        self.world.ended = True
        self.world = World()
        self.world.add_port(11, "Line 1", "OWN 1")
        self.world.add_port(12, "Line 2")
        return self.world


@contextlib.contextmanager
def listening(app: Callable[..., Any], end: Callable[[], None]) -> Iterator[str]:
    """``app`` behind a real socket in a thread of its own; gives the URL. ``end``: ends streams."""
    config = uvicorn.Config(app, log_config=None, lifespan="off", timeout_graceful_shutdown=2)
    server = uvicorn.Server(config)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            while not server.started:
                time.sleep(0.005)
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            end()
            server.should_exit = True
            thread.join(10)
            assert not thread.is_alive()


def _install(stand_in: StandIn, app: FastAPI) -> None:
    """Every route of the contract that the clients use."""

    @app.exception_handler(ProblemError)
    async def problem(request: Request, error: ProblemError) -> JSONResponse:
        kind = f"urn:faxstatus:problem:{error.kind}"
        body = {"type": kind, "title": error.kind, "status": error.status, "detail": error.detail}
        return JSONResponse(body, error.status, error.headers, "application/problem+json")

    @app.middleware("http")
    async def gate(request: Request, call_next: Any) -> Response:
        world = stand_in.world
        world.requests.append((request.method, request.url.path))
        error = world.refuse
        if error is None and world.tokens:
            given = request.headers.get("authorization", "").removeprefix("Bearer ")
            role = world.tokens.get(given)
            if role is None:
                error = ProblemError(401, "unauthorized", "a token is needed")
            elif request.method != "GET" and role == "read":
                error = ProblemError(403, "forbidden", "the role does not do")
        if error is not None:
            return await problem(request, error)
        response: Response = await call_next(request)
        return response

    def known(table: dict[int, Any], identifier: int, kind: str) -> Any:
        if identifier not in table:
            raise ProblemError(404, f"unknown-{kind}", f"there is no {kind} {identifier}")
        return table[identifier]

    def listing(items: list[R], key: str, before: int | None, limit: int) -> dict[str, Any]:
        newest = sorted(items, key=lambda item: -getattr(item, key))
        rest = [item for item in newest if before is None or getattr(item, key) < before]
        part = rest[:limit]
        following = getattr(part[-1], key) if len(rest) > limit else None
        return {"items": [item.model_dump(mode="json") for item in part], "next": following}

    api = "/api/v1"

    @app.get(f"{api}/server")
    async def server() -> ServerInfo:
        return ServerInfo(
            name="stand-in",
            version="0",
            api_version="1",
            started_time=NOON,
            retries=3,
            retry_delay=10,
            dirty_days=7,
            branding=True,
            use_device_tsid=False,
            server_coverpage=False,
            pause_server_queue=stand_in.world.paused,
            archive_outbound_faxes=True,
            discount_rate_start_hour=20,
            discount_rate_start_minute=15,
            discount_rate_end_hour=7,
            discount_rate_end_minute=30,
        )

    @app.put(f"{api}/server/paused")
    async def paused(body: dict[str, bool]) -> ServerInfo:
        stand_in.world.paused = body["paused"]
        return await server()

    @app.get(f"{api}/statistics")
    async def statistics(days: int) -> Statistics:
        day = DayCount(
            day=NOON.date(),
            sent=days,
            send_failed=0,
            received=0,
            receive_failed=0,
            pages_sent=0,
            pages_received=0,
        )
        return Statistics(days=(day,), causes={"busy": 1})

    @app.get(f"{api}/ports")
    async def ports() -> list[PortInfo]:
        return list(stand_in.world.ports.values())

    @app.get(f"{api}/ports/{{device_id}}")
    async def port(device_id: int) -> PortInfo:
        info: PortInfo = known(stand_in.world.ports, device_id, "port")
        return info

    @app.patch(f"{api}/ports/{{device_id}}")
    async def change_port(device_id: int, changes: dict[str, Any]) -> PortInfo:
        info = known(stand_in.world.ports, device_id, "port").model_copy(update=changes)
        stand_in.world.ports[device_id] = info
        return PortInfo.model_validate(info.model_dump())

    async def status(device_id: int) -> Response:
        known(stand_in.world.ports, device_id, "port")
        found = stand_in.world.bus.status(device_id)
        return Response(found.model_dump_json(), media_type="application/json")

    app.get(f"{api}/ports/{{device_id}}/status")(status)
    app.post(f"{api}/ports/{{device_id}}/status/refresh")(status)

    @app.get(f"{api}/ports/{{device_id}}/routing-methods")
    async def routing_methods(device_id: int) -> list[dict[str, Any]]:
        known(stand_in.world.ports, device_id, "port")
        return [{"name": "office", "kind": "mail", "enabled": True}]

    @app.get(f"{api}/ports/{{device_id}}/page.png")
    async def live_page(device_id: int, width: int | None = None) -> Response:
        if stand_in.world.bus.status(device_id).current_page is None:
            raise ProblemError(404, "nothing-here", "no page")
        return Response(f"PNG {width}", media_type="image/png")

    @app.post(f"{api}/jobs", status_code=201)
    async def submit(
        request: Request,
        fields: Annotated[JobRequest, Form()],
        response: Response,
        document: list[UploadFile] = [],  # noqa: B006 - FastAPI copies it
        idempotency_key: Annotated[str, Header()] = "",
    ) -> Job:
        world = stand_in.world
        files = [(file.filename or "", await file.read()) for file in document]
        same = json.dumps([fields.model_dump(mode="json"), [name for name, _ in files]]).encode()
        if idempotency_key in world.keys:
            before, job_id = world.keys[idempotency_key]
            if before != same:
                raise ProblemError(409, "idempotency-conflict", "another request had this key")
            response.status_code = 200
            return world.jobs[job_id]
        if any(not content for _, content in files):
            raise ProblemError(422, "bad-document", "an empty document")
        job_id = max(world.jobs, default=0) + 1
        world.keys[idempotency_key], world.files[job_id] = (same, job_id), files
        documents = tuple(
            StoredDocument(
                digest=DIGEST,
                name=name,
                media_type="image/tiff",
                size=len(content),
                page_count=1,
            )
            for name, content in files
        )
        asked = fields.model_dump(exclude={"password"})
        return world.put(job(job_id, **asked, documents=documents, page_count=len(documents)))

    @app.get(f"{api}/jobs")
    async def jobs(
        state: Annotated[list[JobState], Query()] = [],  # noqa: B006 - FastAPI copies it
        number: str = "",
        limit: int = 50,
        before: int | None = None,
    ) -> dict[str, Any]:
        found = [
            item
            for item in stand_in.world.jobs.values()
            if (not state or item.state in state) and number in item.number
        ]
        return listing(found, "job_id", before, limit)

    @app.get(f"{api}/jobs/{{job_id}}")
    async def one_job(job_id: int) -> Job:
        found: Job = known(stand_in.world.jobs, job_id, "job")
        return found

    @app.get(f"{api}/jobs/{{job_id}}/pages/{{number}}.png")
    async def job_page(job_id: int, number: int) -> Response:
        return Response(f"PNG {job_id}.{number}", media_type="image/png")

    moves = {
        "cancel": (lambda state: not state.final, JobState.CANCELLED),
        "pause": (lambda state: state is JobState.PENDING, JobState.PAUSED),
        "resume": (lambda state: state is JobState.PAUSED, JobState.PENDING),
        "retry": (lambda state: state.final, JobState.PENDING),
    }

    @app.post(f"{api}/jobs/{{job_id}}/{{verb}}")
    async def move(job_id: int, verb: str) -> Job:
        found = known(stand_in.world.jobs, job_id, "job")
        allowed, state = moves[verb]
        if not allowed(found.state):
            raise ProblemError(409, "wrong-state", f"the job is {found.state}")
        return stand_in.world.put(found.model_copy(update={"state": state}))

    @app.get(f"{api}/faxes")
    async def faxes(
        read: bool | None = None, limit: int = 50, before: int | None = None
    ) -> dict[str, Any]:
        found = [item for item in stand_in.world.faxes.values() if read in (None, item.read)]
        return listing(found, "fax_id", before, limit)

    @app.get(f"{api}/faxes/{{fax_id}}")
    async def one_fax(fax_id: int) -> Fax:
        found: Fax = known(stand_in.world.faxes, fax_id, "fax")
        return found

    @app.patch(f"{api}/faxes/{{fax_id}}")
    async def mark(fax_id: int, body: dict[str, bool]) -> Fax:
        found: Fax = known(stand_in.world.faxes, fax_id, "fax").model_copy(update=body)
        stand_in.world.faxes[fax_id] = found
        return found

    @app.delete(f"{api}/faxes/{{fax_id}}", status_code=204)
    async def delete(fax_id: int) -> None:
        known(stand_in.world.faxes, fax_id, "fax")
        del stand_in.world.faxes[fax_id]

    @app.get(f"{api}/faxes/{{fax_id}}/fax.{{form}}")
    async def file(fax_id: int, form: str) -> Response:
        known(stand_in.world.faxes, fax_id, "fax")
        media_type = {"tiff": "image/tiff", "pdf": "application/pdf"}[form]
        return Response(form.encode() * 50_000, media_type=media_type)

    @app.get(f"{api}/faxes/{{fax_id}}/pages/{{number}}.png")
    async def fax_page(fax_id: int, number: int, width: int | None = None) -> Response:
        return Response(f"PNG {fax_id}.{number} {width}", media_type="image/png")

    @app.get(f"{api}/calls")
    async def calls(
        succeeded: bool | None = None, limit: int = 50, before: int | None = None
    ) -> dict[str, Any]:
        found = [
            item for item in stand_in.world.calls.values() if succeeded in (None, item.succeeded)
        ]
        return listing(found, "call_id", before, limit)

    @app.get(f"{api}/calls/{{call_id}}")
    async def one_call(call_id: int) -> Call:
        found: Call = known(stand_in.world.calls, call_id, "call")
        return found

    @app.get(f"{api}/calls/{{call_id}}/{{name}}")
    async def trace(call_id: int, name: str) -> Response:
        if call_id not in stand_in.world.ladders:
            raise ProblemError(404, "nothing-here", "nothing was recorded")
        content = stand_in.world.ladders[call_id]
        media_type = "text/plain" if name == "ladder.txt" else "application/octet-stream"
        return Response(content, media_type=media_type)

    @app.get(f"{api}/events")
    async def events(last_event_id: Annotated[str, Header()] = "") -> Response:
        frames = _frames(stand_in.world, last_event_id)
        return StreamingResponse(frames, media_type="text/event-stream")


async def _frames(world: World, last_event_id: str) -> AsyncIterator[str]:
    """The stream of one client. Identifiers are numbers; a status does not move them."""

    def frame(kind: str, data: Any, number: int) -> str:
        return f"id: {number}\nevent: {kind}\ndata: {json.dumps(data)}\n\n"

    position = int(last_event_id) if last_event_id else len(world.events)
    yield "retry: 20\n: hello\n\n"
    if not last_event_id:
        for device_id in world.ports:
            yield frame("status", world.bus.status(device_id).model_dump(mode="json"), position)
    elif position < world.forgotten:
        position = len(world.events)
        yield frame("reset", {}, position)
    sent = 0
    while not world.ended:
        if world.close_after is not None and sent >= world.close_after:
            return
        if position < len(world.events):
            kind, data = world.events[position]
            position, sent = position + 1, sent + 1
            yield frame(kind, data, position)
        else:
            await asyncio.sleep(0.005)
