"""Bodies that are too long, say they are not, or never end."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Annotated

import httpx
import pytest
from fastapi import FastAPI, UploadFile
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from faxstatus_core.api import Gate, create_app, serving
from faxstatus_core.clock import run_virtual, utcnow
from faxstatus_core.queue import QueueSection
from faxstatus_core.security import (
    Role,
    SecuritySection,
    SessionTable,
    Slots,
    TokenFile,
    guarded,
    new_token,
)
from faxstatus_core.security.middleware import BodyLimit
from faxstatus_core.service import FaxService, StoreSection, running
from faxstatus_core.store import Store
from tests.support.patience import PATIENCE

LIMIT = 1000


def application() -> tuple[ASGIApp, list[int]]:
    """An application behind the limit, and how many octets each body had that it got."""
    app, got = FastAPI(), []

    @app.post("/raw")
    async def raw(request: Request) -> None:
        got.append(len(await request.body()))

    @app.post("/json")
    async def json(body: dict[str, str]) -> None:
        got.append(len(body))

    @app.post("/form")
    async def form(file: Annotated[list[UploadFile], "files"]) -> None:
        got.append(len(file))

    return BodyLimit(app, LIMIT), got


async def parts(size: int, count: int) -> AsyncIterator[bytes]:
    for _ in range(count):
        yield b"x" * size


async def post(path: str, app: ASGIApp, **request: object) -> httpx.Response:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://x") as http:
        return await http.post(path, **request)  # type: ignore[arg-type] # as httpx takes them


@pytest.mark.parametrize("path", ["/raw", "/json"])
async def test_announced_body_is_refused_before_it_is_read(path: str) -> None:
    app, got = application()

    async def receive() -> Message:
        raise AssertionError("the body was read")

    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    headers = [(b"host", b"x"), (b"content-length", b"%d" % (LIMIT + 1))]
    scope = {"type": "http", "method": "POST", "path": path, "headers": headers}
    await app(scope, receive, send)
    assert sent[0]["status"] == 413
    assert (b"connection", b"close") in sent[0]["headers"]
    assert got == []


@pytest.mark.parametrize(
    "length", [b"9" * 5000, b"1e9", b"\xb2", b"-1", b"", b"0x10", b"+1001", b"1001, 1"]
)
async def test_length_that_is_none_does_not_break_the_server(length: bytes) -> None:
    app, got = application()
    headers = [("Content-Length", length.decode("latin-1"))]
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://x") as http:
        request = http.build_request("POST", "/raw", content=parts(LIMIT, 2))
        request.headers = httpx.Headers([(b"host", b"x"), (b"content-length", length)])
        answer = await http.send(request)
    assert answer.status_code == 413, headers
    assert got == []


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/raw", "text/plain"),
        ("/json", "application/json"),
    ],
)
async def test_body_in_parts_is_refused_when_it_becomes_too_long(path: str, kind: str) -> None:
    app, got = application()
    answer = await post(path, app, content=parts(100, 11), headers={"Content-Type": kind})
    assert answer.status_code == 413
    assert answer.json()["type"] == "urn:faxstatus:problem:too-large"
    assert got == []


async def test_uploaded_file_is_refused_when_it_becomes_too_long() -> None:
    app, got = application()
    start = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n'

    async def upload() -> AsyncIterator[bytes]:
        yield start
        async for part in parts(100, 20):
            yield part

    kind = {"Content-Type": "multipart/form-data; boundary=x"}
    answer = await post("/form", app, content=upload(), headers=kind)
    assert answer.status_code == 413
    assert got == []


async def test_longest_body_is_taken() -> None:
    app, got = application()
    for request in ({"content": b"x" * LIMIT}, {"content": parts(100, 10)}):
        assert (await post("/raw", app, **request)).status_code == 200
    assert got == [LIMIT, LIMIT]


async def test_body_that_is_too_long_after_the_answer_began_breaks_it_off() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        while (await receive()).get("more_body"):
            pass
        await send({"type": "http.response.body", "body": b"all"})

    with pytest.raises(Exception, match=r"^$") as raised:  # the server then closes the connection
        await post("/early", BodyLimit(app, LIMIT), content=parts(100, 11))
    assert raised.type.__name__ == "_RefusedError"


def test_body_that_stops_coming_is_given_up() -> None:
    async def stalled() -> AsyncIterator[bytes]:
        yield b"x"
        await asyncio.sleep(10_000)
        yield b"x"

    async def main() -> tuple[httpx.Response, float]:
        app, _ = application()
        answer = await post("/raw", app, content=stalled())
        return answer, asyncio.get_running_loop().time()

    answer, seconds = run_virtual(main())
    assert answer.status_code == 408
    assert answer.headers["connection"] == "close"
    assert seconds < 60


@pytest.mark.parametrize(
    ("octets", "every", "status"), [(1, 25, 408), (100, 1, 408), (600, 1, 200)]
)
def test_body_that_drips_is_given_up(octets: int, every: float, status: int) -> None:
    async def dripping() -> AsyncIterator[bytes]:
        for _ in range(100):
            await asyncio.sleep(every)
            yield b"x" * octets

    async def main() -> tuple[httpx.Response, float]:
        got = 0

        async def app(scope: Scope, receive: Receive, send: Send) -> None:
            nonlocal got
            while (message := await receive()).get("more_body"):
                got += len(message["body"])
            await PlainTextResponse(str(got))(scope, receive, send)

        answer = await post("/raw", BodyLimit(app, 10**6), content=dripping())
        return answer, asyncio.get_running_loop().time()

    answer, seconds = run_virtual(main())
    assert answer.status_code == status
    assert seconds < 60 or status == 200


@pytest.mark.parametrize("swapped", [False, True])
async def test_two_lengths_of_one_body_are_refused(swapped: bool) -> None:
    """What is before us may go by the other one (RFC 9112 §6.1)."""
    app, got = application()
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        raise AssertionError("the body was read")

    headers = [(b"content-length", b"4"), (b"transfer-encoding", b"chunked")]
    scope = {
        "type": "http",
        "method": "POST",
        "path": "/raw",
        "headers": headers[:: 1 - 2 * swapped],
    }
    await app(scope, receive, send)
    assert sent[0]["status"] == 400
    assert (b"connection", b"close") in sent[0]["headers"]
    assert got == []


@dataclass
class Closed:
    """A server that wants tokens."""

    port: int
    tokens: TokenFile

    def token(self, role: Role) -> bytes:
        secret, record = new_token(role.value, role, utcnow())
        self.tokens.add(record)
        return b"Authorization: Bearer " + secret.encode() + b"\r\n"

    async def post(self, path: str, headers: bytes, part: bytes, parts: int) -> tuple[bytes, int]:
        """The answer to a body that is sent in parts until it comes, and how much was sent."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        writer.write(b"POST %b HTTP/1.1\r\nHost: localhost\r\n%b\r\n" % (path.encode(), headers))
        answering = asyncio.create_task(reader.readuntil(b"\r\n\r\n"))
        sent = 0
        while sent < parts * len(part) and not answering.done():
            writer.write(part)
            sent += len(part)
            await asyncio.wait({answering}, timeout=0.1)
        try:
            return await asyncio.wait_for(answering, PATIENCE), sent
        finally:
            writer.close()


