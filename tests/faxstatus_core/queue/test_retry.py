"""What becomes of a job whose call failed."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faxstatus_core.queue import GiveUp, QueueSection, Retry, after_failure
from faxstatus_core.queue.retry import JITTER, KIND_OF, Kind, kind_of
from faxstatus_core.queue.settings import RetrySection
from faxstatus_core.records import JobState
from faxstatus_core.status.events import FailureCause
from faxstatus_core.t30.outcome import Cause
from tests.faxstatus_core.queue.makers import NOON, make_job, minutes

SETTINGS = QueueSection(tries=6)
OF_CALLS = {cause.name.lower() for cause in Cause if cause is not Cause.COMPLETED}
OF_DIALLING = {cause.value for cause in FailureCause}
OF_SERVER = {"bad_document"}
"""What the server itself says of a call that could not be made."""

causes = st.sampled_from(sorted(KIND_OF))


def after(cause: str, tries: int, chance: float = 0.0, **fields: Any) -> Retry | GiveUp:
    """What follows that many tries, the last ended by ``cause``."""
    job = make_job(tries=tries, **fields)
    return after_failure(job, cause, SETTINGS, NOON, chance=chance)


def waits(cause: str, tries: int) -> list[float | JobState]:
    """Minutes after each try, then how the job ends."""
    found: list[float | JobState] = []
    for count in range(1, tries + 1):
        match after(cause, count):
            case Retry(at):
                found.append((at - NOON).total_seconds() / 60)
            case GiveUp(state):
                found.append(state)
    return found


def test_table_says_of_every_cause_what_sort_it_is() -> None:
    assert set(KIND_OF) == OF_CALLS | OF_DIALLING | OF_SERVER


def test_every_sort_but_the_hopeless_has_its_delays() -> None:
    assert set(RetrySection.model_fields) == set(Kind) - {Kind.HOPELESS}


@pytest.mark.parametrize(
    ("cause", "expected"),
    [
        ("busy", [1, 2, 3, 5, 10, JobState.RETRIES_EXCEEDED]),
        ("no_answer", [10, 30, 60, 60, 60, JobState.RETRIES_EXCEEDED]),
        ("no_carrier", [30, JobState.RETRIES_EXCEEDED]),
        ("no_fax_machine", [30, JobState.RETRIES_EXCEEDED]),
        ("call_delayed", [60, 60, 60, 60, 60, JobState.RETRIES_EXCEEDED]),
        ("no_dial_tone", [1, 1, 1, 1, 1, JobState.RETRIES_EXCEEDED]),
        ("disconnected", [2, 5, 15, 60, 60, JobState.RETRIES_EXCEEDED]),
        ("something of tomorrow", [2, 5, 15, 60, 60, JobState.RETRIES_EXCEEDED]),
        ("bad_address", [JobState.FAILED]),
        ("incompatible", [JobState.FAILED]),
    ],
)
def test_waiting_times_go_by_the_cause(cause: str, expected: list[float | JobState]) -> None:
    assert waits(cause, len(expected)) == expected


def test_job_may_have_tries_of_its_own() -> None:
    assert after("busy", 1, max_tries=1) == GiveUp(JobState.RETRIES_EXCEEDED)
    assert after("busy", 6, max_tries=7) == Retry(minutes(10))
    # A person is not called more often for it.
    assert after("no_carrier", 2, max_tries=7) == GiveUp(JobState.RETRIES_EXCEEDED)


def test_try_that_would_come_too_late_is_none() -> None:
    assert after("busy", 1, not_after=minutes(1.01)) == Retry(minutes(1))
    assert after("busy", 1, not_after=minutes(1)) == GiveUp(JobState.RETRIES_EXCEEDED)


@given(causes, st.integers(1, 100), st.floats(0, 1))
def test_chance_only_puts_off_and_only_a_little(cause: str, tries: int, chance: float) -> None:
    least, drawn = after(cause, tries), after(cause, tries, chance)
    if not isinstance(least, Retry):
        assert drawn == least
        return
    assert isinstance(drawn, Retry)
    most = (least.at - NOON) * (1 + JITTER) + timedelta(microseconds=1)
    assert least.at <= drawn.at <= NOON + most


@given(causes, st.integers(1, 99))
def test_more_tries_never_come_sooner(cause: str, tries: int) -> None:
    first, second = after(cause, tries), after(cause, tries + 1)
    if isinstance(second, Retry):
        assert isinstance(first, Retry)
        assert first.at <= second.at


@given(causes)
def test_hopeless_is_what_is_never_tried_again(cause: str) -> None:
    assert (after(cause, 1) == GiveUp(JobState.FAILED)) is (kind_of(cause) is Kind.HOPELESS)
