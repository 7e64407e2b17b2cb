"""A fax server's API with made-up records, for tests of the web page in a browser.

The page and the headers are the product's; everything behind the API is written here anew, so that
tests may say what the server answers, when, and when it is not there.
"""

import asyncio
import json
import socket
import threading
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from typing import Annotated, Any, TypeVar

import uvicorn
from fastapi import FastAPI, Header, Query, Request, Response
from fastapi.responses import JSONResponse, StreamingResponse
from starlette.datastructures import FormData

from faxstatus_core.api.page import page_router
from faxstatus_core.records import Call, Fax, Job, JobState
from faxstatus_core.records.base import Record
from faxstatus_core.security.middleware import SecurityHeaders
from faxstatus_core.status import FaxStatus, PortInfo
from tests.support import web_records as made

R = TypeVar("R", bound=Record)
_RANKS = {"read": 0, "submit": 1, "admin": 2}
_OPEN = tuple(state for state in JobState if not state.final)
_LOOK = 0.01


@dataclass
class Refusal(Exception):
    """Answered as problem details."""

    status: int
    kind: str
    detail: str = ""
    errors: list[dict[str, str]] = field(default_factory=list)

    def answer(self) -> JSONResponse:
        body = {
            "type": f"urn:faxstatus:problem:{self.kind}",
            "title": self.kind,
            "status": self.status,
            "detail": self.detail,
        }
        more = {"errors": self.errors} if self.errors else {}
        return JSONResponse(body | more, self.status, media_type="application/problem+json")


@dataclass
class Submitted:
    """A form that came: its key, its fields and the names of its files."""

    key: str
    fields: dict[str, str]
    files: list[str]


