"""The client joined to the real application in memory."""

import asyncio
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from faxstatus_core.api import create_app
from faxstatus_core.status import PortTracker, StatusBus


class Clock:
    """Stands still until moved."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def advance(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def bus(clock: Clock) -> StatusBus:
    bus = StatusBus(clock)
    bus.register(PortTracker(11, "Line 1", "OWN 1"), rings=2, priority=4)
    bus.register(PortTracker(12, "Line 2", ""))
    return bus


@pytest.fixture
def transport(bus: StatusBus) -> httpx.MockTransport:
    app = create_app(bus)

    async def ask(request: httpx.Request) -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app)) as client:
            reply = await client.send(request)
        return httpx.Response(reply.status_code, headers=reply.headers, content=reply.content)

    return httpx.MockTransport(
        lambda request: asyncio.run(
            ask(httpx.Request(request.method, request.url, headers=request.headers))
        )
    )