@pytest.fixture
async def closed(tmp_path: Path) -> AsyncIterator[Closed]:
    store = Store.open(tmp_path / "store")
    service = FaxService(store, [], QueueSection(), StoreSection(folder=tmp_path / "store"))
    tokens = TokenFile(tmp_path / "tokens.json")
    gate = Gate(tokens, SessionTable(tokens, timedelta(hours=1)), open_to_all=lambda: False)
    app = guarded(create_app(service, gate, Slots(5, 5)), SecuritySection(), "127.0.0.1", tls=False)
    async with running(service), serving(app, service.hub, "127.0.0.1", 0) as url:
        await service.ready()
        yield Closed(int(url.rpartition(":")[2]), tokens)
    store.close()


LARGE = b"Content-Length: 50000000\r\n"
CHUNKED = b"Transfer-Encoding: chunked\r\n"
FORM = b"Content-Type: multipart/form-data; boundary=x\r\n"
STRANGER = b"Authorization: Bearer fxs_0123456789ab_x\r\n"


@pytest.mark.parametrize("who", [b"", STRANGER, b"Cookie: faxstatus_session=x\r\n"])
@pytest.mark.parametrize(("how", "part"), [(LARGE, b"x" * 1000), (CHUNKED, b"1\r\nx\r\n")])
@pytest.mark.parametrize("path", ["/api/v1/jobs", "/api/v1/none"])
async def test_who_has_no_token_sends_no_body(
    path: str, how: bytes, part: bytes, who: bytes, closed: Closed
) -> None:
    answer, sent = await closed.post(path, FORM + how + who, part, 20)
    assert answer.startswith(b"HTTP/1.1 401 ")
    assert b"\r\nwww-authenticate: Bearer\r\n" in answer
    assert b"\r\nconnection: close\r\n" in answer.lower()
    assert sent <= 10 * len(part)


async def test_who_may_only_read_sends_no_body(closed: Closed) -> None:
    reading, submitting = closed.token(Role.READ), closed.token(Role.SUBMIT)
    answer, _ = await closed.post("/api/v1/jobs", FORM + LARGE + reading, b"x" * 1000, 20)
    assert answer.startswith(b"HTTP/1.1 403 ")
    small = b"Content-Length: 5\r\n"
    answer, _ = await closed.post("/api/v1/jobs", FORM + small + submitting, b"--x--", 1)
    assert answer.startswith(b"HTTP/1.1 422 ")


async def test_login_takes_no_more_than_a_token(closed: Closed) -> None:
    json = b"Content-Type: application/json\r\n"
    answer, _ = await closed.post("/api/v1/session", json + LARGE, b"x" * 1000, 20)
    assert answer.startswith(b"HTTP/1.1 413 ")


async def test_little_body_that_is_refused_does_not_end_the_connection(closed: Closed) -> None:
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{closed.port}/api/v1") as http:
        for _ in range(2):
            answer = await http.post("/jobs", files={"document": b"x" * 10_000})
            assert answer.status_code == 401
            assert answer.json()["type"] == "urn:faxstatus:problem:unauthorized"
            assert "connection" not in answer.headers
