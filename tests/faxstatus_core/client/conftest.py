"""A stand-in for the server behind a real socket, and its clients."""

import inspect
from collections.abc import AsyncIterator, Awaitable, Iterator
from typing import TypeVar

import pytest

from faxstatus_core.client import AsyncFaxClient, AsyncFaxServer, FaxClient, FaxServer
from tests.support.api_stand_in import StandIn, World, listening

T = TypeVar("T")


@pytest.fixture(scope="session")
def _served() -> Iterator[tuple[StandIn, str]]:
    stand_in = StandIn()
    with listening(stand_in.app, stand_in.reset) as url:
        yield stand_in, url


@pytest.fixture
def world(_served: tuple[StandIn, str]) -> Iterator[World]:
    """What the server shows; new for each test."""
    stand_in, _ = _served
    yield stand_in.reset()
    stand_in.reset()


@pytest.fixture
def url(_served: tuple[StandIn, str], world: World) -> str:
    return _served[1]


@pytest.fixture
def client(url: str) -> Iterator[FaxClient]:
    with FaxClient(url, timeout=5) as client:
        yield client


@pytest.fixture(params=["blocking", "awaiting"])
async def server(
    request: pytest.FixtureRequest, url: str
) -> AsyncIterator[FaxServer | AsyncFaxServer]:
    """A connected server of either object model."""
    if request.param == "blocking":
        with FaxServer(timeout=5).connect(url) as blocking:
            yield blocking
    else:
        async with await AsyncFaxServer(timeout=5).connect(url) as awaiting:
            yield awaiting


@pytest.fixture(params=["blocking", "awaiting"])
async def either(
    request: pytest.FixtureRequest, url: str
) -> AsyncIterator[FaxClient | AsyncFaxClient]:
    """A client of either kind."""
    if request.param == "blocking":
        with FaxClient(url, timeout=5) as blocking:
            yield blocking
    else:
        async with AsyncFaxClient(url, timeout=5) as awaiting:
            yield awaiting


async def of(result: Awaitable[T] | T) -> T:
    """What a method of either kind gives."""
    if inspect.isawaitable(result):
        value: T = await result
        return value
    return result


async def all_of(items: AsyncIterator[T] | Iterator[T]) -> list[T]:
    """Every item of an iterator of either kind."""
    if isinstance(items, AsyncIterator):
        return [item async for item in items]
    return list(items)
