"""Lists of jobs: which, in what order, and in what parts."""

from datetime import timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faxstatus_core.records import JobState
from faxstatus_core.store import JobFilter, Store
from tests.faxstatus_core.store.makers import NOON, add_job, at, begin, end, keep


def found(store: Store, **wanted: Any) -> list[int]:
    """The numbers of the jobs that are listed."""
    return [job.job_id for job in store.jobs.find(JobFilter(**wanted), limit=50).items]


@pytest.mark.parametrize(
    ("number", "limit", "parts"),
    [(0, 2, [[]]), (2, 2, [[2, 1]]), (5, 2, [[5, 4], [3, 2], [1]]), (3, 1, [[3], [2], [1]])],
)
def test_list_comes_in_parts_newest_first(
    store: Store, number: int, limit: int, parts: list[list[int]]
) -> None:
    for _ in range(number):
        add_job(store)
    got, before = [], None
    while True:
        part = store.jobs.find(JobFilter(), limit=limit, before=before)
        got.append([job.job_id for job in part.items])
        before = part.next
        if before is None:
            break
    assert got == parts


def test_new_jobs_do_not_move_the_next_part(store: Store) -> None:
    for _ in range(4):
        add_job(store)
    first = store.jobs.find(JobFilter(), limit=2)
    add_job(store)
    second = store.jobs.find(JobFilter(), limit=2, before=first.next)
    assert [job.job_id for job in second.items] == [2, 1]


def test_filters_join(store: Store) -> None:
    add_job(store, number="030 1", sender_name="Anna", now=at(0))
    add_job(store, number="040 1", sender_name="Ben", now=at(10), user="ben")
    add_job(store, number="030 2", sender_name="Ben", now=at(20))
    store.jobs.update(3, now=at(21), state=JobState.FAILED)
    assert found(store) == [3, 2, 1]
    assert found(store, number="030") == [3, 1]
    assert found(store, sender_name="ben") == [3, 2]
    assert found(store, user_name="ben") == [2]
    assert found(store, states=(JobState.FAILED, JobState.PAUSED)) == [3]
    assert found(store, since=at(10), until=at(20)) == [2]
    assert found(store, number="030", sender_name="ben") == [3]
    assert found(store, number="030", user_name="ben") == []


def test_port_is_the_one_wished_or_the_one_that_called(store: Store) -> None:
    add_job(store, device_id=7)
    called = add_job(store)
    add_job(store, device_id=8)
    end(store, begin(store, called, device_id=7), now=at(1), cause="busy")
    assert found(store, device_id=7) == [2, 1]
    assert found(store, device_id=9) == []


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("müller", [1]),
        ("MÜLLER", [1]),
        ("ller", [1]),
        ("Straße", [2]),
        ("rechnung", [2]),
        ("50%", [3]),
        ("0_0", []),
        ("a_b", [4]),
        ("c:\\", [4]),
        ("%", [3]),
        ("030 55", [3]),
        ("digest", []),
        ("text/plain", []),
        ("", [5, 4, 3, 2, 1]),
    ],
)
def test_text_is_found_wherever_it_is(store: Store, text: str, numbers: list[int]) -> None:
    add_job(store, recipient_name="Müller", number="1")
    add_job(store, keep(store, name="Rechnung STRASSE.pdf"), subject="x", number="2")
    add_job(store, subject="50% off", number="030 55")
    add_job(store, document_name="a_b", recipient_company="C:\\fax", number="4")
    add_job(store, note="notes are not searched: müller", number="000")
    assert found(store, text=text) == numbers


@given(text=st.text(min_size=1, max_size=8), around=st.text(max_size=5))
def test_any_text_finds_itself(lasting_store: Store, text: str, around: str) -> None:
    job = add_job(lasting_store, subject=f"{around}{text}{around}")
    # Control characters are shown as question marks: nobody searches for them.
    if text.isprintable() and text == text.strip():
        assert job.job_id in found(lasting_store, text=text)


def test_time_of_a_filter_may_be_of_any_zone(store: Store) -> None:
    add_job(store, now=NOON)
    east = timezone(timedelta(hours=5))
    assert found(store, since=NOON.astimezone(east)) == [1]
    assert found(store, until=NOON.astimezone(east)) == []
