"""Bodies that are too long, say they are not, or never end."""

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated

import httpx
import pytest
from fastapi import FastAPI, UploadFile
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from faxstatus_core.clock import run_virtual
from faxstatus_core.security.middleware import BodyLimit

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