@dataclass
class WebWorld:
    """What the server knows. Tests change it as they like, and ``tell`` of it."""

    ports: dict[int, PortInfo] = field(default_factory=dict)
    statuses: dict[int, FaxStatus] = field(default_factory=dict)
    jobs: dict[int, Job] = field(default_factory=dict)
    faxes: dict[int, Fax] = field(default_factory=dict)
    calls: dict[int, Call] = field(default_factory=dict)
    arrived: dict[int, float] = field(default_factory=dict)
    """How much of the page a port has that receives: from 0 to 1."""
    tokens: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Secret to name and role; none: everybody is admin."""
    sessions: dict[str, tuple[str, str]] = field(default_factory=dict)
    keys: dict[str, int] = field(default_factory=dict)
    submitted: list[Submitted] = field(default_factory=list)
    paused: bool = False
    delay: float = 0.0
    """Seconds before each answer: a slow network."""
    refuse: dict[tuple[str, str], Refusal] = field(default_factory=dict)
    """Method and path of requests that are refused."""
    requests: list[tuple[str, str]] = field(default_factory=list)
    events: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    forgotten: int = 0
    """Events up to this number are not known any more."""
    streams: int = 0

    def add_port(self, device_id: int, name: str, **fields: Any) -> PortInfo:
        info = self.ports[device_id] = made.port(device_id, name, **fields)
        self.statuses[device_id] = made.status(info)
        return info

    def tell(self, kind: str, record: FaxStatus | Record | dict[str, Any]) -> None:
        """An event for every stream."""
        data = record if isinstance(record, dict) else record.model_dump(mode="json")
        self.events.append((kind, data))

    def show(self, device_id: int, state: str, **fields: Any) -> FaxStatus:
        """Bring a port into a state, and tell of it."""
        shown = self.statuses[device_id] = made.status(self.ports[device_id], state, **fields)
        self.tell("status", shown)
        return shown

    def put(self, record: R) -> R:
        """Keep a job, call or fax, and tell of it."""
        if isinstance(record, Job):
            self.jobs[record.job_id] = record
        elif isinstance(record, Call):
            self.calls[record.call_id] = record
        elif isinstance(record, Fax):
            self.faxes[record.fax_id] = record
        self.tell(type(record).__name__.lower(), record)
        return record

    def asked(self, method: str, path: str) -> int:
        """How often a request came."""
        return self.requests.count((method, f"/api/v1{path}"))


class WebServer:
    """The stand-in behind a socket, in a thread of its own. It may be stopped and started again."""

    def __init__(self) -> None:
        self.world = WebWorld()
        self._generation = 0
        self._server: uvicorn.Server | None = None
        self._thread: threading.Thread | None = None
        self._port = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    def start(self) -> None:
        """Listen, at the same port as before."""
        app = SecurityHeaders(_application(self), tls=False)
        config = uvicorn.Config(app, log_config=None, lifespan="off", timeout_graceful_shutdown=1)
        server = self._server = uvicorn.Server(config)
        listener = socket.create_server(("127.0.0.1", self._port))
        self._port = listener.getsockname()[1]

        def run() -> None:
            with listener:
                server.run(sockets=[listener])

        self._thread = threading.Thread(target=run)
        self._thread.start()
        while not server.started:
            time.sleep(0.005)

    def stop(self) -> None:
        """End all streams, and listen no more."""
        assert self._server is not None
        assert self._thread is not None
        self.drop_streams()
        self._server.should_exit = True
        self._thread.join(10)
        assert not self._thread.is_alive()

    def drop_streams(self) -> None:
        """End the streams of events, as a proxy might."""
        self._generation += 1

    def reset(self) -> WebWorld:
        """A new world with two ports."""
        self.drop_streams()
        self.world = WebWorld()
        self.world.add_port(11, "Line 1")
        self.world.add_port(12, "Line 2", send=False)
        return self.world

    async def frames(self, last_event_id: str | None) -> AsyncIterator[str]:
        """The stream of one client. Identifiers are numbers."""
        world, generation = self.world, self._generation
        position = int(last_event_id) if last_event_id else len(world.events)
        world.streams += 1
        yield ": hello\n\n"
        if not last_event_id:
            for shown in world.statuses.values():
                yield _frame("status", shown.model_dump(mode="json"), position)
        elif position < world.forgotten:
            position = len(world.events)
            yield _frame("reset", {}, position)
        try:
            while generation == self._generation and world is self.world:
                if position < len(world.events):
                    kind, data = world.events[position]
                    position += 1
                    yield _frame(kind, data, position)
                else:
                    await asyncio.sleep(_LOOK)
        finally:
            world.streams -= 1


def _frame(kind: str, data: dict[str, Any], number: int) -> str:
    return f"id: {number}\nevent: {kind}\ndata: {json.dumps(data)}\n\n"


def _application(server: WebServer) -> FastAPI:
    app = FastAPI()
    app.include_router(page_router())
    _add_gate(server, app)
    _add_ports(server, app)
    _add_jobs(server, app)
    _add_faxes(server, app)
    _add_calls(server, app)
    return app


def _known(table: dict[int, R], identifier: int, kind: str) -> R:
    if identifier not in table:
        raise Refusal(404, f"unknown-{kind}", f"there is no {kind} {identifier}")
    return table[identifier]


def _listing(found: list[R], key: str, before: int | None, limit: int) -> dict[str, Any]:
    newest = sorted(found, key=lambda item: -int(getattr(item, key)))
    rest = [item for item in newest if before is None or getattr(item, key) < before]
    part = rest[:limit]
    following = getattr(part[-1], key) if len(rest) > limit else None
    return {"items": [item.model_dump(mode="json") for item in part], "next": following}


def _has(text: str, *values: str | None) -> bool:
    return any(text.lower() in (value or "").lower() for value in values)


def _png(number: int, width: int | None, share: float = 1.0) -> Response:
    return Response(made.page_png(number, width or made.WIDTH, share), media_type="image/png")


API = "/api/v1"


def _add_gate(server: WebServer, app: FastAPI) -> None:
    def session_of(request: Request) -> tuple[str, str] | None:
        if not server.world.tokens:
            return ("", "admin")
        return server.world.sessions.get(request.cookies.get("session", ""))

    @app.exception_handler(Refusal)
    async def refused(request: Request, error: Refusal) -> JSONResponse:
        return error.answer()

    @app.middleware("http")
    async def gate(
        request: Request, call_next: Callable[[Request], Awaitable[Response]]
    ) -> Response:
        world, path = server.world, request.url.path
        world.requests.append((request.method, path))
        if not path.startswith(API):
            return await call_next(request)
        await asyncio.sleep(world.delay)
        if (refusal := world.refuse.get((request.method, path))) is not None:
            return refusal.answer()
        if not path.endswith("/session"):
            session = session_of(request)
            if session is None:
                return Refusal(401, "unauthorized", "a token is needed").answer()
            needed = {"GET": "read", "POST": "submit", "PATCH": "submit"}.get(
                request.method, "admin"
            )
            if _RANKS[session[1]] < _RANKS[needed]:
                return Refusal(403, "forbidden", f"this needs the role {needed}").answer()
        return await call_next(request)

    @app.get(f"{API}/session")
    async def get_session(request: Request) -> dict[str, Any]:
        session = session_of(request)
        return {
            "authenticated": session is not None,
            "role": session[1] if session else None,
            "name": (session[0] or None) if session else None,
            "login_needed": session is None,
        }

    @app.post(f"{API}/session", status_code=204)
    async def begin_session(body: dict[str, str], response: Response) -> None:
        if body["token"] not in server.world.tokens:
            raise Refusal(401, "unauthorized", "no such token")
        server.world.sessions[body["token"]] = server.world.tokens[body["token"]]
        response.set_cookie("session", body["token"], httponly=True, samesite="strict")

    @app.delete(f"{API}/session", status_code=204)
    async def end_session(request: Request) -> None:
        server.world.sessions.pop(request.cookies.get("session", ""), None)

    @app.get(f"{API}/events")
    async def events(last_event_id: str | None = None) -> Response:
        return StreamingResponse(server.frames(last_event_id), media_type="text/event-stream")

    @app.get(f"{API}/server")
    async def get_server() -> Any:
        return made.server_info(paused=server.world.paused)

    @app.put(f"{API}/server/paused")
    async def pause(body: dict[str, bool]) -> Any:
        server.world.paused = body["paused"]
        return made.server_info(paused=server.world.paused)

    @app.get(f"{API}/statistics")
    async def get_statistics(days: int) -> Any:
        return made.statistics(days)


def _add_ports(server: WebServer, app: FastAPI) -> None:
    @app.get(f"{API}/ports")
    async def ports() -> list[PortInfo]:
        return list(server.world.ports.values())

    @app.get(f"{API}/ports/{{device_id}}/status")
    async def status(device_id: int) -> FaxStatus:
        _known(server.world.ports, device_id, "port")  # type: ignore[type-var]  # not a Record
        return server.world.statuses[device_id]

    @app.patch(f"{API}/ports/{{device_id}}")
    async def modify(device_id: int, changes: dict[str, Any]) -> PortInfo:
        changed = server.world.ports[device_id].model_copy(update=changes)
        server.world.ports[device_id] = changed
        server.world.tell("port", changed.model_dump(mode="json"))
        return changed

    @app.get(f"{API}/ports/{{device_id}}/page.png")
    async def live_page(device_id: int, width: int | None = None) -> Response:
        if device_id not in server.world.arrived:
            raise Refusal(404, "nothing-here", "no page has arrived on this port")
        return _png(1, width, server.world.arrived[device_id])


def _add_jobs(server: WebServer, app: FastAPI) -> None:
    @app.post(f"{API}/jobs", status_code=201)
    async def submit(
        request: Request, response: Response, idempotency_key: Annotated[str, Header()]
    ) -> Job:
        world = server.world
        form = await request.form()
        sent = _submitted(idempotency_key, form)
        world.submitted.append(sent)
        if idempotency_key in world.keys:
            response.status_code = 200
            return world.jobs[world.keys[idempotency_key]]
        job_id = world.keys[idempotency_key] = max(world.jobs, default=0) + 1
        documents = tuple(made.document(name, 1) for name in sent.files)
        return world.put(
            made.job(job_id, **sent.fields, documents=documents, page_count=len(documents))
        )

    @app.get(f"{API}/jobs")
    async def jobs(
        state: Annotated[list[JobState], Query()] = [],  # noqa: B006 - FastAPI copies it
        text: str = "",
        limit: int = 50,
        before: int | None = None,
    ) -> dict[str, Any]:
        found = [
            job
            for job in server.world.jobs.values()
            if (not state or job.state in state)
            and _has(text, job.number, job.recipient_name, *(each.name for each in job.documents))
        ]
        return _listing(found, "job_id", before, limit)

    @app.get(f"{API}/jobs/{{job_id}}")
    async def one_job(job_id: int) -> Job:
        return _known(server.world.jobs, job_id, "job")

    @app.get(f"{API}/jobs/{{job_id}}/pages/{{number}}.png")
    async def job_page(job_id: int, number: int, width: int | None = None) -> Response:
        return _png(number, width)

    moves: dict[str, tuple[tuple[JobState, ...], JobState]] = {
        "cancel": (_OPEN, JobState.CANCELLED),
        "pause": ((JobState.PENDING, JobState.RETRYING), JobState.PAUSED),
        "resume": ((JobState.PAUSED,), JobState.PENDING),
        "retry": (tuple(JobState), JobState.PENDING),
    }

    @app.post(f"{API}/jobs/{{job_id}}/{{verb}}")
    async def move(job_id: int, verb: str) -> Job:
        job = _known(server.world.jobs, job_id, "job")
        allowed, state = moves[verb]
        if job.state not in allowed:
            raise Refusal(409, "wrong-state", f"the job is {job.state.value}")
        return server.world.put(job.model_copy(update={"state": state}))


def _submitted(key: str, form: FormData) -> Submitted:
    items = form.multi_items()
    files = [value.filename or "" for _, value in items if not isinstance(value, str)]
    return Submitted(key, {name: v for name, v in items if isinstance(v, str)}, files)


def _add_faxes(server: WebServer, app: FastAPI) -> None:
    @app.get(f"{API}/faxes")
    async def faxes(
        read: bool | None = None, text: str = "", limit: int = 50, before: int | None = None
    ) -> dict[str, Any]:
        found = [
            fax
            for fax in server.world.faxes.values()
            if read in (None, fax.read) and _has(text, fax.tsid, fax.caller_name)
        ]
        return _listing(found, "fax_id", before, limit)

    @app.get(f"{API}/faxes/{{fax_id}}")
    async def one_fax(fax_id: int) -> Fax:
        return _known(server.world.faxes, fax_id, "fax")

    @app.patch(f"{API}/faxes/{{fax_id}}")
    async def mark(fax_id: int, body: dict[str, bool]) -> Fax:
        fax = _known(server.world.faxes, fax_id, "fax")
        return server.world.put(fax.model_copy(update=body))

    @app.delete(f"{API}/faxes/{{fax_id}}", status_code=204)
    async def remove(fax_id: int) -> None:
        _known(server.world.faxes, fax_id, "fax")
        del server.world.faxes[fax_id]
        server.world.tell("removed", {"kind": "fax", "id": fax_id})

    @app.get(f"{API}/faxes/{{fax_id}}/fax.{{form}}")
    async def file(fax_id: int, form: str) -> Response:
        media_type = {"tiff": "image/tiff", "pdf": "application/pdf"}[form]
        return Response(f"{form} {fax_id}", media_type=media_type)

    @app.get(f"{API}/faxes/{{fax_id}}/pages/{{number}}.png")
    async def fax_page(fax_id: int, number: int, width: int | None = None) -> Response:
        return _png(number, width)


def _add_calls(server: WebServer, app: FastAPI) -> None:
    @app.get(f"{API}/calls")
    async def calls(
        direction: str | None = None,
        succeeded: bool | None = None,
        job_id: int | None = None,
        text: str = "",
        limit: int = 50,
        before: int | None = None,
    ) -> dict[str, Any]:
        found = [
            call
            for call in server.world.calls.values()
            if direction in (None, call.direction.value)
            and succeeded in (None, call.succeeded)
            and (job_id is None or job_id in call.job_ids)
            and _has(text, call.number, call.remote_id, call.result_text)
        ]
        return _listing(found, "call_id", before, limit)

    @app.get(f"{API}/calls/{{call_id}}")
    async def one_call(call_id: int) -> Call:
        return _known(server.world.calls, call_id, "call")

    @app.get(f"{API}/calls/{{call_id}}/{{name}}")
    async def trace(call_id: int, name: str) -> Response:
        csp = {"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox"}
        if name == "ladder.svg":
            return Response(made.LADDER, media_type="image/svg+xml", headers=csp)
        return Response(f"{name} of {call_id}", media_type="text/plain", headers=csp)
