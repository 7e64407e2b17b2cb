"""Webhooks, to a server of this test."""

import asyncio
import json
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faxstatus_core.clock import utcnow
from faxstatus_core.hooks import DeliveryError, verify
from faxstatus_core.hooks.actions.webhook import WebhookAction, retry_after
from tests.faxstatus_core.hooks.fakes import NOON, Data, fax, task_of

KEY = "0123456789abcdef"
PAYLOAD: Data = {"version": 1, "event": "fax.received", "event_id": 5, "time": "x", "fax": fax()}
TLS = ssl.create_default_context()


@dataclass
class Receiver:
    """Answers each request with ``reply``, as octets."""

    reply: bytes = b"HTTP/1.1 204 No Content\r\n\r\n"
    delay: float = 0
    port: int = 0
    requests: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)
    sent: int = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
            headers = dict(line.lower().split(": ", 1) for line in head[1:] if line)
            cased = {
                line.split(":")[0].lower(): line.split(": ", 1)[1] for line in head[1:] if line
            }
            body = await reader.readexactly(int(headers["content-length"]))
            self.requests.append((head[0], cased, body))
            await asyncio.sleep(self.delay)
            for begin in range(0, len(self.reply), 65536):
                writer.write(self.reply[begin : begin + 65536])
                await writer.drain()
                self.sent += 65536
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()


@asynccontextmanager
async def receiver(reply: bytes = Receiver.reply, delay: float = 0) -> AsyncIterator[Receiver]:
    made = Receiver(reply, delay)
    server = await asyncio.start_server(made.serve, "127.0.0.1", 0)
    made.port = server.sockets[0].getsockname()[1]
    try:
        yield made
    finally:
        server.close()
        await server.wait_closed()


async def post(port: int, scheme: str = "http", timeout: float = 5, path: str = "/in") -> None:
    action = WebhookAction(f"{scheme}://127.0.0.1:{port}{path}", KEY, timeout, TLS)
    await action.perform(task_of(PAYLOAD, Path("/nonexistent")))


async def test_a_receiver_gets_the_signed_payload() -> None:
    async with receiver() as made:
        await post(made.port, path="/in?a=b")
    ((line, headers, body),) = made.requests
    assert line == "POST /in?a=b HTTP/1.1"
    assert json.loads(body) == {**PAYLOAD, "hook": "archive", "delivery_id": 99}
    assert headers["content-type"] == "application/json"
    assert headers["faxstatus-delivery"] == "99"
    assert headers["faxstatus-event"] == "fax.received"
    assert headers["user-agent"].startswith("faxstatus/")
    assert verify(headers["faxstatus-signature"], body, KEY, utcnow().timestamp())


async def refusal(reply: bytes, **options: float) -> tuple[DeliveryError, Receiver]:
    async with receiver(reply) as made:
        with pytest.raises(DeliveryError) as caught:
            await post(made.port, **options)  # type: ignore[arg-type]  # timeout only
    return caught.value, made


@pytest.mark.parametrize("status", [200, 201, 202, 299])
async def test_any_2xx_is_success(status: int) -> None:
    async with receiver(b"HTTP/1.1 %d x\r\nContent-Length: 0\r\n\r\n" % status) as made:
        await post(made.port)


@pytest.mark.parametrize(
    ("status", "final"), [(400, False), (404, False), (410, True), (500, False)]
)
async def test_a_refusal_is_told_and_only_410_is_final(status: int, *, final: bool) -> None:
    error, _ = await refusal(b"HTTP/1.1 %d x\r\nContent-Length: 5\r\n\r\nnever" % status)
    assert error.what == f"answered {status}: never"
    assert error.final is final


async def test_the_wait_that_a_receiver_asks_for_is_passed_on() -> None:
    error, _ = await refusal(b"HTTP/1.1 503 x\r\nRetry-After: 77\r\nContent-Length: 0\r\n\r\n")
    assert error.wait == timedelta(seconds=77)


async def test_a_redirection_is_not_followed() -> None:
    async with receiver() as inner:
        location = b"http://127.0.0.1:%d/" % inner.port
        error, _ = await refusal(
            b"HTTP/1.1 307 x\r\nLocation: %b\r\nContent-Length: 0\r\n\r\n" % location
        )
    assert error.what == "answered 307"
    assert inner.requests == []


async def test_an_endless_answer_is_not_read() -> None:
    body = b"x" * 50_000_000
    error, made = await refusal(b"HTTP/1.1 500 x\r\nContent-Length: 50000000\r\n\r\n" + body)
    assert len(error.what) < 600
    assert made.sent < 20_000_000


async def test_headers_without_end_are_refused() -> None:
    error, _ = await refusal(b"HTTP/1.1 200 x\r\n" + b"A: b\r\n" * 100_000)
    assert "no answer" in error.what


@pytest.mark.parametrize("reply", [b"", b"SSH-2.0-x\r\n", b"HTTP/1.1 abc\r\n\r\n"])
async def test_what_is_no_http_is_a_failure(reply: bytes) -> None:
    error, _ = await refusal(reply)
    assert error.what.startswith("no answer")


async def test_a_slow_answer_is_given_up() -> None:
    async with receiver(delay=1) as made:
        with pytest.raises(DeliveryError, match=r"within 0\.2 s"):
            await post(made.port, timeout=0.2)


async def test_nobody_there_is_a_failure() -> None:
    async with receiver() as made:
        port = made.port
    with pytest.raises(DeliveryError, match="no answer"):
        await post(port)


async def test_a_certificate_that_nobody_vouches_for_is_refused(
    certificate: Callable[[], tuple[Path, Path]],
) -> None:
    chain, key = certificate()
    server_tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server_tls.load_cert_chain(chain, key)
    made = Receiver()
    server = await asyncio.start_server(made.serve, "127.0.0.1", 0, ssl=server_tls)
    port = server.sockets[0].getsockname()[1]
    try:
        with pytest.raises(DeliveryError, match=r"(?i)certificate"):
            await post(port, "https")
        assert made.requests == []
        trusting = ssl.create_default_context(cafile=chain)
        action = WebhookAction(f"https://127.0.0.1:{port}/", KEY, 5, trusting)
        await action.perform(task_of(PAYLOAD, Path("/nonexistent")))
        assert len(made.requests) == 1
    finally:
        server.close()
        await server.wait_closed()


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("120", 120),
        (" 0 ", 0),
        ("Thu, 01 Jan 2026 12:01:00 GMT", 60),
        ("Thu, 01 Jan 2026 11:00:00 GMT", 0),
        ("", None),
        ("soon", None),
        ("-5", None),
        ("²", None),
    ],
)
def test_the_forms_of_retry_after(text: str, seconds: float | None) -> None:
    wait = retry_after(text, NOON)
    assert (wait.total_seconds() if wait is not None else None) == seconds


@given(st.text())
def test_any_retry_after_is_understood_or_ignored(text: str) -> None:
    wait = retry_after(text, NOON)
    assert wait is None or wait >= timedelta()
