"""Which job goes now, and on which port. Pure: jobs, ports and the time in, a plan out."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from faxstatus_core.queue.settings import QueueSection
from faxstatus_core.queue.windows import DailyWindow
from faxstatus_core.records import Job, JobState

_WAITING = frozenset({JobState.PENDING, JobState.RETRYING})


@dataclass(frozen=True, slots=True)
class PortView:
    """A port that may send, as the plan sees it.

    ``hours``: when it may; ``rests_until``: not before, since its line failed.
    """

    device_id: int
    priority: int
    free: bool
    pools: frozenset[str] = frozenset()
    hours: DailyWindow | None = None
    rests_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Assignment:
    """One call: ``jobs`` for one number, in their order, from port ``device_id``."""

    device_id: int
    jobs: tuple[Job, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """What to do now.

    ``expired``: jobs whose last hour has passed; ``no_line``: jobs that no port may ever send;
    ``wake_at``: when to plan again if nothing else happens.
    """

    assignments: tuple[Assignment, ...] = ()
    expired: tuple[Job, ...] = ()
    no_line: frozenset[int] = frozenset()
    wake_at: datetime | None = None


def same_number(number: str) -> str:
    """What two spellings of a telephone number have in common."""
    return "".join(
        character for character in number.upper() if character.isalnum() or character == "+"
    )


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
    waiting = sorted(
        (job for job in jobs if job.state in _WAITING),
        key=lambda job: (job.priority, job.submitted_time, job.job_id),
    )
    expired = tuple(job for job in waiting if job.not_after is not None and job.not_after <= now)
    gone = {job.job_id for job in expired}
    waiting = [job for job in waiting if job.job_id not in gone]
    no_line = frozenset(
        job.job_id for job in waiting if not any(_serves(port, job) for port in ports)
    )
    times = [job.not_after for job in waiting if job.not_after is not None]
    if paused:
        return Plan((), expired, no_line, min(times, default=None))
    free = sorted((port for port in ports if port.free), key=lambda port: port.priority)
    taken = {same_number(number) for number in busy_numbers}
    assignments: list[Assignment] = []
    assigned: set[int] = set()
    for job in waiting:
        if job.job_id in assigned or same_number(job.number) in taken:
            continue
        opening = _opening(job, settings, now)
        if opening > now:
            times.append(opening)
            continue
        port, later = _port_for(job, free, now)
        if port is None:
            times.extend(later)
            continue
        free.remove(port)
        batch = _batch(job, waiting, settings, now, assigned)
        assigned.update(member.job_id for member in batch)
        taken.add(same_number(job.number))
        assignments.append(Assignment(port.device_id, batch))
    return Plan(tuple(assignments), expired, no_line, min(times, default=None))


def _serves(port: PortView, job: Job) -> bool:
    if job.device_id is not None and job.device_id != port.device_id:
        return False
    return not job.pool or job.pool in port.pools


def _opening(job: Job, settings: QueueSection, now: datetime) -> datetime:
    """When ``job`` may be sent, at the earliest."""
    times = [time for time in (job.not_before, job.next_try) if time is not None]
    opening = max([now, *times])
    if job.discount:
        opening = settings.discount_window.opening(opening.astimezone(now.tzinfo))
    return opening


def _port_for(
    job: Job, free: Sequence[PortView], now: datetime
) -> tuple[PortView | None, list[datetime]]:
    """The first port for ``job``; or none, and when those that could may."""
    later: list[datetime] = []
    for port in free:
        if not _serves(port, job):
            continue
        opening = max(now, port.rests_until or now)
        if port.hours is not None:
            opening = port.hours.opening(opening.astimezone(now.tzinfo))
        if opening <= now:
            return port, []
        later.append(opening)
    return None, later


def _batch(
    first: Job, waiting: Sequence[Job], settings: QueueSection, now: datetime, assigned: set[int]
) -> tuple[Job, ...]:
    """``first``, and what can go in the same call."""
    batch, pages = [first], first.page_count
    key = _call_key(first)
    for job in waiting:
        if job.job_id == first.job_id or job.job_id in assigned or _call_key(job) != key:
            continue
        if pages + job.page_count <= settings.batch_pages and _opening(job, settings, now) <= now:
            batch.append(job)
            pages += job.page_count
    return tuple(batch)


def _call_key(job: Job) -> tuple[object, ...]:
    """What jobs of one call have in common."""
    return (
        same_number(job.number),
        job.resolution,
        job.sender_name,
        job.recipient_name,
        job.subaddress,
        job.tsid,
        job.tag_line,
        job.device_id,
        job.pool,
    )
