"""All protections together: what passes, and in what shape a refusal comes."""

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import ASGIApp

from faxstatus_core.clock import run_virtual
from faxstatus_core.security import SecuritySection, guarded
from faxstatus_core.security.middleware import BodyLimit, ConcurrencyLimit, SecurityHeaders


async def echo(request: Request) -> Response:
    return Response(await request.body(), headers={"Cache-Control": "private"})


async def stream(_: Request) -> Response:
    async def parts() -> AsyncIterator[bytes]:
        for number in range(3):
            await asyncio.sleep(100)
            yield b"%d" % number

    return StreamingResponse(parts())


async def fail(_: Request) -> Response:
    raise ZeroDivisionError


APP = Starlette(routes=[
    Route("/", echo, methods=["GET", "POST"]),
    Route("/stream", stream),
    Route("/fail", fail),
])  # fmt: skip


def client(app: ASGIApp, address: str = "192.0.2.9") -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app, raise_app_exceptions=False, client=(address, 1))
    return httpx.AsyncClient(transport=transport, base_url="http://localhost")


def whole(host: str = "127.0.0.1", *, tls: bool = False, **values: object) -> ASGIApp:
    return guarded(APP, SecuritySection.model_validate(values), host, tls=tls)


async def test_request_of_a_program_passes() -> None:
    async with client(whole()) as http:
        answer = await http.post("/", content=b"fax")
    assert (answer.status_code, answer.content) == (200, b"fax")


async def test_refusal_is_a_problem_with_all_its_members() -> None:
    async with client(whole(max_body=2)) as http:
        answer = await http.post("/?a=b", content=b"fax")
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json() == {
        "type": "urn:faxstatus:problem:too-large",
        "title": "Too large",
        "status": 413,
        "detail": "the body is too long",
        "instance": "/",
    }


@pytest.mark.parametrize("path", ["/", "/none", "/fail", "/stream"])
def test_every_answer_has_the_headers(path: str) -> None:
    async def main() -> httpx.Headers:
        async with client(whole()) as http:
            return (await http.get(path)).headers

    headers = run_virtual(main())
    assert "script-src 'self'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert "camera=()" in headers["permissions-policy"]
    assert headers["cache-control"] == ("private" if path == "/" else "no-store")
    assert "strict-transport-security" not in headers


async def test_over_tls_browsers_are_told_to_stay_there() -> None:
    async with client(SecurityHeaders(APP, tls=True)) as http:
        assert (await http.get("/")).headers["strict-transport-security"] == "max-age=31536000"


def test_stream_lasts_longer_than_a_body_may_be_late() -> None:
    async def main() -> bytes:
        async with client(BodyLimit(APP, 10, patience=5)) as http:
            return (await http.get("/stream")).content

    assert run_virtual(main()) == b"012"


def test_body_that_comes_slowly_but_comes_is_taken() -> None:
    async def parts() -> AsyncIterator[bytes]:
        for _ in range(10):
            await asyncio.sleep(4)
            yield b"x" * 2000

    async def main() -> bytes:
        async with client(BodyLimit(APP, 20_000, patience=5)) as http:
            return (await http.post("/", content=parts())).content

    assert run_virtual(main()) == b"x" * 20_000


def test_requests_above_the_limit_are_told_when_to_come_again() -> None:
    async def main() -> list[httpx.Response]:
        async with client(ConcurrencyLimit(APP, 2)) as http:
            first = await asyncio.gather(*(http.get("/stream") for _ in range(3)))
            return [*first, await http.get("/stream")]

    answers = run_virtual(main())
    assert [answer.status_code for answer in answers] == [200, 200, 503, 200]
    assert answers[2].headers["retry-after"] == "10"
    assert answers[2].json()["type"] == "urn:faxstatus:problem:too-busy"


def test_whole_server_serves_no_more_than_it_may() -> None:
    async def main() -> list[int]:
        async with client(whole(max_connections=2)) as http:
            answers = await asyncio.gather(*(http.get("/stream") for _ in range(3)))
            return [answer.status_code for answer in answers]

    assert run_virtual(main()) == [200, 200, 503]


async def test_what_is_no_http_is_left_alone() -> None:
    seen: list[str] = []

    async def app(scope: dict[str, object], receive: object, send: object) -> None:
        seen.append(str(scope["type"]))

    guarded_app = guarded(app, SecuritySection(), "127.0.0.1", tls=False)  # type: ignore[arg-type]
    # - a function with less than the protocol's types
    await guarded_app({"type": "lifespan"}, None, None)  # type: ignore[arg-type] # nothing is sent
    assert seen == ["lifespan"]


async def test_json_answers_pass_unchanged() -> None:
    app = SecurityHeaders(JSONResponse({"a": 1}), tls=False)
    async with client(app) as http:
        assert (await http.get("/")).json() == {"a": 1}
