"""Durable events: what happened, in the order in which it was committed."""

import pytest

from faxstatus_core.records import EventKind
from faxstatus_core.store import Store, StoredEvent, WrongStateError
from tests.faxstatus_core.store.makers import NOON, add_fax, add_job, at, begin, opened


def test_events_are_told_after_their_commit_as_they_are_kept(store: Store) -> None:
    heard: list[StoredEvent] = []

    def note(events: object) -> None:
        assert isinstance(events, list)
        kept = store.events.after(events[0].sequence - 1, 100)  # others see them already
        assert kept == events
        heard.extend(events)

    store.on_committed = note
    begin(store, add_job(store))
    store.events.append(EventKind.PORT, 7, {"failed": True}, at(1))
    assert [event.kind.value for event in heard] == ["job", "job", "call", "port"]
    assert heard[-1] == StoredEvent(4, at(1), EventKind.PORT, 7, None, {"failed": True})
    assert store.events.after(0, 100) == heard


def test_nothing_is_told_of_what_did_not_happen(store: Store) -> None:
    add_job(store)
    heard: list[object] = []
    store.on_committed = heard.extend
    with pytest.raises(WrongStateError):
        store.jobs.update(1, now=at(1), expect=(), tries=1)
    store.values.set("key", 1)
    assert heard == []


def test_listener_that_fails_does_not_undo_what_was_written(
    store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(_events: object) -> None:
        raise RuntimeError("the event loop is closed")

    store.on_committed = fail
    assert add_job(store) == store.jobs.get(1)
    assert "1 events were not told" in caplog.text


def test_listener_may_write_itself(store: Store) -> None:
    def count(events: object) -> None:
        store.values.set("heard", True)

    store.on_committed = count
    add_job(store)
    assert store.values.get("heard") is True


def test_events_are_chosen_in_the_store(store: Store) -> None:
    add_job(store)
    add_job(store, device_id=8)
    add_fax(store, device_id=8)
    store.jobs.update(1, now=NOON, tries=1)

    def numbers(after: int = 0, limit: int = 100, **wanted: object) -> list[int]:
        found = store.events.after(after, limit, **wanted)  # type: ignore[arg-type] # as given
        return [event.sequence for event in found]

    assert numbers() == [1, 2, 3, 4]
    assert numbers(after=1, limit=2) == [2, 3]
    assert numbers(after=4) == []
    assert numbers(kinds=[EventKind.JOB]) == [1, 2, 4]
    assert numbers(kinds=[]) == []
    assert numbers(job_id=1) == [1, 4]
    assert numbers(device_id=8) == [2, 3]
    assert numbers(device_id=8, kinds={EventKind.FAX}) == [3]


def test_sequences_go_on_when_all_events_were_removed(store: Store) -> None:
    assert store.events.last_sequence() == 0
    add_job(store)
    add_job(store)
    assert store.events.last_sequence() == 2
    store.deliveries.advance(2, [], now=NOON)
    store.prune(at(1e5), jobs_days=None, faxes_days=None, events_days=1)
    assert store.events.last_sequence() == 2
    folder = store.folder
    store.close()
    with opened(folder) as again:
        add_job(again)
        assert again.events.last_sequence() == 3
