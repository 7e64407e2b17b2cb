"""What becomes of a job whose call failed: by its cause, as the table :data:`KIND_OF` says."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from faxstatus_core.queue.settings import Minutes, QueueSection
from faxstatus_core.records import Job, JobState

JITTER = 0.2
"""Part of a delay that chance may add: two servers that met a busy signal shall not meet again."""


class Kind(StrEnum):
    """Sorts of failure. All but the last name their delays in ``[queue.retry]``."""

    BUSY = "busy"
    NO_ANSWER = "no_answer"
    NOT_FAX = "not_fax"
    """Something answered that is no fax machine: perhaps a person, perhaps a wrong number."""
    DELAYED = "delayed"
    """The modem bars the number for now."""
    FAILED = "failed"
    """The fax broke off."""
    PORT = "port"
    """On this side of the line: another port may do better."""
    HOPELESS = "hopeless"
    """Another try would meet the same."""


_CAUSES: dict[Kind, tuple[str, ...]] = {
    Kind.BUSY: ("busy",),
    Kind.NO_ANSWER: ("no_answer",),
    Kind.NOT_FAX: ("no_carrier", "no_fax_machine"),
    Kind.DELAYED: ("call_delayed",),
    Kind.PORT: (
        "no_dial_tone",
        "modem_failed",
        "fatal_error",  # the modem gave no sensible answer to the command to dial
    ),
    Kind.FAILED: (
        "disconnected",
        "aborted",
        "training_failed",
        "no_response_to_training",
        "no_response_to_page",
        "no_response_to_poll",
        "not_ready",
        "page_refused",
        "pages_incomplete",
        "no_page",
        "no_command",
        "no_sender",
        "not_stored",
        "polled",
        "turned_round",
    ),
    Kind.HOPELESS: (
        "bad_address",
        "call_blacklisted",
        "incompatible",
        "bad_document",
        "page_unreadable",
        "nothing_to_poll",
        "wrong_password",
    ),
}
KIND_OF: dict[str, Kind] = {cause: kind for kind, causes in _CAUSES.items() for cause in causes}
"""Every ``error_cause`` of a call (docs/failures.md), and what sort of failure it is."""


@dataclass(frozen=True, slots=True)
class Retry:
    """Try again at ``at``."""

    at: datetime


@dataclass(frozen=True, slots=True)
class GiveUp:
    """No further try; the job's last ``state``."""

    state: JobState


def kind_of(cause: str) -> Kind:
    """What sort of failure ``cause`` is; a modem's or far end's new one: the fax broke off."""
    return KIND_OF.get(cause, Kind.FAILED)


def after_failure(
    job: Job, cause: str, settings: QueueSection, now: datetime, *, chance: float
) -> Retry | GiveUp:
    """What follows the failure of ``job``, whose try is counted already.

    ``cause``: ``error_cause`` of the call. ``chance``: a random number, 0 to 1. The delay grows
    with the number of tries; which delays, goes by the cause.
    """
    kind = kind_of(cause)
    if kind is Kind.HOPELESS:
        return GiveUp(JobState.FAILED)
    most = job.max_tries or settings.tries
    if kind is Kind.NOT_FAX:
        most = min(most, settings.not_fax_tries)  # perhaps it is a person whom we wake
    if job.tries >= most:
        return GiveUp(JobState.RETRIES_EXCEEDED)
    delays: Minutes = getattr(settings.retry, kind.value)
    minutes = delays[min(max(job.tries, 1), len(delays)) - 1]
    at = now + timedelta(minutes=minutes * (1 + JITTER * chance))
    if job.not_after is not None and at >= job.not_after:
        return GiveUp(JobState.RETRIES_EXCEEDED)
    return Retry(at)
