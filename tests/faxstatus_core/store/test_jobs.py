"""Jobs as they are kept."""

from datetime import UTC
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from faxstatus_core.records import Job, JobState
from faxstatus_core.store import (
    Idempotency,
    IdempotencyConflictError,
    InvalidChangeError,
    Store,
    UnknownRecordError,
    WrongStateError,
    tables,
)
from tests.faxstatus_core.store.makers import NOON, add_job, at, events, keep, told

_TEXT = st.text(max_size=40)


def test_new_job_is_pending_and_told(store: Store) -> None:
    first, second = keep(store, b"one"), keep(store, b"other")
    job = add_job(store, first, second, sender_name="Zoë", not_before=at(5))
    assert (job.job_id, job.state, job.user_name) == (1, JobState.PENDING, "anna")
    assert (job.documents, job.document_size, job.page_count) == ((first, second), 8, 2)
    assert (job.submitted_time, job.not_before) == (NOON, at(5))
    assert store.jobs.get(1) == job
    (event,) = events(store)
    assert (event.job_id, event.time) == (1, NOON)
    assert Job.model_validate(event.data) == job


@given(
    number=_TEXT.filter(str.strip),
    note=_TEXT,
    name=_TEXT,
    not_before=st.none() | st.datetimes(timezones=st.timezones()),
)
def test_job_is_read_as_it_was_written(lasting_store: Store, **fields: Any) -> None:
    fields["document_name"] = fields.pop("name")
    job = add_job(lasting_store, keep(lasting_store), **fields)
    assert lasting_store.jobs.get(job.job_id) == job
    asked = fields["not_before"]
    assert job.note == fields["note"]
    # In UTC: an hour that comes twice equals none of another zone.
    assert job.not_before == (asked and asked.astimezone(UTC))


def test_password_is_in_no_event_and_goes_when_the_job_is_final(store: Store) -> None:
    job = add_job(store, password="sesame")
    assert store.jobs.password(job.job_id) == "sesame"
    store.jobs.update(job.job_id, now=at(1), state=JobState.PAUSED)
    assert store.jobs.password(job.job_id) == "sesame"
    store.jobs.update(job.job_id, now=at(2), state=JobState.CANCELLED)
    assert store.jobs.password(job.job_id) == ""
    assert all("sesame" not in str(event) for event in events(store))


def test_job_whose_password_was_erased_stays_final(store: Store) -> None:
    job, other = add_job(store, password="sesame"), add_job(store)
    for each in (job, other):
        store.jobs.update(each.job_id, now=at(1), state=JobState.FAILED)
        store.jobs.update(each.job_id, now=at(2), state=JobState.FAILED)  # nothing is left to erase
    with pytest.raises(WrongStateError, match="no longer kept"):
        store.jobs.update(job.job_id, now=at(3), state=JobState.PENDING)
    assert store.jobs.get(job.job_id).state is JobState.FAILED
    assert store.jobs.update(other.job_id, now=at(3), state=JobState.PENDING)


def test_erased_password_is_in_no_file(store: Store) -> None:
    job = add_job(store, password="abracadabra")
    store.jobs.update(job.job_id, now=at(1), state=JobState.FAILED)
    store.close()
    files = [path for path in store.folder.rglob("*") if path.is_file()]
    assert store.folder / "faxstatus.db" in files
    assert all(b"abracadabra" not in path.read_bytes() for path in files)


def test_same_key_gives_the_same_job_once_told(store: Store) -> None:
    request = Idempotency("key", "print")
    job = add_job(store, idempotency=request)
    store.jobs.update(job.job_id, now=at(1), state=JobState.PAUSED)
    again = add_job(store, idempotency=request, now=at(2))
    assert again == store.jobs.get(job.job_id)
    assert told(store) == ["job", "job"]
    other_user = add_job(store, user="ben", idempotency=request)
    assert other_user.job_id == 2
    assert add_job(store).job_id == 3


def test_key_of_another_request_is_refused(store: Store) -> None:
    add_job(store, idempotency=Idempotency("key", "print"))
    with pytest.raises(IdempotencyConflictError, match="job 1"):
        add_job(store, idempotency=Idempotency("key", "other"))
    assert told(store) == ["job"]


def test_change_is_kept_told_and_expected(store: Store) -> None:
    job = add_job(store)
    changed = store.jobs.update(
        1, now=at(1), expect={JobState.PENDING}, state=JobState.RETRYING, next_try=at(9), tries=1
    )
    assert changed == store.jobs.get(1)
    assert changed == job.model_copy(
        update={"state": JobState.RETRYING, "next_try": at(9), "tries": 1}
    )
    assert events(store)[-1].data == changed.model_dump(mode="json")
    with pytest.raises(WrongStateError, match="job 1: the job is retrying"):
        store.jobs.update(1, now=at(2), expect={JobState.PENDING}, state=JobState.PAUSED)
    assert store.jobs.get(1) == changed
    assert told(store) == ["job", "job"]


@pytest.mark.parametrize(
    ("changes", "match"),
    [
        ({"tries": -1}, "job 1: not as it must be: tries"),
        ({"state": "sleeping"}, "state"),
        ({"next_try": NOON.replace(tzinfo=None)}, "next_try"),
        ({"sate": JobState.PAUSED}, "cannot be changed: sate"),
        ({"documents": ()}, "cannot be changed: documents"),
    ],
)
def test_change_that_cannot_be_is_refused(
    store: Store, changes: dict[str, Any], match: str
) -> None:
    job = add_job(store, keep(store))
    with pytest.raises(InvalidChangeError, match=match):
        store.jobs.update(1, now=at(1), **changes)
    assert store.jobs.get(1) == job
    assert told(store) == ["job"]


def test_job_that_is_too_large_is_refused(store: Store) -> None:
    large = keep(store).model_copy(update={"size": 2**31 - 1})
    with pytest.raises(InvalidChangeError, match="document_size"):
        add_job(store, large, large)
    assert told(store) == []


def test_unknown_job_is_said_to_be_so(store: Store) -> None:
    for ask in (store.jobs.get, store.jobs.password):
        with pytest.raises(UnknownRecordError, match="no job 5") as caught:
            ask(5)
        assert caught.value.kind == "job"


def test_unfinished_jobs_come_oldest_first(store: Store) -> None:
    for state in JobState:
        job = add_job(store)
        store.jobs.update(job.job_id, now=at(1), state=state)
    unfinished = store.jobs.unfinished()
    assert [job.state for job in unfinished] == [state for state in JobState if not state.final]


def test_numbers_are_not_used_again(store: Store) -> None:
    add_job(store)
    store.jobs.update(1, now=NOON, state=JobState.FAILED, finished_time=NOON)
    store.prune(at(1e5), jobs_days=1, faxes_days=None, events_days=None)
    assert add_job(store).job_id == 2


def test_files_of_a_job_are_found_by_their_digest(store: Store) -> None:
    same, other = keep(store, b"one"), keep(store, b"other")
    add_job(store, same, same, other)
    with store.database.read() as connection:
        rows = connection.execute(select(tables.job_documents)).all()
    assert {tuple(row) for row in rows} == {(1, same.digest), (1, other.digest)}
