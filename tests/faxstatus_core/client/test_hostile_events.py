"""Event streams that are none."""

import contextlib
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from faxstatus_core.client import (
    FaxClient,
    RateLimitedError,
    ServerReplyError,
    fax_client,
    following,
    record_of,
)
from faxstatus_core.errors import FaxError
from tests.faxstatus_core.client.conftest import all_of
from tests.faxstatus_core.client.test_hostile_server import Answer, Endless, client_of

STREAM = {"content-type": "text/event-stream"}


class Waits:
    """Counts the waits instead of waiting; after ``most`` the program has had enough."""

    def __init__(self, most: int) -> None:
        self.seconds: list[float] = []
        self._most = most

    def __call__(self, seconds: float) -> None:
        self.seconds.append(seconds)
        if len(self.seconds) == self._most:
            raise InterruptedError


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> Waits:
    waits = Waits(3)

    async def sleep(seconds: float) -> None:
        waits(seconds)

    # Of the client only: other threads have waits of their own.
    monkeypatch.setattr(fax_client, "time", SimpleNamespace(sleep=waits))
    monkeypatch.setattr(fax_client, "asyncio", SimpleNamespace(sleep=sleep))
    return waits


def stream(*chunks: bytes, status: int = 200, **headers: str) -> Answer:
    return lambda _: httpx.Response(status, headers=STREAM | headers, content=b"".join(chunks))


@pytest.mark.parametrize(
    "octets",
    [
        *(b"event: job\ndata: no JSON\n\n", b"event: job\ndata: []\n\n", b"event: job\ndata\n\n"),
        *(b"event: job\ndata: " + b"[" * 9999 + b"\n\n", b"event: job\ndata: {\xff}\n\n"),
        *(b"id: " + b"x" * 300 + b"\n\n", b"data: " + b"x" * 2**21, b"id: \xff\ndata: {}\n\n"),
    ],
    ids=range(8),
)
async def test_a_broken_message_is_an_error_and_not_tried_again(
    plain: Any, octets: bytes, waits: Waits
) -> None:
    with pytest.raises(ServerReplyError):
        await all_of(client_of(plain, stream(octets)).events())
    assert waits.seconds == []


async def test_an_endless_message_is_cut(plain: Any, waits: Waits) -> None:
    body = Endless(b"data: " + b"x" * 9999 + b"\n")
    response = httpx.Response(200, headers=STREAM, stream=body)
    with pytest.raises(ServerReplyError, match="too long"):
        await all_of(client_of(plain, response).events())
    assert body.sent < 2**21


NO_STREAM: dict[str, Callable[[], httpx.Response]] = {
    "json": lambda: httpx.Response(200, json=[]),
    "gzip": lambda: httpx.Response(
        200, headers=STREAM | {"content-encoding": "gzip"}, stream=Endless(b"x")
    ),
    "redirect": lambda: httpx.Response(301, headers={"location": "http://elsewhere/"}),
    "error": lambda: httpx.Response(500),
}


@pytest.mark.parametrize("name", NO_STREAM)
async def test_what_is_no_stream(plain: Any, name: str, waits: Waits) -> None:
    with pytest.raises(ServerReplyError):
        await all_of(client_of(plain, NO_STREAM[name]()).events())
    assert waits.seconds == []


async def test_kinds_of_a_later_version_are_left_out(plain: Any, waits: Waits) -> None:
    given_ids: list[str | None] = []

    def answer(request: httpx.Request) -> httpx.Response:
        given_ids.append(request.headers.get("last-event-id"))
        return stream(b"event: weather\nid: 7\ndata: {}\n\n")(request)

    with pytest.raises(InterruptedError):
        await all_of(client_of(plain, answer).events())
    assert given_ids == [None, "7", "7"]


async def test_a_stream_that_always_ends_is_not_asked_for_without_rest(
    plain: Any, waits: Waits
) -> None:
    with pytest.raises(InterruptedError):
        await all_of(client_of(plain, stream(b"retry: 0\n\n")).events())
    assert all(seconds >= 0.1 for seconds in waits.seconds)


async def test_a_server_that_asks_to_wait_is_not_asked_before(plain: Any, waits: Waits) -> None:
    answers = [stream(), stream(status=429, **{"retry-after": "20"})]

    def answer(request: httpx.Request) -> httpx.Response:
        return answers[min(len(waits.seconds), 1)](request)

    with pytest.raises(InterruptedError):
        await all_of(client_of(plain, answer).events())
    assert waits.seconds == [1.0, *[pytest.approx(25.0, abs=5.0)] * 2]
    with pytest.raises(RateLimitedError):
        await all_of(client_of(plain, stream(status=429)).events())


@given(
    st.lists(
        st.sampled_from([b"event: job", b"event: status", b"data: {}", b'data: {"job_id": 1}'])
        | st.sampled_from([b"", b"", b"id: 1-1-1", b"data: ", b":", b"retry: 1"])
        | st.binary(max_size=20)
    )
)
def test_any_stream_gives_events_or_a_typed_error(lines: list[bytes]) -> None:
    def give_up(error: FaxError | None) -> None:
        raise error or FaxError("it ended", where="here", remedy="none")

    def follow(client: FaxClient) -> None:
        for event in client.events(lost=give_up):
            with contextlib.suppress(ServerReplyError):
                record_of(event)

    with client_of(FaxClient, stream(b"\n".join(lines))) as client, pytest.raises(FaxError):
        follow(client)


def test_a_connection_counts_as_lost_after_three_heartbeats() -> None:
    assert following.Following().connection().timeout == 45.0
