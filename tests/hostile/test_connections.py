"""Connections that only cost: more than there may be, that say nothing, or that never read."""

import asyncio
import contextlib
import json
import socket
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from faxstatus_core.api import Gate, create_app, serving
from faxstatus_core.queue import QueueSection
from faxstatus_core.security import SecuritySection, SessionTable, Slots, TokenFile, guarded
from faxstatus_core.security.middleware import BodyLimit
from faxstatus_core.service import FaxService, StoreSection, running
from faxstatus_core.store import Store
from tests.support.patience import PATIENCE

CONNECTIONS = 20
SUBSCRIBERS = 4
PER_CLIENT = 3
RESERVE = 5
GET = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"
EVENTS = b"GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\n\r\n"


@dataclass
class Whole:
    """The server as the daemon composes it, on a real socket."""

    url: str
    writers: list[asyncio.StreamWriter] = field(default_factory=list)

    async def connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        reader, writer = await asyncio.open_connection("127.0.0.1", urlsplit(self.url).port)
        self.writers.append(writer)
        return reader, writer

    async def hang_up(self) -> None:
        for writer in self.writers:
            writer.transport.abort()
        for writer in self.writers:
            with contextlib.suppress(ConnectionError):
                await writer.wait_closed()

    async def events(self) -> tuple[bytes, asyncio.StreamReader, asyncio.StreamWriter]:
        """The head of the answer to a new subscriber."""
        reader, writer = await self.connect()
        writer.write(EVENTS)
        return await reader.readuntil(b"\r\n\r\n"), reader, writer

    async def is_well(self) -> bool:
        async with httpx.AsyncClient(base_url=self.url) as http:
            return (await http.get("/healthz")).status_code == 200


@pytest.fixture
def short_for_heads(monkeypatch: pytest.MonkeyPatch) -> None:
    """Time for heads runs out at once; where it must not, a busy machine has enough."""
    monkeypatch.setattr("faxstatus_core.security.http_protocol.HEAD", 0.5)


@pytest.fixture
def short_for_bodies(monkeypatch: pytest.MonkeyPatch) -> None:
    """Time for bodies runs out at once."""
    monkeypatch.setattr(BodyLimit.__init__, "__defaults__", (0.5,))


@pytest.fixture
async def whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Whole]:
    monkeypatch.setattr("faxstatus_core.security.http_protocol.RESERVE", RESERVE)
    section = SecuritySection(
        max_connections=CONNECTIONS,
        max_subscribers=SUBSCRIBERS,
        max_subscribers_per_client=PER_CLIENT,
        burst=10_000,
    )
    store = Store.open(tmp_path / "store")
    service = FaxService(store, [], QueueSection(), StoreSection(folder=tmp_path / "store"))
    tokens = TokenFile(tmp_path / "tokens.json")
    gate = Gate(tokens, SessionTable(tokens, timedelta(hours=1)), open_to_all=lambda: True)
    slots = Slots(section.max_subscribers, section.max_subscribers_per_client)
    app = guarded(create_app(service, gate, slots), section, "127.0.0.1", tls=False)
    async with (
        running(service),
        serving(app, service.hub, "127.0.0.1", 0, connections=CONNECTIONS) as url,
    ):
        await service.ready()
        whole = Whole(url)
        yield whole
        await whole.hang_up()
    store.close()


@pytest.fixture
def lazy_socket() -> Iterator[socket.socket]:
    with socket.socket() as made:
        yield made


async def ended(reader: asyncio.StreamReader) -> bytes:
    """What comes before the server closes."""
    with contextlib.suppress(ConnectionError):
        return await asyncio.wait_for(reader.read(), PATIENCE)
    return b""


@pytest.mark.usefixtures("short_for_heads")
@pytest.mark.parametrize("head", [b"", GET[:30]], ids=["nothing", "half a head"])
async def test_connections_that_send_no_request_make_room_again(whole: Whole, head: bytes) -> None:
    pairs = [await whole.connect() for _ in range(CONNECTIONS + RESERVE)]
    for _, writer in pairs:
        writer.write(head)
    assert [await ended(reader) for reader, _ in pairs] == [b""] * len(pairs)
    assert await whole.is_well()


