"""Records in a few words."""

from datetime import datetime
from enum import Enum

from faxstatus_core.records import Call, Fax, Job, JobState
from faxstatus_core.status import FaxStatus


def when(instant: datetime | None) -> str:
    """An instant in this machine's time."""
    return "" if instant is None else f"{instant.astimezone():%Y-%m-%d %H:%M:%S}"


def lasted(seconds: float | None) -> str:
    """Minutes and seconds."""
    return "" if seconds is None else f"{int(seconds) // 60}:{int(seconds) % 60:02}"


def count(number: int, what: str) -> str:
    """``2 pages``, ``1 page``."""
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def state(job: Job) -> str:
    """The job's state."""
    return job.state.value.replace("_", " ")


def job_pages(job: Job) -> str:
    """How many of the job's pages arrived."""
    return f"{job.pages_confirmed} of {job.page_count}"


def job_remark(job: Job) -> str:
    """Why the job is where it is, and what comes next."""
    parts = []
    if not job.state.final and job.next_try is not None:
        parts.append(f"next try {when(job.next_try)}")
    elif job.state is JobState.PENDING and job.not_before is not None:
        parts.append(f"not before {when(job.not_before)}")
    if job.state is not JobState.COMPLETED and job.error_text:
        parts.append(job.error_text)
    return "; ".join(parts)


def progress(job: Job) -> str:
    """What the job does now."""
    parts = [state(job)]
    if job.state is JobState.IN_PROGRESS:
        parts += [f"try {job.tries}", f"{job.pages_confirmed} of {count(job.page_count, 'page')}"]
    if remark := job_remark(job):
        parts.append(remark)
    return ", ".join(parts)


def ending(job: Job) -> str:
    """How the job ended."""
    if job.state is JobState.COMPLETED:
        return f"delivered, {count(job.pages_confirmed, 'page')}"
    return f"{state(job)}: {job.error_text}" if job.error_text else state(job)


def result(call: Call) -> str:
    """How the call ended."""
    if call.succeeded is None:
        return "under way"
    return ("" if call.succeeded else "failed: ") + (call.result_text or "")


def fax_sender(fax: Fax) -> str:
    """From where the fax came, as far as the caller or the line said so."""
    named = " ".join(filter(None, (fax.caller_name, fax.caller_id)))
    return fax.tsid or named


def fax_remark(fax: Fax) -> str:
    """What is wrong with the fax."""
    parts = [] if fax.complete else ["not complete"]
    if fax.bad_lines:
        parts.append(count(fax.bad_lines, "damaged line"))
    return "; ".join(parts)


def far_end(status: FaxStatus) -> str:
    """Whom the port is connected to."""
    extended = status.extended
    return extended.remote_id or extended.dialled_number or extended.caller_id_number or ""


def page(status: FaxStatus) -> str:
    """The page in transmission."""
    if status.current_page is None:
        return ""
    return (
        f"{status.current_page} of {status.page_count}"
        if status.page_count
        else str(status.current_page)
    )


def speed(status: FaxStatus) -> str:
    """How fast the pages travel."""
    extended = status.extended
    if not extended.modulation or not extended.data_rate:
        return ""
    return f"{extended.modulation} {extended.data_rate}"


def any_value(value: object) -> str:
    """The value of any field; empty where it has none."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case datetime():
            return when(value)
        case tuple():
            return ", ".join(map(any_value, value))
        case float():
            return f"{value:.1f}"
        case Enum():
            return str(value.value)
        case _:
            return str(value)
