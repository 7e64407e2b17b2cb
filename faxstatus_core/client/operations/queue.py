"""The jobs as IFaxJob has them: those of the queue, each with what its ports do."""

from collections.abc import Sequence
from dataclasses import dataclass

from faxstatus_core.client.errors import PortGoneError, UnknownCallError
from faxstatus_core.client.flow import Flow, ask
from faxstatus_core.client.operations import calls, jobs, ports
from faxstatus_core.client.operations.listing import part_after
from faxstatus_core.client.requests import Request
from faxstatus_core.records import Job, JobState, Listing
from faxstatus_core.status import FaxStatus, FpsCode, PortInfo

MAX_JOBS = 100_000
"""Jobs in one FaxJobs; a server that tells of more is asked no further."""
_PART = 200
_IN_QUEUE = tuple(state for state in JobState if state.js_code is not None)
_ON_LINE = (JobState.IN_PROGRESS, JobState.CANCELLING)
_WITHOUT_DEVICE = (FpsCode.OFFLINE, FpsCode.UNAVAILABLE)


@dataclass(frozen=True)
class JobSnapshot:
    """A job, and the status of the port that calls for it; None while none does.

    ``no_line``: it waits for its turn, and no port that may send it has its device.
    """

    job: Job
    device: FaxStatus | None = None
    no_line: bool = False


def queue() -> Flow[list[JobSnapshot]]:
    """Every job that has a queue status, oldest first."""
    found: list[Job] = []
    part: Request[Listing[Job]] | None = jobs.jobs_page(state=_IN_QUEUE, limit=_PART)
    while part is not None and len(found) < MAX_JOBS:
        listing = yield from ask(part)
        found += listing.items
        part = part_after(part, listing)
    return (yield from _snapshots(found[::-1]))


def snapshot(job_id: int) -> Flow[JobSnapshot]:
    """One job, as it is now."""
    job = yield from ask(jobs.job(job_id))
    [found] = yield from _snapshots([job])
    return found


def _snapshots(found: Sequence[Job]) -> Flow[list[JobSnapshot]]:
    lines: list[PortInfo] = []
    if any(job.state is JobState.PENDING for job in found):
        lines = yield from _lines()
    snapshots: list[JobSnapshot] = []
    for job in found:
        device = (yield from _device(job)) if job.state in _ON_LINE else None
        waits = job.state is JobState.PENDING
        no_line = waits and not any(_may_send(port, job) for port in lines)
        snapshots.append(JobSnapshot(job, device, no_line))
    return snapshots


def _lines() -> Flow[list[PortInfo]]:
    """The ports that may send, and have their devices."""
    lines: list[PortInfo] = []
    for port in (yield from ask(ports.ports())):
        if port.send:
            try:
                status = yield from ask(ports.status(port.device_id))
            except PortGoneError:  # meanwhile
                continue
            if status.extended.device_status not in _WITHOUT_DEVICE:
                lines.append(port)
    return lines


def _may_send(port: PortInfo, job: Job) -> bool:
    return job.device_id in (None, port.device_id) and (not job.pool or job.pool in port.pools)


def _device(job: Job) -> Flow[FaxStatus | None]:
    """The status of the port that calls for ``job``."""
    if job.call_id is None:
        return None
    try:
        call = yield from ask(calls.call(job.call_id))
        if call.ended_time is not None:
            return None
        return (yield from ask(ports.status(call.device_id)))
    except (UnknownCallError, PortGoneError):  # it went away meanwhile
        return None
