"""Narrator: what the log tells of jobs and calls, a line for each step that matters."""

import logging
from collections.abc import Iterable

from faxstatus_core.operation import bound
from faxstatus_core.records import Call, Direction, EventKind, Job, JobState
from faxstatus_core.store import StoredEvent

logger = logging.getLogger(__name__)

Line = tuple[int, str]
"""Weight, and text."""


class Narrator:
    """Hears the events that were committed; what is logged has happened for good."""

    def __init__(self) -> None:
        self._states: dict[int, JobState] = {}
        """Of jobs that are not final: one that only changes is told once."""

    def note(self, events: Iterable[StoredEvent]) -> None:
        """Log what ``events`` say of jobs and calls."""
        for event in events:
            if event.kind is EventKind.JOB:
                job = Job.model_validate(event.data)
                with bound(job_id=job.job_id, call_id=job.call_id):
                    _log(self._of_job(job))
            elif event.kind is EventKind.CALL:
                call = Call.model_validate(event.data)
                job_id = call.job_ids[0] if len(call.job_ids) == 1 else None
                with bound(call_id=call.call_id, port=call.device_name, job_id=job_id):
                    _log(_of_call(call))

    def _of_job(self, job: Job) -> Line | None:
        before = self._states.get(job.job_id)
        if job.state.final:
            self._states.pop(job.job_id, None)
        else:
            self._states[job.job_id] = job.state
        return None if job.state is before else _of_state(job, is_new=before is None)


def _of_state(job: Job, *, is_new: bool) -> Line | None:
    why = job.error_text or "no reason is known"
    match job.state:
        case JobState.PENDING if is_new and not job.tries and not job.interruptions:
            by = f" by {job.user_name}" if job.user_name else ""
            return logging.INFO, f"handed in{by}: {_pages(job.page_count)} to {job.number}"
        case JobState.RETRYING if job.next_try is not None:
            again = f"{job.next_try:%Y-%m-%d %H:%M:%S} UTC"
            return logging.WARNING, f"try {job.tries} failed: {why}; the next is at {again}"
        case JobState.PAUSED | JobState.CANCELLED:
            return logging.INFO, job.state.value
        case JobState.COMPLETED:
            return logging.INFO, f"completed: {_pages(job.page_count)} to {job.number}"
        case JobState.FAILED | JobState.RETRIES_EXCEEDED:
            return logging.WARNING, f"given up after {_calls(job.tries)}: {why}"
        case _:
            return None


def _of_call(call: Call) -> Line:
    if call.ended_time is None:
        if call.direction is Direction.RECEIVE:
            return logging.INFO, f"a call from {call.number or 'an unknown number'} was answered"
        return logging.INFO, f"calling {call.number}"
    far = f" with {call.remote_id}" if call.remote_id else ""
    kept = f", kept as fax {call.fax_id}" if call.fax_id is not None else ""
    text = f"the call{far} has ended: {call.result_text}; {_pages(call.pages)} confirmed{kept}"
    return logging.INFO if call.succeeded else logging.WARNING, text


def _pages(count: int) -> str:
    return f"{count} page" if count == 1 else f"{count} pages"


def _calls(count: int) -> str:
    return f"{count} call" if count == 1 else f"{count} calls"


def _log(line: Line | None) -> None:
    if line is not None:
        logger.log(*line)
