"""What becomes of a job whose call failed."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from faxstatus_core.queue.settings import Minutes, QueueSection, RetrySection
from faxstatus_core.records import Job, JobState

JITTER = 0.2
"""Part of a delay that chance may add: two servers that met a busy signal shall not meet again."""

HOPELESS = frozenset(
    {
        "bad_address",
        "call_blacklisted",
        "incompatible",
        "bad_document",
        "page_unreadable",
        "nothing_to_poll",
        "wrong_password",
    }
)
"""Causes that another try would meet again."""
PORT_FAULTS = frozenset({"no_dial_tone", "modem_failed", "device_lost"})
"""Causes on this side of the line: another port may do better."""
_NOT_FAX = frozenset({"no_carrier", "no_fax_machine"})


@dataclass(frozen=True, slots=True)
class Retry:
    """Try again at ``at``."""

    at: datetime


@dataclass(frozen=True, slots=True)
class GiveUp:
    """No further try; the job's last ``state``."""

    state: JobState


def after_failure(
    job: Job, cause: str, settings: QueueSection, now: datetime, *, chance: float
) -> Retry | GiveUp:
    """What follows the failure of ``job``, whose try is counted already.

    ``cause``: ``error_cause`` of the call. ``chance``: a random number, 0 to 1. The delay grows
    with the number of tries; which delays, goes by the cause.
    """
    if cause in HOPELESS:
        return GiveUp(JobState.FAILED)
    most = job.max_tries or settings.tries
    if cause in _NOT_FAX:
        most = min(most, settings.not_fax_tries)  # perhaps it is a person whom we wake
    if job.tries >= most:
        return GiveUp(JobState.RETRIES_EXCEEDED)
    delays = _delays(cause, settings.retry)
    minutes = delays[min(max(job.tries, 1), len(delays)) - 1]
    at = now + timedelta(minutes=minutes * (1 + JITTER * chance))
    if job.not_after is not None and at > job.not_after:
        return GiveUp(JobState.RETRIES_EXCEEDED)
    return Retry(at)


def _delays(cause: str, retry: RetrySection) -> Minutes:
    if cause == "busy":
        return retry.busy
    if cause == "no_answer":
        return retry.no_answer
    if cause == "call_delayed":
        return retry.delayed
    if cause in _NOT_FAX:
        return retry.not_fax
    return retry.port if cause in PORT_FAULTS else retry.failed
