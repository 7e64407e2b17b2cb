"""The stream of server-sent events, without a network."""

import asyncio
from collections.abc import Iterator

import httpx
import pytest
from fastapi import FastAPI

from faxstatus_core.api.events import events_router
from faxstatus_core.status import FaxStatus, StatusBus
from faxstatus_core.status import events as ev


def _events(stream: str) -> Iterator[dict[str, str]]:
    for block in stream.strip().split("\n\n"):
        yield dict(line.split(": ", 1) for line in block.split("\n"))


async def _subscribed(bus: StatusBus, count: int) -> None:
    async with asyncio.timeout(1):
        while bus.subscribers != count:
            await asyncio.sleep(0)


async def test_snapshots_come_first_then_changes_in_order(
    http: httpx.AsyncClient, bus: StatusBus
) -> None:
    request = asyncio.create_task(http.get("/api/v1/events"))
    await _subscribed(bus, 1)
    for event in (ev.Initializing(), ev.PortReady(), ev.Ringing("0765"), ev.Answered()):
        bus.publish(11, event)
    bus.close()
    reply = await asyncio.wait_for(request, 1)
    assert reply.headers["content-type"].startswith("text/event-stream")
    assert reply.headers["cache-control"] == "no-cache"
    events = list(_events(reply.text))
    assert {event["event"] for event in events} == {"status"}
    assert [int(event["id"]) for event in events] == [2, 2, 3, 4, 5, 6]
    statuses = [FaxStatus.model_validate_json(event["data"]) for event in events]
    assert [(s.device_id, s.extended.state) for s in statuses] == [
        (11, "offline"),
        (12, "offline"),
        (11, "initializing"),
        (11, "available"),
        (11, "ringing"),
        (11, "answered"),
    ]
    assert statuses[-1] == bus.status(11)
    assert bus.subscribers == 0


async def test_a_text_of_the_far_end_cannot_forge_an_event(
    http: httpx.AsyncClient, bus: StatusBus
) -> None:
    forged = "1\n\nevent: status\ndata: {}\r\r"
    for event in (ev.Initializing(), ev.PortReady(), ev.Ringing(forged), ev.Answered()):
        bus.publish(11, event)
    bus.close()
    reply = await asyncio.wait_for(http.get("/api/v1/events"), 1)
    assert len(list(_events(reply.text))) == 2


async def test_an_idle_stream_is_kept_alive_by_comments(bus: StatusBus) -> None:
    app = FastAPI()
    app.include_router(events_router(bus, heartbeat=0.01))
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://server") as http:
        request = asyncio.create_task(http.get("/events"))
        await _subscribed(bus, 1)
        await asyncio.sleep(0.05)
        bus.publish(11, ev.Initializing())
        bus.close()
        stream = (await asyncio.wait_for(request, 1)).text
    assert stream.count("\n\n: idle\n\n") >= 1
    assert '"state":"initializing"' in stream.rpartition(": idle")[2]


@pytest.mark.parametrize("reads", [0, 1, 3])
async def test_a_client_that_goes_away_is_forgotten(
    app: FastAPI, bus: StatusBus, reads: int
) -> None:
    """``reads``: messages taken before the client stops reading and leaves."""
    gone = asyncio.Event()
    taken = 0

    async def receive() -> dict[str, object]:
        await gone.wait()
        return {"type": "http.disconnect"}

    async def send(_: object) -> None:
        nonlocal taken
        taken += 1
        if taken > reads:
            await asyncio.Event().wait()

    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": "GET",
        "path": "/api/v1/events",
        "query_string": b"",
        "headers": [],
    }

    async def call() -> None:
        await app(scope, receive, send)

    serving = asyncio.create_task(call())
    await _subscribed(bus, 1)
    for event in (ev.Initializing(), ev.PortReady(), ev.Ringing()):
        bus.publish(11, event)
        await asyncio.sleep(0.01)
    gone.set()
    await asyncio.wait_for(serving, 1)
    assert bus.subscribers == 0
