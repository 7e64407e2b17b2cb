"""Which job goes now, and on which port: each rule by an example."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from faxstatus_core.queue import DailyWindow, Plan, PortView, QueueSection, plan
from faxstatus_core.queue.plan import same_number
from faxstatus_core.records import Job, JobState, ResolutionName
from tests.faxstatus_core.queue.makers import NOON, make_job, make_port, minutes

ONE_PORT = (make_port(1),)


def planned(
    jobs: Sequence[Job],
    ports: Sequence[PortView] = ONE_PORT,
    now: datetime = NOON,
    busy: Sequence[str] = (),
    *,
    paused: bool = False,
    **settings: object,
) -> Plan:
    section = QueueSection.model_validate(settings)
    return plan(jobs, ports, section, now, busy_numbers=busy, paused=paused)


def calls(found: Plan) -> list[tuple[int, list[int]]]:
    """Each call as its port and the jobs in it."""
    return [(call.device_id, [job.job_id for job in call.jobs]) for call in found.assignments]


def test_nothing_to_do_is_done_until_something_comes() -> None:
    assert planned([]) == Plan()
    assert planned([make_job(1)], [make_port(1, free=False)]) == Plan()


def test_lower_number_of_priority_goes_first_then_who_came_first() -> None:
    jobs = [
        make_job(3, "3", priority=10),
        make_job(2, "2", priority=5),
        make_job(1, "1", priority=10),
    ]
    ports = [make_port(number) for number in (1, 2, 3)]
    assert calls(planned(jobs, ports)) == [(1, [2]), (2, [1]), (3, [3])]
    assert calls(planned(jobs)) == [(1, [2])]


@pytest.mark.parametrize("state", JobState)
def test_only_what_waits_is_sent(state: JobState) -> None:
    sent = state in (JobState.PENDING, JobState.RETRYING)
    assert bool(planned([make_job(1, state=state)]).assignments) is sent


@pytest.mark.parametrize("name", ["not_before", "next_try"])
def test_time_of_a_job_is_awaited(name: str) -> None:
    job = make_job(1, **{name: minutes(5)})
    assert planned([job]) == Plan(wake_at=minutes(5))
    assert calls(planned([job], now=minutes(5))) == [(1, [1])]


def test_both_times_of_a_job_are_awaited() -> None:
    job = make_job(1, not_before=minutes(5), next_try=minutes(9))
    assert planned([job]).wake_at == minutes(9)


def test_job_whose_last_hour_has_passed_expires() -> None:
    job = make_job(1, not_after=minutes(5), next_try=minutes(9))
    assert planned([job]).wake_at == minutes(5)
    assert planned([job], now=minutes(5)) == Plan(expired=(job,))
    assert planned([job], [], now=minutes(5)).expired == (job,)
    assert planned([job], now=minutes(5), paused=True).expired == (job,)


def test_paused_queue_begins_nothing() -> None:
    jobs = [make_job(1), make_job(2, "2", not_after=minutes(3)), make_job(3, "3", device_id=9)]
    found = planned(jobs, paused=True)
    assert found == Plan(no_line=frozenset({3}), wake_at=minutes(3))


def test_job_for_the_cheap_hours_awaits_them() -> None:
    dear, cheap = make_job(1, discount=True), make_job(2, "2")
    found = planned([dear, cheap], discount="22:00-06:00")
    assert calls(found) == [(1, [2])]
    assert planned([dear], discount="22:00-06:00").wake_at == minutes(600)
    assert calls(planned([dear], now=minutes(600), discount="22:00-06:00")) == [(1, [1])]


def test_cheap_hours_are_those_of_the_clock_on_the_wall() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    before = datetime(2026, 3, 29, 1, 30, tzinfo=berlin)  # at 2:00 it will be 3:00
    found = planned([make_job(1, discount=True)], now=before, discount="03:00-05:00")
    assert found.wake_at is not None
    assert found.wake_at == datetime(2026, 3, 29, 3, 0, tzinfo=berlin)
    assert (found.wake_at - before.astimezone(found.wake_at.tzinfo)).total_seconds() == 1800


def test_port_sends_in_its_hours() -> None:
    office = make_port(1, hours=DailyWindow.parse("14:00-18:00"))
    assert planned([make_job(1)], [office]) == Plan(wake_at=minutes(120))
    assert calls(planned([make_job(1)], [office], now=minutes(120))) == [(1, [1])]
    assert calls(planned([make_job(1)], [office, make_port(2)])) == [(2, [1])]


def test_port_whose_line_failed_rests() -> None:
    tired = make_port(1, rests_until=minutes(1))
    assert planned([make_job(1)], [tired]) == Plan(wake_at=minutes(1))
    assert calls(planned([make_job(1)], [tired, make_port(2)])) == [(2, [1])]
    assert calls(planned([make_job(1)], [tired], now=minutes(1))) == [(1, [1])]


def test_port_with_the_lower_number_goes_first() -> None:
    ports = [make_port(1, priority=9), make_port(2, priority=3), make_port(3, priority=3)]
    assert calls(planned([make_job(1)], ports)) == [(2, [1])]


def test_port_whose_line_failed_last_time_goes_last() -> None:
    doubtful = make_port(1, priority=0, doubtful=True)
    assert calls(planned([make_job(1)], [doubtful, make_port(2, priority=9)])) == [(2, [1])]
    assert calls(planned([make_job(1)], [doubtful])) == [(1, [1])]


def test_job_goes_from_the_port_or_the_pool_that_it_wants() -> None:
    ports = [make_port(1), make_port(2, pools=frozenset({"sales", "all"})), make_port(3)]
    jobs = [make_job(1, "1", device_id=3), make_job(2, "2", pool="sales"), make_job(3, "3")]
    assert calls(planned(jobs, ports)) == [(3, [1]), (2, [2]), (1, [3])]
    both = make_job(4, device_id=1, pool="sales")
    assert planned([both], ports) == Plan(no_line=frozenset({4}))


def test_job_that_no_port_may_ever_send_has_no_line() -> None:
    jobs = [make_job(1, device_id=9), make_job(2, pool="gone"), make_job(3)]
    assert planned(jobs, [make_port(1, free=False)]).no_line == {1, 2}
    assert planned(jobs, []).no_line == {1, 2, 3}


def test_job_for_cheap_hours_in_which_no_port_is_open_has_no_line() -> None:
    """Not: each hour that opens is waited for in turn, for ever."""
    office = make_port(1, hours=DailyWindow.parse("08:00-12:30"))
    dear, cheap = make_job(1, discount=True), make_job(2, "2")
    for now in (NOON, minutes(720)):
        assert planned([dear, cheap], [office], now=now, discount="22:00-06:00").no_line == {1}
        assert planned([dear], [office], now=now, discount="12:00-13:00").no_line == frozenset()
    both = [office, make_port(2)]
    assert planned([dear], both, discount="22:00-06:00").no_line == frozenset()


def test_a_number_gets_one_call_at_a_time() -> None:
    ports = [make_port(1), make_port(2)]
    jobs = [make_job(1, "030 1"), make_job(2, "(030)-1", subaddress="7"), make_job(3, "030 2")]
    assert calls(planned(jobs, ports)) == [(1, [1]), (2, [3])]
    assert calls(planned(jobs, ports, busy=["0301"])) == [(1, [3])]


@pytest.mark.parametrize(
    "spelling", ["0301234", "030 1234", "(030) 12-34", "T0301234", "p030.1234", "0w30,1234"]
)
def test_every_spelling_is_the_same_number(spelling: str) -> None:
    assert same_number(spelling) == "0301234"


def test_jobs_for_one_number_share_a_call() -> None:
    jobs = [make_job(1, "030 1"), make_job(2, "2"), make_job(3, "(030)1"), make_job(4, "0301")]
    assert calls(planned(jobs)) == [(1, [1, 3, 4])]


@pytest.mark.parametrize(
    "fields",
    [
        {"number": "030,1"},  # dialled in another way
        {"resolution": ResolutionName.STANDARD},
        {"sender_name": "Bert"},
        {"recipient_name": "Bert"},
        {"subaddress": "12"},
        {"tsid": "+49 30 2"},
        {"tag_line": False},
        {"device_id": 1},
        {"pool": "sales"},
        {"not_before": minutes(1)},
        {"next_try": minutes(1), "state": JobState.RETRYING},
        {"state": JobState.PAUSED},
    ],
)
def test_jobs_that_differ_in_what_a_call_has_once_do_not_share_it(
    fields: dict[str, object],
) -> None:
    port = make_port(1, pools=frozenset({"sales"}))
    assert calls(planned([make_job(1), make_job(2, **fields)], [port])) == [(1, [1])]


def test_cheap_jobs_share_calls_of_the_cheap_hours_only() -> None:
    jobs = [make_job(1), make_job(2, discount=True)]
    assert calls(planned(jobs, discount="22:00-06:00")) == [(1, [1])]
    assert calls(planned(jobs, discount="10:00-13:00")) == [(1, [1, 2])]


def test_a_call_has_no_more_pages_than_wanted() -> None:
    jobs = [make_job(1, page_count=4), make_job(2, page_count=7), make_job(3, page_count=6)]
    assert calls(planned(jobs, batch_pages=10)) == [(1, [1, 3])]
    assert calls(planned(jobs, batch_pages=0)) == [(1, [1])]
    assert calls(planned(jobs[1:], batch_pages=5)) == [(1, [2])]  # it must go, once
