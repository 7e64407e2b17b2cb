"""Client and server over a real socket."""

import asyncio
import socket
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from faxstatus_core.api import StatusServer
from faxstatus_core.client import FaxServer, ServerUnreachableError
from faxstatus_core.status import FaxStatus, PortTracker, StatusBus
from faxstatus_core.status import events as ev


class Running:
    """A server on its own thread and loop."""

    def __init__(self) -> None:
        self.bus = StatusBus(lambda: datetime.now(UTC))
        self.bus.register(PortTracker(11, "Line 1", "OWN 1"))
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.server = StatusServer(self.bus)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run)
        self._thread.start()
        until(lambda: self.server.started)
        port = self._listener.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"

    def _run(self) -> None:
        self._loop.run_until_complete(self.server.serve([self._listener]))
        self._listener.close()
        self._loop.close()

    def publish(self, *events: ev.Event) -> None:
        async def publish() -> None:
            for event in events:
                self.bus.publish(11, event)

        asyncio.run_coroutine_threadsafe(publish(), self._loop).result(1)

    def stop(self) -> float:
        """Stop, and give the seconds it took."""
        begin = time.monotonic()
        self.server.should_exit = True
        self._thread.join(10)
        assert not self._thread.is_alive()
        return time.monotonic() - begin


def until(true: Callable[[], Any]) -> None:
    end = time.monotonic() + 5
    while not true():
        assert time.monotonic() < end
        time.sleep(0.005)


@pytest.fixture
def running() -> Iterator[Running]:
    server = Running()
    yield server
    server.stop()


def _statuses(lines: Iterator[str]) -> Iterator[FaxStatus]:
    for line in lines:
        if line.startswith("data: "):
            yield FaxStatus.model_validate_json(line.removeprefix("data: "))


def test_a_client_follows_a_port_by_refresh_and_by_events(running: Running) -> None:
    client = FaxServer(transport=httpx.HTTPTransport(), timeout=2)
    with (
        client.connect(running.url) as server,
        httpx.Client(trust_env=False, timeout=2) as http,
        http.stream("GET", running.url + "/api/v1/events") as stream,
    ):
        statuses = _statuses(stream.iter_lines())
        assert next(statuses).extended.state == "offline"
        status = server.get_ports().item(1).get_status()
        assert status.description == "Offline"

        running.publish(ev.Initializing(), ev.PortReady(), ev.Ringing("0765"), ev.Answered())
        seen = [next(statuses).extended.state for _ in range(4)]
        assert seen == ["initializing", "available", "ringing", "answered"]
        status.refresh()
        assert (status.description, status.caller_id) == ("Answered", "0765")

        # An open stream must not hold the server; uvicorn looks every 0.1 s.
        assert running.stop() < 2
        assert list(statuses) == []
        with pytest.raises(ServerUnreachableError):
            status.refresh()


def test_a_client_that_leaves_the_stream_is_forgotten(running: Running) -> None:
    with (
        httpx.Client(trust_env=False, timeout=2) as http,
        http.stream("GET", running.url + "/api/v1/events") as stream,
    ):
        statuses = _statuses(stream.iter_lines())  # dropped, it would close the stream
        assert next(statuses).device_id == 11
        assert running.bus.subscribers == 1
    until(lambda: running.bus.subscribers == 0)
