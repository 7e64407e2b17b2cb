"""A real server behind a real socket, and its clients of both kinds."""

import inspect
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from faxstatus_core.client import AsyncFaxClient, AsyncFaxServer, FaxClient, FaxServer
from tests.support.live_server import LiveServer
from tests.support.patience import PATIENCE

KINDS = ["blocking", "awaiting"]

# Any, here and in the tests: a client of one kind or the other. What users see of the types is
# tested in test_types.py.
Server = Any
Client = Any


@pytest.fixture(scope="session")
def _served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    server = LiveServer(tmp_path_factory.mktemp("server"))
    server.start()
    yield server
    server.stop()


@pytest.fixture
def live(_served: LiveServer) -> Iterator[LiveServer]:
    """The server that most tests share; as new for each."""
    yield _served
    _served.as_new()


@pytest.fixture
def own(tmp_path: Path) -> Iterator[LiveServer]:
    """A server that only this test has, and may stop."""
    server = LiveServer(tmp_path)
    server.start()
    yield server
    server.stop()


@pytest.fixture(params=KINDS)
def model(request: pytest.FixtureRequest) -> type[FaxServer | AsyncFaxServer]:
    """The FaxServer of either kind."""
    return FaxServer if request.param == "blocking" else AsyncFaxServer


@pytest.fixture(params=KINDS)
def plain(request: pytest.FixtureRequest) -> type[FaxClient | AsyncFaxClient]:
    """The plain client of either kind."""
    return FaxClient if request.param == "blocking" else AsyncFaxClient


@pytest.fixture
async def server(
    model: type[FaxServer | AsyncFaxServer], live: LiveServer
) -> AsyncIterator[Server]:
    """A FaxServer that is connected to ``live``."""
    server: Server = model(timeout=PATIENCE)
    await of(server.connect(live.url))
    yield server
    await of(server.disconnect())


@pytest.fixture
async def client(
    plain: type[FaxClient | AsyncFaxClient], live: LiveServer
) -> AsyncIterator[Client]:
    """A plain client of ``live``."""
    client: Client = plain(live.url, timeout=PATIENCE)
    yield client
    await of(client.close())


async def of(result: Any) -> Any:
    """What a method of either kind gives."""
    return await result if inspect.isawaitable(result) else result


async def all_of(items: Any) -> list[Any]:
    """Every item of an iterator of either kind."""
    if isinstance(items, AsyncIterator):
        return [item async for item in items]
    return list(items)


async def raises(kind: type[Exception], act: Callable[[], Any], match: str | None = None) -> None:
    """Check what ``act`` raises."""
    with pytest.raises(kind, match=match):
        await of(act())


async def port_of(server: Server, number: int = 1) -> Any:
    """The port with this item number."""
    return (await of(server.get_ports())).item(number)
