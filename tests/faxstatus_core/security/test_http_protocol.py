"""Connections over which no request comes."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator

import pytest
import uvicorn
from starlette.responses import PlainTextResponse

from faxstatus_core.security import PromptHttp

GET = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"


@contextlib.asynccontextmanager
async def serving(**settings: int) -> AsyncIterator[int]:
    """A server's port."""
    config = uvicorn.Config(
        PlainTextResponse("here"), http=PromptHttp, lifespan="off", log_config=None, **settings  # type: ignore[arg-type]
        # the settings are numbers
    )  # fmt: skip
    server = uvicorn.Server(config)
    server.capture_signals = contextlib.nullcontext  # type: ignore[method-assign,assignment]
    # signals belong to pytest
    with socket.create_server(("127.0.0.1", 0)) as listener:
        task = asyncio.create_task(server.serve(sockets=[listener]))
        try:
            yield listener.getsockname()[1]
        finally:
            server.should_exit = True
            await task


@pytest.fixture(autouse=True)
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("faxstatus_core.security.http_protocol.HEAD", 0.3)
    monkeypatch.setattr("faxstatus_core.security.http_protocol.RESERVE", 1)


async def rest(reader: asyncio.StreamReader) -> bytes:
    with contextlib.suppress(ConnectionError):
        return await asyncio.wait_for(reader.read(), 5)
    return b""


@pytest.mark.parametrize("start", [b"", b"GET / HTTP/1.1\r\nHost: "])
async def test_connection_without_a_request_is_closed(start: bytes) -> None:
    async with serving() as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(start)
        assert await rest(reader) == b""
        writer.close()


async def test_a_second_request_must_come_as_soon_as_it_has_begun() -> None:
    async with serving(timeout_keep_alive=60) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(GET)
        assert b"200 OK" in await reader.readuntil(b"here")
        writer.write(b"G")
        assert await rest(reader) == b""
        writer.close()


async def test_requests_in_time_are_answered_on_one_connection() -> None:
    async with serving(timeout_keep_alive=60) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for _ in range(3):
            await asyncio.sleep(0.15)
            for part in (GET[:10], GET[10:]):
                writer.write(part)
                await asyncio.sleep(0.05)
            assert b"200 OK" in await reader.readuntil(b"here")
        writer.close()


async def test_connections_far_above_the_limit_are_closed_at_once() -> None:
    async with serving(limit_concurrency=2) as port:
        pairs = [await asyncio.open_connection("127.0.0.1", port) for _ in range(4)]
        assert await rest(pairs[3][0]) == b""
        for reader, writer in pairs[:3]:
            writer.write(GET)
            assert b"200 OK" in await reader.readuntil(b"here")
        for _, writer in pairs:
            writer.close()


@pytest.mark.parametrize("method", ["GET", "HEAD"])
async def test_broken_body_gets_one_answer_or_none_and_breaks_nothing(
    method: str, caplog: pytest.LogCaptureFixture
) -> None:
    async with serving() as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        head = f"{method} / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
        writer.write(head.encode() + b"no chunk\r\n")
        answer = await rest(reader)
        assert answer.count(b"HTTP/1.1") == (method == "GET")
        assert answer.startswith(b"HTTP/1.1 400" if answer else b"")
        writer.close()
    assert [record for record in caplog.records if record.levelname == "ERROR"] == []
