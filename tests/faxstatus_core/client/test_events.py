"""Events of a server that ends, starts again, and loses connections: nothing lost or repeated."""

from collections.abc import Collection, Iterator
from typing import Any

import pytest

from faxstatus_core.client import (
    AsyncFaxClient,
    FaxClient,
    NotConnectedError,
    ServerUnreachableError,
    UnauthorizedError,
    following,
    record_of,
)
from faxstatus_core.records import EventKind, Job, JobState, ServerEvent
from faxstatus_core.security import Role
from faxstatus_core.status import FaxStatus
from faxstatus_core.status import events as ev
from tests.faxstatus_core.client.follower import LAST, Follower
from tests.support.live_server import LiveServer
from tests.support.patience import wait

Kind = type[FaxClient | AsyncFaxClient]


@pytest.fixture(autouse=True, scope="module")
def _quick() -> Iterator[None]:
    """No second of waiting before a further connection."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(following, "_LONGEST_WAIT", 0.01)
        yield


def durable_rows(
    live: LiveServer, after: int, kinds: Collection[EventKind] = ()
) -> list[tuple[str, str, dict[str, Any]]]:
    """What the store has: sequence, kind and data of each event."""
    rows = live.store.events.after(after, 10_000)
    return [
        (str(row.sequence), row.kind.value, row.data)
        for row in rows
        if not kinds or row.kind in kinds
    ]


def told(events: list[ServerEvent]) -> list[tuple[str, str, dict[str, Any]]]:
    """The same as a follower has it."""
    return [(e.event_id.partition("-")[0], e.kind.value, dict(e.data)) for e in events]


def test_first_the_present_statuses_then_what_happens(plain: Kind, live: LiveServer) -> None:
    live.make_available(1)
    follower = Follower(plain, live.url)
    wait(lambda: len(follower.events) == 2)
    live.publish(1, ev.Dialing(ev.JobInfo("5550100")))
    job = live.add_job()
    live.set_state(job, JobState.PAUSED)
    live.add_job(LAST)
    events = follower.finish()
    assert [event.kind.value for event in events] == [*["status"] * 3, *["job"] * 3]
    statuses = [record_of(event) for event in events[:3]]
    assert all(isinstance(status, FaxStatus) for status in statuses)
    assert [status.description for status in statuses if isinstance(status, FaxStatus)] == [
        *("Available", "Offline", "Dialing"),
    ]
    paused = record_of(events[4])
    assert isinstance(paused, Job)
    assert (paused.job_id, paused.state, events[4].job_id) == (
        *(job.job_id, JobState.PAUSED, job.job_id),
    )
    assert events[0].device_id == live.device_id(1)
    assert follower.losses == []


def test_only_what_is_wanted(plain: Kind, live: LiveServer) -> None:
    wanted = live.add_job()
    now = live.ask(lambda: str(live.service.hub.last_id))
    live.add_job()
    live.make_available(1, 2)
    live.set_state(wanted, JobState.PAUSED)
    live.add_job(LAST)
    port, job_id = live.device_id(2), wanted.job_id
    jobs = Follower(plain, live.url, kinds=[EventKind.JOB], last_event_id=now).finish()
    assert [event.data["number"] for event in jobs] == ["0301234", "0301234", LAST]
    of_port = Follower(plain, live.url, most=2, device_id=port, last_event_id=now).finish()
    assert [event.data["description"] for event in of_port] == ["Initializing", "Available"]
    of_job = Follower(plain, live.url, most=1, job_id=job_id, last_event_id=now).finish()
    assert [(event.job_id, event.data["state"]) for event in of_job] == [(job_id, "paused")]


@pytest.mark.parametrize("kinds", [(), (EventKind.JOB,)])
def test_a_server_that_starts_again(plain: Kind, own: LiveServer, kinds: tuple[EventKind]) -> None:
    before = own.store.events.last_sequence()
    follower = Follower(plain, own.url, kinds=kinds)
    wait(lambda: own.listeners.taken == 1)
    for _ in range(2):
        own.stop()
        own.add_job_while_down()
        own.start()
        wait(lambda: own.listeners.taken == 1)
        own.make_available(1)
        own.add_job()
    own.add_job(LAST)
    follower.finish()
    assert told(follower.durable) == durable_rows(own, before, kinds)
    assert sum(event.kind is EventKind.JOB for event in follower.durable) == 5
    assert len(follower.losses) >= 2
    if not kinds:
        last = [e for e in follower.events if e.device_id == own.device_id(1)][-1]
        assert last.data["description"] == "Available"


def test_going_on_later_from_where_one_was(plain: Kind, own: LiveServer) -> None:
    first = Follower(plain, own.url)
    wait(lambda: len(first.events) == 2)
    own.add_job(LAST)
    last = first.finish()[-1].event_id
    own.add_job()
    own.restart()
    own.add_job(LAST)
    events = Follower(plain, own.url, last_event_id=last).finish()
    jobs = [event for event in events if event.kind is EventKind.JOB]
    assert [event.data["number"] for event in jobs] == ["0301234", LAST]


def test_what_is_no_longer_known_is_said(plain: Kind, live: LiveServer) -> None:
    follower = Follower(plain, live.url, last_event_id="999999999-1-0")
    wait(lambda: follower.events)
    live.add_job(LAST)
    first = follower.finish()[0]
    assert first.kind is EventKind.RESET
    assert record_of(first) is None


def test_a_first_connection_that_fails_is_an_error(plain: Kind, own: LiveServer) -> None:
    own.add_token(Role.READ)
    with pytest.raises(UnauthorizedError):
        Follower(plain, own.url).finish()
    with pytest.raises(ServerUnreachableError):
        Follower(plain, "http://127.0.0.1:1").finish()


async def test_the_end_of_the_client_ends_its_events(live: LiveServer) -> None:
    client = AsyncFaxClient(live.url)
    events = client.events()
    await anext(events)
    await client.close()
    with pytest.raises(NotConnectedError):
        async for _ in events:
            pass


def test_leaving_the_loop_frees_the_place_at_the_server(live: LiveServer) -> None:
    with FaxClient(live.url) as client:
        events = client.events()
        next(events)
        assert live.listeners.taken == 1
        events.close()
        wait(lambda: live.listeners.taken == 0)
        assert client.server_info().version
