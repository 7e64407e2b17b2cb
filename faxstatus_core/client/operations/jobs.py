"""Jobs. A job that the server does not keep: UnknownJobError."""

import secrets
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from pydantic import TypeAdapter

from faxstatus_core.client.documents import Document, load
from faxstatus_core.client.errors import ServerUnreachableError
from faxstatus_core.client.flow import Flow, ask, pause, work
from faxstatus_core.client.operations.ports import page_image
from faxstatus_core.client.readers import JsonReader
from faxstatus_core.client.requests import Pairs, Request, Upload, pairs, request
from faxstatus_core.records import Job, JobRequest, JobState, Listing

_JOB = TypeAdapter(Job)
_JOBS = TypeAdapter(Listing[Job])
_SUBMIT_TIMEOUT = 120.0
"""Seconds: the server opens every document before it answers."""
RETRY_AFTER = (0.5, 2.0, 5.0)
"""Seconds before each further try to hand in a job when the connection breaks."""
POLL = 2.0
"""Seconds between two looks at a job that is waited for."""


def jobs_page(
    *,
    state: Sequence[JobState] = (),
    number: str | None = None,
    sender: str | None = None,
    user: str | None = None,
    device_id: int | None = None,
    text: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    limit: int = 50,
    before: int | None = None,
) -> Request[Listing[Job]]:
    """Jobs, newest first; with several states those in any of them."""
    return request("GET", "/jobs", _JOBS, query=pairs(locals()))


def job(job_id: int) -> Request[Job]:
    """One job."""
    return request("GET", f"/jobs/{job_id}", _JOB)


def cancel_job(job_id: int) -> Request[Job]:
    """Give a job up, ending its call. WrongStateError where it has ended."""
    return _command(job_id, "cancel")


def pause_job(job_id: int) -> Request[Job]:
    """Let a job wait until it is resumed. WrongStateError where it cannot."""
    return _command(job_id, "pause")


def resume_job(job_id: int) -> Request[Job]:
    """Let a paused job go on. WrongStateError where it is not paused."""
    return _command(job_id, "resume")


def retry_job(job_id: int) -> Request[Job]:
    """Try a job again that failed or was cancelled. WrongStateError where it has not."""
    return _command(job_id, "retry")


def job_page(job_id: int, number: int, width: int | None = None) -> Request[bytes]:
    """Page ``number`` of a job as it is sent, cover page included, as PNG."""
    return page_image(f"/jobs/{job_id}/pages/{number}.png", width)


def submit(
    fields: JobRequest,
    documents: Iterable[Document] = (),
    *,
    idempotency_key: str | None = None,
) -> Flow[Job]:
    """Hand in a job. If the connection breaks it is tried again, and never becomes two jobs.

    ``idempotency_key``: by which the server knows the request again; None: a new one. Raises
    LocalFileError, BadDocumentError, InvalidRequestError, IdempotencyConflictError.
    """
    uploads = yield from work(lambda: load(documents))
    handing_in = _submission(fields, uploads, idempotency_key or secrets.token_hex(16))
    for seconds in RETRY_AFTER:
        try:
            return (yield from ask(handing_in))
        except ServerUnreachableError:
            yield from pause(seconds)
    return (yield from ask(handing_in))


def wait_for_job(
    job_id: int, told: Callable[[Job], None] | None = None, *, patience: float = 60.0
) -> Flow[Job]:
    """Wait until a job has ended; gives it.

    ``told`` hears of the job at once, and when it has changed. A server that cannot be reached for
    ``patience`` seconds ends the wait with ServerUnreachableError.
    """
    last: Job | None = None
    absent = 0.0
    while True:
        try:
            now = yield from ask(job(job_id))
        except ServerUnreachableError:
            absent += POLL
            if absent > patience:
                raise
        else:
            absent = 0.0
            if told is not None and now != last:
                told(now)
            if now.state.final:
                return now
            last = now
        yield from pause(POLL)


def _command(job_id: int, verb: str) -> Request[Job]:
    return request("POST", f"/jobs/{job_id}/{verb}", _JOB)


def _submission(fields: JobRequest, uploads: tuple[Upload, ...], key: str) -> Request[Job]:
    return replace(
        Request("POST", "/jobs", lambda: JsonReader(_JOB)),
        form=_form(fields),
        files=uploads,
        headers=(("Idempotency-Key", key),),
        timeout=_SUBMIT_TIMEOUT,
    )


def _form(fields: JobRequest) -> Pairs:
    return pairs({name: getattr(fields, name) for name in sorted(fields.model_fields_set)})
