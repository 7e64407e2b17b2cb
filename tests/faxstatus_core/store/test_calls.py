"""Calls as they are kept, and what one transaction at their end writes."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faxstatus_core.records import Direction, EventKind, JobState
from faxstatus_core.status import FaxStatus, PortTracker
from faxstatus_core.store import (
    CallFilter,
    InvalidChangeError,
    Store,
    UnknownRecordError,
    WrongStateError,
)
from tests.faxstatus_core.store.makers import (
    NOON,
    add_job,
    at,
    begin,
    end,
    events,
    keep,
    new_fax,
    told,
)

STATUS: FaxStatus = PortTracker(7, "Line 7", "OWN").snapshot(NOON)


def found(store: Store, **wanted: Any) -> list[int]:
    """The numbers of the calls that are listed."""
    return [call.call_id for call in store.calls.find(CallFilter(**wanted), limit=50).items]


def test_jobs_are_in_progress_before_their_call_is_dialled(store: Store) -> None:
    first, second = add_job(store), add_job(store)
    store.jobs.update(2, now=NOON, state=JobState.RETRYING, tries=3, started_time=at(-9))
    call = begin(store, first, second, now=at(1))
    assert (call.job_ids, call.number, call.direction) == ((1, 2), "030 1234", Direction.SEND)
    assert (call.started_time, call.ended_time, call.succeeded) == (at(1), None, None)
    assert store.calls.get(1) == call
    jobs = [store.jobs.get(number) for number in (1, 2)]
    assert [job.tries for job in jobs] == [1, 4]
    assert [job.started_time for job in jobs] == [at(1), at(-9)]
    assert all(job.state is JobState.IN_PROGRESS and job.call_id == 1 for job in jobs)
    assert told(store)[3:] == ["job", "job", "call"]
    assert store.calls.unended() == [call]


@pytest.mark.parametrize("state", [s for s in JobState if s not in ("pending", "retrying")])
def test_call_does_not_begin_for_a_job_that_does_not_wait(store: Store, state: JobState) -> None:
    jobs = [add_job(store), add_job(store)]
    store.jobs.update(2, now=NOON, state=state)
    before = events(store)
    with pytest.raises(WrongStateError, match="job 2"):
        begin(store, *jobs)
    assert store.jobs.get(1) == jobs[0]
    assert store.calls.unended() == []
    assert events(store) == before


def test_confirmed_pages_count_for_the_jobs_of_the_call(store: Store) -> None:
    mine, other = add_job(store), add_job(store)
    call = begin(store, mine)
    store.calls.confirm_pages(call.call_id, {1: 2, 2: 5}, at(1))
    store.calls.confirm_pages(call.call_id, {1: 1}, at(2))  # came late
    assert store.jobs.get(1).pages_confirmed == 2
    assert store.jobs.get(2) == other
    assert told(store)[-1] == "job"
    assert len(told(store)) == 5


def test_end_writes_call_jobs_and_events_at_once(store: Store) -> None:
    jobs = [add_job(store), add_job(store)]
    begin(store, *jobs)
    batches: list[list[str]] = []
    store.on_committed = lambda batch: batches.append([event.kind.value for event in batch])
    call = store.calls.end(
        1,
        now=at(2),
        succeeded=False,
        error_cause="busy",
        result_text="the number is busy",
        pages=1,
        remote_id="+49 30 99",
        number="99",
        status=STATUS,
        trace=b'{"t": 1}\n' * 1000,
        job_changes={
            1: {"state": JobState.COMPLETED, "finished_time": at(2)},
            2: {"state": JobState.RETRYING, "next_try": at(9)},
        },
    )
    assert (call.ended_time, call.duration, call.error_cause) == (at(2), 120.0, "busy")
    assert (call.number, call.remote_id, call.pages) == ("99", "+49 30 99", 1)
    assert (call.status, call.has_trace) == (STATUS, True)
    assert store.calls.get(1) == call
    assert store.calls.trace(1) == b'{"t": 1}\n' * 1000
    assert [store.jobs.get(n).state for n in (1, 2)] == [JobState.COMPLETED, JobState.RETRYING]
    assert batches == [["job", "job", "call"]]
    assert events(store)[-1].data == call.model_dump(mode="json")
    assert store.calls.unended() == []


def test_received_fax_belongs_to_its_call(store: Store) -> None:
    call = begin(store)
    fax = new_fax(keep(store).digest, duration=61.5, tsid="FAR")
    ended = store.calls.end(
        1, now=at(1), succeeded=True, error_cause=None, result_text="", pages=1, fax=fax
    )
    assert (ended.fax_id, store.faxes.get(1).call_id) == (1, call.call_id)
    assert store.faxes.get(1).model_dump(exclude={"fax_id", "call_id", "read"}) == fax.model_dump()
    assert told(store) == ["call", "fax", "call"]


def test_end_that_cannot_be_written_changes_nothing(store: Store) -> None:
    jobs = [add_job(store), add_job(store)]
    call = begin(store, *jobs)
    before = events(store)
    broken: dict[int, dict[str, object]] = {
        1: {"state": JobState.COMPLETED},
        2: {"pages_confirmed": -1},
    }
    with pytest.raises(InvalidChangeError, match="pages_confirmed"):
        store.calls.end(
            1,
            now=at(1),
            succeeded=True,
            error_cause=None,
            result_text="",
            pages=1,
            trace=b"x",
            status=STATUS,
            job_changes=broken,
            fax=new_fax(keep(store).digest),
        )
    assert store.calls.unended() == [call]
    assert store.jobs.get(1).state is JobState.IN_PROGRESS
    assert store.calls.trace(1) is None
    assert not store.faxes.has(keep(store).digest)
    assert events(store) == before


def test_call_ends_once(store: Store) -> None:
    ended = end(store, begin(store), now=at(1))
    with pytest.raises(WrongStateError, match="call 1: the call has ended"):
        end(store, ended, now=at(5), cause="busy")
    assert store.calls.get(1) == ended


def test_clock_that_was_set_back_gives_no_negative_duration(store: Store) -> None:
    assert end(store, begin(store, now=at(5)), now=at(0)).duration == 0


def test_call_keeps_the_callers_number(store: Store) -> None:
    call = store.calls.begin(Direction.RECEIVE, 7, "Line 7", "089 1", (), NOON)
    assert end(store, call, now=at(1)).number == "089 1"


def test_unknown_call_and_missing_trace_differ(store: Store) -> None:
    assert store.calls.trace(begin(store).call_id) is None
    for ask in (store.calls.get, store.calls.trace):
        with pytest.raises(UnknownRecordError, match="no call 9"):
            ask(9)
    with pytest.raises(UnknownRecordError, match="no call 9"):
        store.calls.end(9, now=NOON, succeeded=True, error_cause=None, result_text="", pages=0)


@given(trace=st.binary(max_size=300), text=st.text(max_size=50))
def test_whatever_a_call_ends_with_is_read_again(
    lasting_store: Store, trace: bytes, text: str
) -> None:
    call = begin(lasting_store)
    ended = lasting_store.calls.end(
        call.call_id,
        now=at(1),
        succeeded=False,
        error_cause="busy",
        result_text=text,
        pages=0,
        trace=trace,
    )
    assert lasting_store.calls.get(call.call_id) == ended
    assert lasting_store.calls.trace(call.call_id) == trace


def test_calls_are_listed_by_what_they_were(store: Store) -> None:
    job = add_job(store, number="040")
    end(store, begin(store, job, now=at(0)), now=at(1), cause="busy")
    end(store, begin(store, now=at(10), device_id=8), now=at(11), pages=2)
    store.jobs.update(1, now=at(11), state=JobState.PENDING)
    begin(store, store.jobs.get(1), now=at(20))
    assert found(store) == [3, 2, 1]
    assert found(store, direction=Direction.SEND) == [3, 1]
    assert found(store, device_id=8) == [2]
    assert found(store, succeeded=True) == [2]
    assert found(store, succeeded=False) == [1]
    assert found(store, job_id=1) == [3, 1]
    assert found(store, text="BUSY") == [1]
    assert found(store, text="040") == [3, 1]
    assert found(store, text="line 8") == [2]
    assert found(store, since=at(10), until=at(20)) == [2]
    first = store.calls.find(CallFilter(), limit=2)
    rest = store.calls.find(CallFilter(), limit=2, before=first.next)
    assert [[call.call_id for call in part.items] for part in (first, rest)] == [[3, 2], [1]]
    assert rest.next is None


def test_event_of_a_call_names_its_only_job(store: Store) -> None:
    begin(store, add_job(store))
    begin(store, add_job(store), add_job(store))
    calls = [event for event in events(store) if event.kind is EventKind.CALL]
    assert [event.job_id for event in calls] == [1, None]
    assert [event.device_id for event in calls] == [7, 7]
