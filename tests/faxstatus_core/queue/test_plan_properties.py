"""What holds of every plan."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from faxstatus_core.queue import DailyWindow, Plan, PortView, QueueSection, plan
from faxstatus_core.queue.plan import same_number
from faxstatus_core.records import Job, JobState
from tests.faxstatus_core.queue.makers import NOON, make_job, make_port, minutes

BERLIN = ZoneInfo("Europe/Berlin")
NUMBERS = ["1", "2", "3", "(3)", "3,", "4"]
WINDOWS = ["00:00-00:00", "13:00-14:00", "22:00-06:00", "08:00-12:30", "12:59-13:30"]

instants = st.none() | st.integers(-90, 240).map(minutes)
windows = st.sampled_from(WINDOWS)
ports = st.lists(
    st.builds(
        make_port,
        st.integers(1, 4),
        priority=st.integers(0, 2),
        free=st.booleans(),
        pools=st.sets(st.sampled_from(["x", "y"])).map(frozenset),
        hours=st.none() | windows.map(DailyWindow.parse),
        rests_until=instants,
    ),
    unique_by=lambda port: port.device_id,
)


@st.composite
def jobs(draw: st.DrawFn) -> list[Job]:
    fields = st.fixed_dictionaries(
        {"number": st.sampled_from(NUMBERS), "page_count": st.integers(1, 5)},
        optional={
            "state": st.sampled_from(JobState),
            "priority": st.integers(0, 2),
            "not_before": instants,
            "not_after": instants,
            "next_try": instants,
            "discount": st.booleans(),
            "device_id": st.integers(1, 5),
            "pool": st.sampled_from(["", "x", "z"]),
            "subaddress": st.sampled_from(["", "7"]),
        },
    )
    return [make_job(job_id, **each) for job_id, each in enumerate(draw(st.lists(fields)), 1)]


@dataclass(frozen=True)
class Office:
    """All that a plan is made from."""

    jobs: list[Job]
    ports: list[PortView]
    busy: frozenset[str]
    paused: bool
    settings: QueueSection

    def plan(self, now: datetime) -> Plan:
        return plan(
            self.jobs,
            self.ports,
            self.settings,
            now.astimezone(BERLIN),
            busy_numbers=self.busy,
            paused=self.paused,
        )

    def after(self, done: Plan) -> "Office":
        """As it is when ``done`` has been done."""
        begun = {job.job_id for call in done.assignments for job in call.jobs}
        over = begun | {job.job_id for job in done.expired}
        calling = {call.device_id for call in done.assignments}
        return replace(
            self,
            jobs=[job for job in self.jobs if job.job_id not in over],
            ports=[
                replace(port, free=False) if port.device_id in calling else port
                for port in self.ports
            ],
            busy=self.busy | {same_number(call.jobs[0].number) for call in done.assignments},
        )

    # --- the rules, each said again in another way than the plan's

    def eligible(self, job: Job, now: datetime) -> bool:
        return (
            job.state in (JobState.PENDING, JobState.RETRYING)
            and job.due(now)
            and (job.not_after is None or now < job.not_after)
            and same_number(job.number) not in self.busy
            and (not job.discount or _within(self.settings.discount_window, now))
        )

    def may_send(self, port: PortView, job: Job, now: datetime) -> bool:
        return (
            port.free
            and (port.rests_until is None or port.rests_until <= now)
            and (port.hours is None or _within(port.hours, now))
            and job.device_id in (None, port.device_id)
            and (job.pool == "" or job.pool in port.pools)
        )


def _within(window: DailyWindow, now: datetime) -> bool:
    return window.holds(now.astimezone(BERLIN))


offices = st.builds(
    Office,
    jobs(),
    ports,
    st.sets(st.sampled_from(["1", "2"])).map(frozenset),
    st.sampled_from([False, False, False, True]),
    st.builds(QueueSection, batch_pages=st.integers(0, 12), discount=windows),
)


@given(offices)
def test_no_assignment_breaks_a_rule(office: Office) -> None:
    found = office.plan(NOON)
    by_id = {port.device_id: port for port in office.ports}
    assert not (office.paused and found.assignments)
    for call in found.assignments:
        assert all(office.eligible(job, NOON) for job in call.jobs)
        assert all(office.may_send(by_id[call.device_id], job, NOON) for job in call.jobs)
        pages = sum(job.page_count for job in call.jobs)
        assert len(call.jobs) == 1 or pages <= office.settings.batch_pages
    called = [same_number(call.jobs[0].number) for call in found.assignments]
    devices = [call.device_id for call in found.assignments]
    begun = [job.job_id for call in found.assignments for job in call.jobs]
    for each in (called, devices, begun):
        assert len(set(each)) == len(each)


@given(offices)
def test_no_job_waits_while_a_port_may_send_it(office: Office) -> None:
    left = office.after(office.plan(NOON))
    if office.paused:
        return
    for job in left.jobs:
        if left.eligible(job, NOON):
            assert not any(left.may_send(port, job, NOON) for port in left.ports)


@given(offices)
def test_one_job_does_not_overtake_another_that_could_have_its_port(office: Office) -> None:
    found = office.plan(NOON)
    by_id = {port.device_id: port for port in office.ports}
    left = office.after(found)
    for call in found.assignments:
        first = call.jobs[0]
        for job in left.jobs:
            if left.eligible(job, NOON) and left.may_send(by_id[call.device_id], job, NOON):
                assert _rank(job) > _rank(first)


def _rank(job: Job) -> tuple[object, ...]:
    return job.priority, job.submitted_time, job.job_id


@given(offices)
def test_plan_that_was_done_leaves_nothing_to_do(office: Office) -> None:
    again = office.after(office.plan(NOON)).plan(NOON)
    assert (again.assignments, again.expired) == ((), ())


@given(offices, st.randoms(use_true_random=False))
def test_order_in_which_jobs_are_told_does_not_matter(office: Office, chance: Random) -> None:
    assert replace(office, jobs=_shuffled(office.jobs, chance)).plan(NOON) == office.plan(NOON)


def _shuffled(items: Sequence[Job], chance: Random) -> list[Job]:
    return chance.sample(items, len(items))


@given(offices, st.floats(0, 1))
def test_nothing_changes_by_itself_before_the_time_to_wake(office: Office, share: float) -> None:
    done = office.plan(NOON)
    left = office.after(done)
    wake_at = left.plan(NOON).wake_at
    for told in (done.wake_at, wake_at):
        assert told is None or told > NOON
    end = NOON + timedelta(days=3) if wake_at is None else wake_at
    before = NOON + (end - NOON) * min(share, 0.999)
    meanwhile = left.plan(before)
    assert (meanwhile.assignments, meanwhile.expired) == ((), ())
    if wake_at is not None:  # the first plan wakes no later
        assert done.wake_at is not None
        assert done.wake_at <= wake_at


@given(offices)
def test_whoever_wakes_when_told_sees_every_job_through(office: Office) -> None:
    """In the end all is sent or expired, but what has no line, no free port or a busy number."""
    office = replace(office, paused=False, busy=frozenset())
    office = replace(office, ports=[replace(port, free=True) for port in office.ports])
    now, waiting = NOON, office
    for _ in range(200):
        done = waiting.plan(now)
        waiting = replace(waiting.after(done), ports=office.ports, busy=frozenset())
        if not done.assignments:
            if done.wake_at is None:
                break
            now = done.wake_at
    no_line = office.plan(NOON).no_line
    for job in waiting.jobs:
        idle = job.state not in (JobState.PENDING, JobState.RETRYING)
        assert idle or job.job_id in no_line
