"""The jobs as IFaxJob has them: those of the queue, each with the status of its port."""

from dataclasses import dataclass

from faxstatus_core.client.errors import PortGoneError, UnknownCallError
from faxstatus_core.client.flow import Flow, ask
from faxstatus_core.client.operations import calls, jobs, ports
from faxstatus_core.client.requests import Request
from faxstatus_core.records import Job, JobState, Listing
from faxstatus_core.status import FaxStatus

MAX_JOBS = 100_000
"""Jobs in one FaxJobs; a server that tells of more is asked no further."""
_PART = 200
_IN_QUEUE = tuple(state for state in JobState if state.js_code is not None)
_ON_LINE = (JobState.IN_PROGRESS, JobState.CANCELLING)


@dataclass(frozen=True)
class JobSnapshot:
    """A job, and the status of the port that calls for it; None while none does."""

    job: Job
    device: FaxStatus | None


def queue() -> Flow[list[JobSnapshot]]:
    """Every job that has a queue status, oldest first."""
    found: list[Job] = []
    part: Request[Listing[Job]] | None = jobs.jobs_page(state=_IN_QUEUE, limit=_PART)
    while part is not None and len(found) < MAX_JOBS:
        listing = yield from ask(part)
        found += listing.items
        part = None if listing.next is None else part.before(listing.next)
    snapshots: list[JobSnapshot] = []
    for job in reversed(found):
        snapshots += [(yield from _with_device(job))]
    return snapshots


def snapshot(job_id: int) -> Flow[JobSnapshot]:
    """One job, as it is now."""
    job = yield from ask(jobs.job(job_id))
    return (yield from _with_device(job))


def _with_device(job: Job) -> Flow[JobSnapshot]:
    if job.state not in _ON_LINE or job.call_id is None:
        return JobSnapshot(job, None)
    try:
        call = yield from ask(calls.call(job.call_id))
        if call.ended_time is not None:
            return JobSnapshot(job, None)
        return JobSnapshot(job, (yield from ask(ports.status(call.device_id))))
    except (UnknownCallError, PortGoneError):  # it went away meanwhile
        return JobSnapshot(job, None)
