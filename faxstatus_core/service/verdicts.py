"""What becomes of the jobs of a call that has ended. Pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from faxstatus_core.queue import GiveUp, QueueSection, Retry, after_failure
from faxstatus_core.records import JobState
from faxstatus_core.service.shares import Share

_OF_ONE_DOCUMENT = frozenset({"page_unreadable", "bad_document"})
"""Causes that lie in a document: the other jobs of the call are not to blame."""


@dataclass(frozen=True, slots=True)
class CallEnd:
    """How a call ended. ``cause`` is empty for one that succeeded."""

    succeeded: bool
    cause: str
    text: str
    confirmed: frozenset[int]
    """Numbers of the pages that the far end confirmed, counted from 1 over the call."""
    stopped: bool = False
    """This server ended it: a job was cancelled, or the server stops."""


def changes_after(
    shares: Sequence[Share],
    end: CallEnd,
    cancelled: Collection[int],
    settings: QueueSection,
    now: datetime,
    *,
    chance: float,
) -> Mapping[int, dict[str, Any]]:
    """The new values of each job of the call, by ``job_id``.

    The jobs are as they were before the call. ``cancelled``: jobs that somebody has cancelled
    meanwhile. ``chance``: a random number, 0 to 1.
    """
    changes: dict[int, dict[str, Any]] = {}
    blamed = False
    for share in shares:
        job_id = share.job.job_id
        if end.succeeded or share.complete(end.confirmed):
            changes[job_id] = _final(JobState.COMPLETED, now) | {
                "pages_confirmed": share.job.page_count,
                "error_cause": None,
                "error_text": None,
            }
            continue
        failed = {
            "pages_confirmed": share.confirmed(end.confirmed),
            "error_cause": end.cause,
            "error_text": end.text,
        }
        if job_id in cancelled:
            changes[job_id] = _final(JobState.CANCELLED, now) | failed
            continue
        innocent = end.cause in _OF_ONE_DOCUMENT and blamed
        blamed = True
        if end.stopped or innocent:
            changes[job_id] = failed | {"state": JobState.PENDING, "next_try": None}
            continue
        tried = share.job.model_copy(update={"tries": share.job.tries + 1})
        match after_failure(tried, end.cause, settings, now, chance=chance):
            case Retry(at):
                changes[job_id] = failed | {"state": JobState.RETRYING, "next_try": at}
            case GiveUp(state):
                changes[job_id] = failed | _final(state, now)
    return changes


def _final(state: JobState, now: datetime) -> dict[str, Any]:
    return {"state": state, "next_try": None, "finished_time": now}