@pytest.mark.usefixtures("short_for_heads")
async def test_heads_that_drip_are_given_up(whole: Whole) -> None:
    """Slowloris: there is always one header more."""
    reader, writer = await whole.connect()
    writer.write(GET[:-2])

    async def drip() -> None:
        with contextlib.suppress(ConnectionError):
            while True:
                writer.write(b"X: y\r\n")
                await writer.drain()
                await asyncio.sleep(0.1)

    dripping = asyncio.create_task(drip())
    assert await ended(reader) == b""
    await dripping


@pytest.mark.usefixtures("short_for_bodies")
async def test_body_that_does_not_come_is_given_up(whole: Whole) -> None:
    reader, writer = await whole.connect()
    head = b"POST /api/v1/jobs HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n"
    writer.write(head + b"Content-Type: multipart/form-data; boundary=x\r\n\r\n--x\r\n")
    answer = await ended(reader)
    assert answer.startswith(b"HTTP/1.1 408")
    assert b"too-slow" in answer


async def test_connections_too_many_are_told_or_closed_and_others_go_on(whole: Whole) -> None:
    stuck = [await whole.connect() for _ in range(CONNECTIONS)]
    for _, writer in stuck:
        writer.write(
            b"POST /api/v1/session HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n"
        )
    told = [await whole.connect() for _ in range(RESERVE)]
    closed = [await whole.connect() for _ in range(10)]
    for reader, _ in closed:
        assert await ended(reader) == b""
    for reader, writer in told:
        writer.write(GET)
        answer = await reader.readuntil(b"\r\n\r\n")
        assert answer.startswith((b"HTTP/1.1 503", b"HTTP/1.1 200"))
        assert b"503" not in answer[:12] or b"retry-after: 10" in answer.lower()
    await whole.hang_up()
    assert await whole.is_well()


async def test_subscribers_too_many_are_refused_and_places_come_back(whole: Whole) -> None:
    streams = [await whole.events() for _ in range(PER_CLIENT + 3)]
    heads = [head for head, _, _ in streams]
    assert [head[9:12] for head in heads] == [b"200"] * PER_CLIENT + [b"429"] * 3
    assert all(b"retry-after" in head.lower() for head in heads[PER_CLIENT:])
    for _, _, writer in streams:
        writer.transport.abort()
    for _ in range(100):
        head, _, writer = await whole.events()
        writer.transport.abort()
        if head[9:12] == b"200":
            break
        await asyncio.sleep(0.02)
    assert head[9:12] == b"200"


async def test_subscriber_that_never_reads_costs_others_nothing(
    whole: Whole, lazy_socket: socket.socket
) -> None:
    lazy_socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1024)
    lazy_socket.setblocking(False)
    loop = asyncio.get_running_loop()
    await loop.sock_connect(lazy_socket, ("127.0.0.1", urlsplit(whole.url).port))
    await loop.sock_sendall(lazy_socket, EVENTS)
    _, reader, _ = await whole.events()
    count, note = 400, "x" * 2000
    async with httpx.AsyncClient(base_url=whole.url) as http:
        fields = {"number": "2", "note": note}
        files = {"document": ("a.txt", b"a")}
        answer = await http.post("/api/v1/jobs", data=fields, files=files)
        assert answer.status_code == 201, answer.text
        job_id = answer.json()["job_id"]
        for _ in range(count // 2):
            for action in ("pause", "resume"):
                answer = await http.post(f"/api/v1/jobs/{job_id}/{action}")
                assert answer.status_code == 200, answer.text
    told = 0
    async with asyncio.timeout(PATIENCE):
        while told < count + 1:
            line = await reader.readline()
            told += line.startswith(b"data: ") and json.loads(line[6:]).get("job_id") == job_id
    assert await whole.is_well()
