"""GET /events over a real socket: server-sent events (HTML standard §9.2)."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from unittest.mock import patch

import httpx
import pytest

from faxstatus_core.api import create_app
from faxstatus_core.api.server import serving
from faxstatus_core.records import EventKind, JobState
from faxstatus_core.security import Role, Slots
from tests.faxstatus_core.api.conftest import Api
from tests.support.patience import PATIENCE

HEARTBEAT = 0.05


class Stream:
    """One client's stream: blocks of lines as they come."""

    def __init__(self, answer: httpx.Response) -> None:
        self.answer = answer
        self.last_id = ""
        self._lines = answer.aiter_lines()

    async def block(self) -> list[str]:
        """The next block; empty at the end of the stream."""
        lines: list[str] = []
        async with asyncio.timeout(PATIENCE):
            async for line in self._lines:
                if not line:
                    break
                lines.append(line)
        for line in lines:
            if line.startswith("id: "):
                self.last_id = line.removeprefix("id: ")
        return lines

    async def event(self) -> str:
        """The kind of the next event, whatever comments come before it; empty at the end."""
        while lines := await self.block():
            for line in lines:
                if line.startswith("event: "):
                    return line.removeprefix("event: ")
        return ""

    async def idle(self) -> None:
        """All that was to come has come."""
        while not any(line.startswith(":") for line in await self.block()):
            pass


class Served:
    """The API's server at a socket."""

    def __init__(self, api: Api, url: str, http: httpx.AsyncClient, slots: Slots) -> None:
        self.api = api
        self.url = url
        self.slots = slots
        self._http = http

    @contextlib.asynccontextmanager
    async def listen(self, last_id: str | None = None, **options: Any) -> AsyncIterator[Stream]:
        """A client that listens while the context lasts."""
        headers = options.pop("headers", {}) | ({"Last-Event-ID": last_id} if last_id else {})
        request = self._http.stream("GET", f"{self.url}/api/v1/events", headers=headers, **options)
        async with request as answer:
            yield Stream(answer)

    async def until_left(self) -> None:
        """Every slot is free again."""
        async with asyncio.timeout(PATIENCE):
            while self.slots.taken:
                await asyncio.sleep(0.01)


@pytest.fixture
async def served(api: Api) -> AsyncIterator[Served]:
    slots = Slots(3, 3)
    app = create_app(api.service, api.gate, slots, heartbeat=HEARTBEAT)
    async with (
        serving(app, api.service.hub, "127.0.0.1", 0) as url,
        httpx.AsyncClient(trust_env=False, timeout=PATIENCE) as http,
    ):
        yield Served(api, url, http, slots)


async def test_new_client_gets_the_present_status_of_each_port_then_what_happens(
    served: Served,
) -> None:
    async with served.listen() as stream:
        assert stream.answer.headers["content-type"].startswith("text/event-stream")
        assert stream.answer.headers["cache-control"] == "no-cache"
        assert [await stream.event() for _ in range(2)] == ["status", "status"]
        before = stream.last_id
        served.api.add_job()
        assert await stream.event() == "job"
        assert stream.last_id > before


async def test_every_durable_event_has_an_id_of_its_own(served: Served) -> None:
    async with served.listen(params={"kind": "job"}) as stream:
        await stream.idle()
        ids = []
        for _ in range(3):
            served.api.add_job()
            assert await stream.event() == "job"
            ids.append(stream.last_id)
    assert len(set(ids)) == 3


@pytest.mark.parametrize("by_header", [True, False])
async def test_client_that_comes_back_gets_what_it_missed_once(
    served: Served, by_header: bool
) -> None:
    async with served.listen(params={"kind": "job"}) as stream:
        await stream.idle()
        served.api.add_job("1")
        assert await stream.event() == "job"
        last_id = stream.last_id
    served.api.add_job("2")
    served.api.add_job("3")
    query = {} if by_header else {"last_event_id": last_id}
    again = served.listen(last_id if by_header else None, params={"kind": "job"} | query)
    async with again as stream:
        numbers = []
        for _ in range(2):
            block = await stream.block()
            while "event: job" not in block:
                block = await stream.block()
            numbers.append("".join(block).partition('"number": "')[2][:1])
        await stream.idle()
    assert numbers == ["2", "3"]


async def test_client_whose_filter_let_nothing_pass_misses_nothing_when_it_comes_back(
    served: Served,
) -> None:
    async with served.listen(params={"kind": "job"}) as stream:
        await stream.idle()
        last_id = stream.last_id
    assert last_id
    served.api.add_job()
    async with served.listen(last_id, params={"kind": "job"}) as stream:
        assert await stream.event() == "job"


