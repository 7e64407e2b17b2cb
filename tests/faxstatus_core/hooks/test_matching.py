"""Which events are occasions for hooks, and for which."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import JsonValue

from faxstatus_core.clock import VIRTUAL_EPOCH
from faxstatus_core.hooks.history import event_before
from faxstatus_core.hooks.matching import (
    EventName,
    faxes_of_port,
    like,
    matches,
    occasion_of,
)
from faxstatus_core.hooks.settings import HookSection
from faxstatus_core.records import EventKind, JobState
from tests.faxstatus_core.hooks.fakes import Data, MemoryStore, fax, job, port

START = VIRTUAL_EPOCH + timedelta(minutes=1)


def names(store: MemoryStore) -> list[str]:
    """What each event is for hooks."""
    told = []
    for event in store.log:
        occasion = occasion_of(event, event_before(store, event))
        told.append(occasion.name.value if occasion is not None else "")
    return told


def story(kind: EventKind, *records: Data) -> list[str]:
    store = MemoryStore()
    for number, record in enumerate(records):
        store.tell(kind, record, START + timedelta(seconds=number))
    return names(store)


def test_a_fax_is_received_once_however_often_it_is_marked() -> None:
    records = [fax(1), fax(2), fax(1, read=True), fax(1), fax(2, read=True), fax(2), fax(3)]
    received = EventName.FAX_RECEIVED.value
    assert story(EventKind.FAX, *records) == [received, received, "", "", "", "", received]


def test_an_old_fax_that_is_marked_is_not_new_though_its_events_are_gone() -> None:
    old = "2025-12-01T00:00:00Z"
    assert story(EventKind.FAX, fax(1, received_time=old)) == [""]
    assert story(EventKind.FAX, fax(1, read=True)) == [""]
    assert story(EventKind.FAX, fax(1, received_time=old, call_id=None)) == ["fax.received"]
    assert story(EventKind.FAX, fax(1, received_time=old, duration=31 * 86400.0)) == [
        "fax.received"
    ]


@pytest.mark.parametrize("state", JobState)
def test_a_job_is_told_when_it_ends(state: JobState) -> None:
    ends = {
        "completed": "job.completed",
        "failed": "job.failed",
        "retries_exceeded": "job.failed",
        "cancelled": "job.cancelled",
    }
    end = ends.get(state.value, "")
    records = [job(state="pending"), job(state="in_progress"), job(state=state.value)]
    assert story(EventKind.JOB, *records) == ["", "", end]


def test_a_job_that_is_tried_anew_after_its_end_ends_once_more() -> None:
    states = ["pending", "failed", "failed", "pending", "in_progress", "completed", "completed"]
    told = story(EventKind.JOB, *(job(state=state) for state in states))
    assert told == ["", "job.failed", "", "", "", "job.completed", ""]


def test_jobs_side_by_side_are_not_mistaken_for_each_other() -> None:
    records = [job(1, "failed"), job(2, "pending"), job(2, "failed"), job(1, "failed")]
    assert story(EventKind.JOB, *records) == ["job.failed", "", "job.failed", ""]


def test_a_port_is_told_when_it_fails_and_when_it_recovers() -> None:
    states = [False, False, True, True, False, False]
    told = story(EventKind.PORT, *(port(failed=failed) for failed in states))
    assert told == ["", "", "port.failed", "", "port.recovered", ""]


def test_ports_side_by_side_are_not_mistaken_for_each_other() -> None:
    records = [port(1), port(2, failed=False), port(2), port(1)]
    assert story(EventKind.PORT, *records) == ["port.failed", "", "port.failed", ""]


def test_calls_and_removals_are_nothing_for_hooks() -> None:
    store = MemoryStore()
    for kind in (EventKind.CALL, EventKind.REMOVED):
        store.tell(kind, {"call_id": 1, "complete": True, "failed": True}, START)
    assert [occasion_of(event, None) for event in store.log] == [None, None]


@pytest.mark.parametrize("record", [{}, {"fax_id": "1"}, {"fax_id": None}])
def test_data_that_is_no_record_is_told_by_an_error(record: Data) -> None:
    with pytest.raises((ValueError, TypeError)):
        story(EventKind.FAX, record)


@given(gap=st.integers(0, 3000), others=st.booleans())
def test_what_was_before_is_found_however_much_was_between(gap: int, *, others: bool) -> None:
    store = MemoryStore()
    no_fax: Data = {"call_id": 1}
    first = store.tell(EventKind.FAX, fax(1), START)
    for number in range(gap):
        record = fax(2 + number) if others else no_fax
        store.tell(EventKind.FAX if others else EventKind.CALL, record, START)
    store.tell(EventKind.FAX, fax(1, read=True), START)
    before = event_before(store, store.log[-1])
    assert before is not None
    assert before.sequence == first


def test_a_new_fax_is_known_without_reading_years_of_events() -> None:
    store = MemoryStore()
    for number in range(20_000):
        store.tell(EventKind.FAX, fax(1 + number), START)
    begun = START + timedelta(days=1)
    new = fax(50_000, received_time=begun.isoformat())
    store.tell(EventKind.FAX, new, begun + timedelta(minutes=1))
    assert event_before(store, store.log[-1]) is None
    assert store.queries == 1


def hook(on: str, **only: object) -> HookSection:
    return HookSection.model_validate({"name": "a", "on": [on], "folder": "x", "only": only})


def taken(section: HookSection, kind: EventKind, record: Data) -> bool:
    store = MemoryStore()
    store.tell(kind, record, START)
    occasion = occasion_of(store.log[0], None)
    assert occasion is not None
    return matches(section, occasion)


@pytest.mark.parametrize(
    ("only", "changes", "match"),
    [
        ({}, {}, True),
        ({"ports": [1]}, {}, True),
        ({"ports": [2]}, {}, False),
        ({"ports": [2, "OFF*"]}, {}, True),
        ({"ports": ["home"]}, {}, False),
        ({"tsid": "+4930*"}, {}, True),
        ({"tsid": "+4931*"}, {}, False),
        ({"tsid": "*"}, {"tsid": None}, False),
        ({"caller": "030??????"}, {}, True),
        ({"caller": "030?????"}, {}, False),
        ({"subaddress": "42"}, {}, True),
        ({"subaddress": "42"}, {"routing_string": "421"}, False),
        ({"success": True}, {}, True),
        ({"success": True}, {"complete": False}, False),
        ({"success": False}, {"complete": False}, True),
        ({"success": False, "tsid": "1"}, {"complete": False}, False),
    ],
)
def test_a_filter_takes_what_it_says_of_faxes(
    only: dict[str, object], changes: dict[str, JsonValue], *, match: bool
) -> None:
    assert taken(hook("fax", **only), EventKind.FAX, fax(**changes)) is match


def test_filters_of_jobs_and_ports() -> None:
    assert taken(hook("job", user="ali*"), EventKind.JOB, job())
    assert not taken(hook("job", user="bob"), EventKind.JOB, job())
    assert not taken(hook("job", success=True), EventKind.JOB, job(state="cancelled"))
    assert taken(hook("port", ports=["office"], success=False), EventKind.PORT, port())
    assert not taken(hook("port", ports=["second"]), EventKind.PORT, port())
    assert not taken(hook("port"), EventKind.FAX, fax())


def test_the_hooks_for_the_faxes_of_a_port() -> None:
    hooks = [hook("fax", ports=["office"]), hook("fax"), hook("job"), hook("fax", ports=[9])]
    assert faxes_of_port(hooks, 1, "Office") == hooks[:2]


@given(st.text(max_size=30))
def test_a_text_without_wildcards_is_like_itself(text: str) -> None:
    plain = text.replace("*", "").replace("?", "")
    assert like(plain, plain.upper()) or plain.casefold() != plain.upper().casefold()
    assert like("*", text)
    assert not like(plain + "?", plain)


def test_brackets_stand_for_themselves() -> None:
    assert like("[ab]", "[AB]")
    assert not like("[ab]", "a")


def test_a_pattern_with_many_stars_takes_no_time() -> None:
    assert not like("*1" * 50 + "2", "1" * 255)
