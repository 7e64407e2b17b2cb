"""Connections cut at any octet: every durable event comes, once, in order."""

import contextlib
import threading
from collections.abc import Iterator, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from faxstatus_core.client import AsyncFaxClient, FaxClient, following
from faxstatus_core.records import EventKind, JobState
from faxstatus_core.status import events as ev
from tests.faxstatus_core.client.follower import LAST, Follower
from tests.support.cutting_proxy import Cut, CuttingProxy
from tests.support.live_server import LiveServer
from tests.support.patience import wait

HEAD = 700
"""More octets than the head of a reply has."""
BEGIN = 6000
"""More than head and first statuses have."""
STEPS = st.sampled_from(["job", "two states", "status"])
CUTS = st.builds(Cut, st.integers(0, BEGIN), st.booleans())


@pytest.fixture(scope="module")
def crowded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """A server whose queue only grows."""
    server = LiveServer(tmp_path_factory.mktemp("crowded"))
    server.start()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(following, "_LONGEST_WAIT", 0.005)  # before a further connection
        yield server
    server.stop()


class Steps:
    """Lets something happen on the server, step by step; the last ends the follower."""

    def __init__(self, live: LiveServer, steps: Sequence[str]) -> None:
        self._live = live
        self._steps = iter(steps)
        self._lock = threading.Lock()

    def next(self) -> None:
        """The next step; none after the last."""
        with self._lock, contextlib.suppress(StopIteration):
            match next(self._steps):
                case "job":
                    self._live.add_job("123")
                case "two states":
                    self._live.set_state(self._live.add_job("124"), JobState.CANCELLED)
                case "status":
                    self._live.make_available(1)
                    self._live.publish(1, ev.DeviceLost(""))
                case "last":
                    self._live.add_job(LAST)


@pytest.mark.parametrize("kind", [FaxClient, AsyncFaxClient])
@given(
    first=st.builds(Cut, st.integers(HEAD, BEGIN), st.booleans()),
    cuts=st.lists(CUTS, max_size=6),
    steps=st.lists(STEPS, max_size=12),
    kinds=st.sampled_from([(), (EventKind.JOB,)]),
    from_now=st.booleans(),
)
@settings(max_examples=25)
def test_nothing_is_lost_or_repeated(
    crowded: LiveServer,
    kind: type[FaxClient | AsyncFaxClient],
    first: Cut,
    cuts: list[Cut],
    steps: list[str],
    kinds: tuple[EventKind, ...],
    from_now: bool,
) -> None:
    before = crowded.store.events.last_sequence()
    if from_now:  # who is cut off before the first message has no place to come back to
        first = Cut(first.octets + BEGIN, first.reset)
        last_id = ""
    else:
        last_id = crowded.ask(lambda: str(crowded.service.hub.last_id))
    proxy = CuttingProxy(crowded.url, [first, *cuts])
    url = crowded.act(proxy.start)
    moves = Steps(crowded, [*steps, "last"])
    follower = Follower(kind, url, seen=moves.next, kinds=kinds, last_event_id=last_id)
    if from_now:
        wait(lambda: b"\n\n" in proxy.passed)
    for _ in range(len(steps) + 1):
        moves.next()
    follower.finish()
    crowded.act(proxy.close)
    wait(lambda: crowded.listeners.taken == 0)
    rows = crowded.store.events.after(before, 10_000)
    assert [(event.event_id.split("-")[0], event.data) for event in follower.durable] == [
        (str(row.sequence), row.data) for row in rows if not kinds or row.kind in kinds
    ]
