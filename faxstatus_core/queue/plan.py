"""Which job goes now, and on which port. Pure: jobs, ports and the time in, a plan out."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from faxstatus_core.queue.settings import QueueSection
from faxstatus_core.queue.windows import DailyWindow
from faxstatus_core.records import Job, JobState

_WAITING = frozenset({JobState.PENDING, JobState.RETRYING})
_DIALLED = frozenset("0123456789*#+")
_SEPARATORS = str.maketrans("", "", "()-. ")
"""What people write into a number and no modem dials."""


@dataclass(frozen=True, slots=True)
class PortView:
    """A port that may send, as the plan sees it.

    ``hours``: when it may; ``rests_until``: not before, since its line failed; ``doubtful``: its
    line failed last time, so that any other goes before it.
    """

    device_id: int
    priority: int
    free: bool
    pools: frozenset[str] = frozenset()
    hours: DailyWindow | None = None
    rests_until: datetime | None = None
    doubtful: bool = False

    def opening(self, now: datetime) -> datetime:
        """When to look at it again; not after ``now`` (of the hours' zone) if it may send."""
        if self.rests_until is not None and self.rests_until > now:
            return self.rests_until
        return now.astimezone(UTC) if self.hours is None else self.hours.opening(now)


@dataclass(frozen=True, slots=True)
class Assignment:
    """One call: ``jobs`` for one number, in their order, from port ``device_id``."""

    device_id: int
    jobs: tuple[Job, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """What to do now.

    ``expired``: jobs whose last hour has passed; ``no_line``: jobs that no port may ever send, be
    it that it has no such pool, or is never open in the cheap hours that the job waits for;
    ``wake_at``: when to plan again if nothing else happens.
    """

    assignments: tuple[Assignment, ...] = ()
    expired: tuple[Job, ...] = ()
    no_line: frozenset[int] = frozenset()
    wake_at: datetime | None = None


def same_number(number: str) -> str:
    """What two spellings of a telephone number have in common: what is dialled of it."""
    return "".join(sign for sign in number if sign in _DIALLED)


def plan(
    jobs: Iterable[Job],
    ports: Sequence[PortView],
    settings: QueueSection,
    now: datetime,
    *,
    busy_numbers: Collection[str] = (),
    paused: bool = False,
) -> Plan:
    """Plan the calls that can begin at ``now`` (aware; its zone is that of the hours).

    ``busy_numbers``: what calls are under way to, as :func:`same_number` gives them. A number gets
    one call at a time; jobs for it that can share a call do.
    """
    cheap = settings.discount_window
    moment = _Moment(now.astimezone(UTC), cheap.opening(now))
    waiting = sorted(
        (job for job in jobs if job.state in _WAITING),
        key=lambda job: (job.priority, job.submitted_time, job.job_id),
    )
    expired = tuple(
        job for job in waiting if job.not_after is not None and job.not_after <= moment.now
    )
    gone = {job.job_id for job in expired}
    waiting = [job for job in waiting if job.job_id not in gone]
    no_line = _without_line(waiting, ports, cheap)
    times = [job.not_after for job in waiting if job.not_after is not None]
    if paused:
        return Plan((), expired, no_line, min(times, default=None))
    free = {
        port: port.opening(now)
        for port in sorted(ports, key=lambda port: (port.doubtful, port.priority))
        if port.free
    }
    taken = set(busy_numbers)
    assignments: list[Assignment] = []
    for place, job in enumerate(waiting):
        if not free:
            break  # when one becomes free, there is another plan
        if (number := same_number(job.number)) in taken:
            continue
        opening = moment.opening(job)
        if opening > moment.now:
            times.append(opening)
            continue
        openings = {port: opens for port, opens in free.items() if _serves(port, job, cheap)}
        port = next((port for port, opens in openings.items() if opens <= moment.now), None)
        if port is None:
            times.extend(openings.values())
            continue
        del free[port]
        taken.add(number)
        batch = _batch(job, waiting[place + 1 :], settings.batch_pages, moment)
        assignments.append(Assignment(port.device_id, batch))
    return Plan(tuple(assignments), expired, no_line, min(times, default=None))


@dataclass(frozen=True, slots=True)
class _Moment:
    """``now``, and when the cheap hours open next, from now on; in UTC."""

    now: datetime
    cheap: datetime

    def opening(self, job: Job) -> datetime:
        """When to look at ``job`` again; ``now`` if it may be sent."""
        times = [time for time in (job.not_before, job.next_try) if time is not None]
        opening = max(times, default=self.now)
        if opening > self.now:
            return opening
        return self.cheap if job.discount else self.now


def _serves(port: PortView, job: Job, cheap: DailyWindow) -> bool:
    """Whether it may send the job at any time at all."""
    if job.device_id is not None and job.device_id != port.device_id:
        return False
    if job.discount and port.hours is not None and not port.hours.meets(cheap):
        return False
    return not job.pool or job.pool in port.pools


def _without_line(
    jobs: Iterable[Job], ports: Sequence[PortView], cheap: DailyWindow
) -> frozenset[int]:
    served: dict[tuple[int | None, str, bool], bool] = {}
    lost: set[int] = set()
    for job in jobs:
        wish = (job.device_id, job.pool, job.discount)
        if wish not in served:
            served[wish] = any(_serves(port, job, cheap) for port in ports)
        if not served[wish]:
            lost.add(job.job_id)
    return frozenset(lost)


def _batch(first: Job, others: Sequence[Job], most: int, moment: _Moment) -> tuple[Job, ...]:
    """``first``, and which of the ``others`` go in the same call, ``most`` pages in all."""
    batch, pages = [first], first.page_count
    key = _call_key(first)
    for job in others:
        fits = pages + job.page_count <= most
        if fits and _call_key(job) == key and moment.opening(job) <= moment.now:
            batch.append(job)
            pages += job.page_count
    return tuple(batch)


def _call_key(job: Job) -> tuple[object, ...]:
    """What jobs of one call have in common."""
    return (
        job.number.translate(_SEPARATORS).upper(),
        job.resolution,
        job.sender_name,
        job.recipient_name,
        job.subaddress,
        job.tsid,
        job.tag_line,
        job.device_id,
        job.pool,
    )
