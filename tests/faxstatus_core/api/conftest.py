"""A bus with two ports behind the application, without a network."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from fastapi import FastAPI

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
    bus.register(PortTracker(11, "Line 1", "OWN 1"), rings=2)
    bus.register(PortTracker(12, "Line 2", ""), send=False)
    return bus


@pytest.fixture
def app(bus: StatusBus) -> FastAPI:
    return create_app(bus)


@pytest.fixture
async def http(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://server") as client:
        yield client