@pytest.mark.parametrize("last_id", ["nonsense", "1-2", "99999-1-0", "²-1-1"])
async def test_id_that_was_never_given_is_told_by_a_reset(served: Served, last_id: str) -> None:
    async with served.listen(params={"last_event_id": last_id}) as stream:
        events = [await stream.event() for _ in range(3)]
    assert events == ["reset", "status", "status"]


async def test_id_that_is_too_long_is_refused(served: Served) -> None:
    async with served.listen("1" * 101) as stream:
        assert stream.answer.status_code == 422


async def test_comments_come_while_nothing_happens(served: Served) -> None:
    async with served.listen() as stream:
        for _ in range(3):
            await stream.idle()


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ({"kind": "fax"}, ["fax"]),
        ({"kind": ["fax", "job"]}, ["job", "job", "fax"]),
        ({"job_id": 2}, ["job"]),
        ({"kind": "call", "job_id": 2}, []),
    ],
)
async def test_filters_let_pass_what_is_wanted(
    served: Served, tmp_path: Path, wanted: dict[str, Any], expected: list[str]
) -> None:
    async with served.listen(params=wanted) as stream:
        await stream.idle()
        served.api.add_job()
        served.api.add_job()
        served.api.add_fax(tmp_path)
        found = [await stream.event() for _ in expected]
        await stream.idle()
    assert found == expected


async def test_filter_by_port_takes_its_status_only(served: Served) -> None:
    async with served.listen(params={"device_id": served.api.port}) as stream:
        assert await stream.event() == "status"
        assert all(line.startswith((":", "id:")) for line in await stream.block())


async def test_more_clients_than_may_listen_are_refused_until_one_leaves(served: Served) -> None:
    async with contextlib.AsyncExitStack() as stack:
        streams = [await stack.enter_async_context(served.listen()) for _ in range(3)]
        for stream in streams:
            await stream.block()
        async with served.listen() as refused:
            assert refused.answer.status_code == 429
            assert refused.answer.headers["retry-after"] == "10"
            problem = await refused.answer.aread()
            assert b"urn:faxstatus:problem:too-many-subscribers" in problem
    await served.until_left()
    async with served.listen() as one_more:
        assert one_more.answer.status_code == 200


async def test_stream_ends_when_its_token_is_revoked(served: Served) -> None:
    header = served.api.token(Role.READ, "mine")
    with patch("faxstatus_core.api.events._CHECK", 0.0):
        async with served.listen(headers=header) as stream:
            assert await stream.event() == "status"
            served.api.tokens.revoke(served.api.tokens.records()[0].id)
            while await stream.block():
                pass
    await served.until_left()


async def test_stream_needs_a_token_where_there_are_any(served: Served) -> None:
    served.api.token(Role.READ)
    async with served.listen() as stream:
        assert stream.answer.status_code == 401


async def test_stream_ends_when_the_server_stops(api: Api) -> None:
    app = create_app(api.service, api.gate, Slots(3, 3))
    async with httpx.AsyncClient(trust_env=False, timeout=PATIENCE) as http:
        async with serving(app, api.service.hub, "127.0.0.1", 0) as url:
            answer = await http.send(http.build_request("GET", f"{url}/api/v1/events"), stream=True)
            stream = Stream(answer)
            assert await stream.event() == "status"
        while await stream.block():
            pass
        await answer.aclose()


async def test_client_that_does_not_read_holds_up_nobody(served: Served) -> None:
    host, _, port = served.url.removeprefix("http://").partition(":")
    _, writer = await asyncio.open_connection(host, int(port), limit=1024)
    writer.write(b"GET /api/v1/events HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
    await writer.drain()
    hub, port_id = served.api.service.hub, served.api.port
    hub.size = 500
    async with served.listen(params={"kind": "status", "device_id": port_id}) as stream:
        assert await stream.event() == "status"
        status = served.api.service.bus.status(port_id)
        for _ in range(40):  # far more than the sockets between us hold
            for _ in range(100):
                hub.append_status(status)
            for _ in range(100):
                assert await stream.event() == "status"
    assert served.slots.taken >= 1  # the one that does not read is still there
    assert hub.end > hub.size  # and yet no more is kept than for all
    assert len(hub._ring) == hub.size
    writer.close()


async def test_streams_of_finished_jobs_say_their_last_state(served: Served) -> None:
    job = served.api.add_job()
    async with served.listen(params={"job_id": job.job_id}) as stream:
        await stream.idle()
        await served.api.service.cancel(job.job_id)
        block = await stream.block()
        while f"event: {EventKind.JOB}" not in block:
            block = await stream.block()
    assert f'"state": "{JobState.CANCELLED}"' in "".join(block)
