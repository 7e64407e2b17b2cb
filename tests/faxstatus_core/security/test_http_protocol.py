"""Connections over which no request comes."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
import uvicorn
from starlette.responses import PlainTextResponse
from uvicorn.server import ServerState

from faxstatus_core.clock import run_virtual
from faxstatus_core.security import PromptHttp
from faxstatus_core.security.http_protocol import HEAD
from tests.support.patience import PATIENCE

GET = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"


def config_of(**settings: int) -> uvicorn.Config:
    return uvicorn.Config(
        PlainTextResponse("here"), http=PromptHttp, lifespan="off", log_config=None, **settings  # type: ignore[arg-type]
        # the settings are numbers
    )  # fmt: skip


class Wire(asyncio.Transport):
    """A connection in virtual time."""

    def __init__(self) -> None:
        super().__init__()
        self.written = b""
        self.aborted_at: float | None = None

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.written += data

    def abort(self) -> None:
        self.aborted_at = asyncio.get_running_loop().time()

    def is_closing(self) -> bool:
        return self.aborted_at is not None

    def resume_reading(self) -> None:
        """Nothing is ever paused here."""


def on_a_wire(client: Callable[[PromptHttp], Awaitable[None]]) -> Wire:
    """What a connection is after ``client`` has had it, and an hour in which nothing comes."""

    async def live() -> Wire:
        protocol = PromptHttp(config_of(timeout_keep_alive=7200), ServerState(), {})
        wire = Wire()
        protocol.connection_made(wire)
        await client(protocol)
        await asyncio.sleep(3600)
        return wire

    return run_virtual(live())


@contextlib.asynccontextmanager
async def serving(**settings: int) -> AsyncIterator[int]:
    """A server's port."""
    server = uvicorn.Server(config_of(**settings))
    server.capture_signals = contextlib.nullcontext  # type: ignore[method-assign,assignment]
    # signals belong to pytest
    with socket.create_server(("127.0.0.1", 0)) as listener:
        task = asyncio.create_task(server.serve(sockets=[listener]))
        try:
            yield listener.getsockname()[1]
        finally:
            server.should_exit = True
            await task


async def rest(reader: asyncio.StreamReader) -> bytes:
    with contextlib.suppress(ConnectionError):
        return await asyncio.wait_for(reader.read(), PATIENCE)
    return b""


@pytest.mark.parametrize("start", [b"", b"GET / HTTP/1.1\r\nHost: "])
def test_connection_without_a_request_is_closed(start: bytes) -> None:
    async def begin(protocol: PromptHttp) -> None:
        if start:
            protocol.data_received(start)

    wire = on_a_wire(begin)
    assert (wire.aborted_at, wire.written) == (HEAD, b"")


def test_a_second_request_must_come_as_soon_as_it_has_begun() -> None:
    async def ask(protocol: PromptHttp) -> None:
        protocol.data_received(GET)
        await asyncio.sleep(100)
        protocol.data_received(b"G")

    wire = on_a_wire(ask)
    assert wire.written.endswith(b"here")
    assert wire.aborted_at == 100 + HEAD


def test_requests_in_time_are_answered_on_one_connection() -> None:
    async def ask(protocol: PromptHttp) -> None:
        for _ in range(3):
            await asyncio.sleep(HEAD / 2)
            protocol.data_received(GET[:10])
            await asyncio.sleep(HEAD / 2 - 1)
            protocol.data_received(GET[10:])

    wire = on_a_wire(ask)
    assert wire.written.count(b"200 OK") == 3
    assert wire.aborted_at is None


async def test_connections_far_above_the_limit_are_closed_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("faxstatus_core.security.http_protocol.RESERVE", 1)
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
