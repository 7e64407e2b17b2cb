"""Jobs as they are kept."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import ValidationError
from sqlalchemy import Connection, Select, func, insert, or_, select, update

from faxstatus_core.records import Job, JobRequest, JobState, Listing, StoredDocument
from faxstatus_core.store.database import Database
from faxstatus_core.store.documents import DocumentStore
from faxstatus_core.store.errors import (
    IdempotencyConflictError,
    InvalidChangeError,
    UnknownRecordError,
    WrongStateError,
)
from faxstatus_core.store.event_log import EventLog
from faxstatus_core.store.rows import first_fault, holds, record_of, values_of
from faxstatus_core.store.tables import call_jobs, calls, job_documents, jobs

_COLUMNS = [column for column in jobs.c if column.name in Job.model_fields]
_UNFINISHED = [state.value for state in JobState if not state.final]
_CHANGEABLE = set(Job.model_fields) - {"job_id", "documents"}


@dataclass(frozen=True, slots=True)
class Idempotency:
    """``key`` of the client's choice, and the ``fingerprint`` of what it asked for with it."""

    key: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class JobFilter:
    """Which jobs are wanted; what is None or empty does not matter. Instants are of submission."""

    states: tuple[JobState, ...] = ()
    number: str | None = None
    user_name: str | None = None
    sender_name: str | None = None
    device_id: int | None = None
    text: str | None = None
    since: datetime | None = None
    until: datetime | None = None

    def narrow(self, query: Select[Any]) -> Select[Any]:
        """``query`` for these jobs only."""
        if self.states:
            query = query.where(jobs.c.state.in_([state.value for state in self.states]))
        if self.number:
            query = query.where(holds(jobs.c.number, self.number))
        if self.user_name:
            query = query.where(holds(jobs.c.user_name, self.user_name))
        if self.sender_name:
            query = query.where(holds(jobs.c.sender_name, self.sender_name))
        if self.device_id is not None:
            called = select(call_jobs.c.job_id).join(calls, calls.c.call_id == call_jobs.c.call_id)
            by_port = called.where(calls.c.device_id == self.device_id)
            query = query.where(or_(jobs.c.device_id == self.device_id, jobs.c.job_id.in_(by_port)))
        if self.text:
            columns = (
                jobs.c.number,
                jobs.c.recipient_name,
                jobs.c.recipient_company,
                jobs.c.sender_name,
                jobs.c.document_name,
                jobs.c.subject,
            )
            document = func.json_each(jobs.c.documents).table_valued("value")
            name = func.json_extract(document.c.value, "$.name")
            named = select(1).select_from(document).where(holds(name, self.text)).exists()
            found = (holds(column, self.text) for column in columns)
            query = query.where(or_(*found, named))
        if self.since is not None:
            query = query.where(jobs.c.submitted_time >= self.since)
        if self.until is not None:
            query = query.where(jobs.c.submitted_time < self.until)
        return query


class Jobs:
    """The table of jobs. Every change is an event."""

    def __init__(self, database: Database, documents: DocumentStore) -> None:
        self._database = database
        self._documents = documents

    def add(
        self,
        request: JobRequest,
        documents: Sequence[StoredDocument],
        *,
        page_count: int,
        user_name: str,
        now: datetime,
        idempotency: Idempotency | None = None,
    ) -> tuple[Job, bool]:
        """A new job; or the one that the same user made with the same key, and False.

        Raises IdempotencyConflictError where that was for another request, InvalidChangeError.
        """
        values = request.model_dump(exclude={"password"}) | {
            "job_id": 1,  # it gets its own in the table
            "user_name": user_name,
            "state": JobState.PENDING,
            "documents": tuple(documents),
            "page_count": page_count,
            "document_size": sum(document.size for document in documents),
            "submitted_time": now,
        }
        row = values_of(_checked(values, "a new job"), jobs) | {
            "password": request.password,
            "idempotency_key": idempotency.key if idempotency else None,
            "fingerprint": idempotency.fingerprint if idempotency else None,
        }
        del row["job_id"]
        with self._database.write() as (connection, log):
            known = _of_key(connection, user_name, idempotency) if idempotency else None
            job = known or _insert(connection, row)
            if known is None:
                log.job(connection, job, now)
        self._documents.settle(document.digest for document in documents)
        return job, known is None

    def get(self, job_id: int) -> Job:
        """One job. Raises UnknownRecordError."""
        with self._database.read() as connection:
            return get_job(connection, job_id)

    def find(self, wanted: JobFilter, *, limit: int, before: int | None = None) -> Listing[Job]:
        """At most ``limit`` jobs, newest first, older than the one with the number ``before``."""
        query = wanted.narrow(select(*_COLUMNS)).order_by(jobs.c.job_id.desc()).limit(limit + 1)
        if before is not None:
            query = query.where(jobs.c.job_id < before)
        with self._database.read() as connection:
            found = [record_of(Job, row) for row in connection.execute(query).mappings()]
        more = found[limit - 1].job_id if len(found) > limit else None
        return Listing[Job](items=tuple(found[:limit]), next=more)

    def unfinished(self) -> list[Job]:
        """All jobs that are not final, oldest first."""
        query = select(*_COLUMNS).where(jobs.c.state.in_(_UNFINISHED)).order_by(jobs.c.job_id)
        with self._database.read() as connection:
            return [record_of(Job, row) for row in connection.execute(query).mappings()]

    def password(self, job_id: int) -> str:
        """By what right a job is sent; erased once it is final. Raises UnknownRecordError."""
        query = select(jobs.c.password).where(jobs.c.job_id == job_id)
        with self._database.read() as connection:
            password = connection.execute(query).scalar()
        if password is None:
            raise UnknownRecordError("job", job_id)
        return str(password)

    def update(
        self,
        job_id: int,
        *,
        now: datetime,
        expect: Collection[JobState] | None = None,
        **changes: Any,
    ) -> Job:
        """Change fields of a job.

        Raises UnknownRecordError, WrongStateError, InvalidChangeError.
        """
        with self._database.write() as (connection, log):
            return change_job(connection, log, job_id, changes, now, expect)


def get_job(connection: Connection, job_id: int) -> Job:
    """One job. Raises UnknownRecordError."""
    query = select(*_COLUMNS).where(jobs.c.job_id == job_id)
    row = connection.execute(query).mappings().first()
    if row is None:
        raise UnknownRecordError("job", job_id)
    return record_of(Job, row)


def change_job(
    connection: Connection,
    log: EventLog,
    job_id: int,
    changes: Mapping[str, Any],
    now: datetime,
    expect: Collection[JobState] | None = None,
) -> Job:
    """Change fields of a job within a transaction, and log the event.

    Raises UnknownRecordError, WrongStateError, InvalidChangeError.
    """
    job = get_job(connection, job_id)
    if not changes.keys() <= _CHANGEABLE:
        names = ", ".join(sorted(changes.keys() - _CHANGEABLE))
        raise InvalidChangeError(f"cannot be changed: {names}", where=f"job {job_id}")
    if expect is not None and job.state not in expect:
        raise WrongStateError(
            f"the job is {job.state.value.replace('_', ' ')}",
            where=f"job {job_id}",
            remedy="see its state",
        )
    changed = _checked(job.model_dump() | dict(changes), f"job {job_id}")
    row = values_of(changed, jobs)
    if changed.state.final:
        row["password_erased"] = or_(jobs.c.password_erased, jobs.c.password != "")
        row["password"] = ""
    elif job.state.final and _has_lost_its_password(connection, job_id):
        raise WrongStateError(
            "its password is no longer kept", where=f"job {job_id}", remedy="hand the job in anew"
        )
    connection.execute(update(jobs).where(jobs.c.job_id == job_id).values(row))
    log.job(connection, changed, now)
    return changed


def _has_lost_its_password(connection: Connection, job_id: int) -> bool:
    query = select(jobs.c.password_erased).where(jobs.c.job_id == job_id)
    return bool(connection.execute(query).scalar())


def _insert(connection: Connection, row: Mapping[str, Any]) -> Job:
    result = connection.execute(insert(jobs).values(row))
    (job_id,) = result.inserted_primary_key or (0,)
    job = get_job(connection, job_id)
    digests = {document.digest for document in job.documents}
    if digests:
        links = [{"job_id": job_id, "digest": digest} for digest in digests]
        connection.execute(insert(job_documents), links)
    return job


def _checked(values: Mapping[str, Any], where: str) -> Job:
    try:
        return Job.model_validate(values)
    except ValidationError as error:
        raise InvalidChangeError(
            f"not as it must be: {first_fault(error)}", where=where, remedy="give another value"
        ) from error


def _of_key(connection: Connection, user_name: str, idempotency: Idempotency) -> Job | None:
    query = select(jobs).where(
        jobs.c.user_name == user_name, jobs.c.idempotency_key == idempotency.key
    )
    row = connection.execute(query).mappings().first()
    if row is None:
        return None
    if row["fingerprint"] != idempotency.fingerprint:
        raise IdempotencyConflictError(
            "the idempotency key was used for another request",
            where=f"job {row['job_id']}",
            remedy="make a new key for each job",
        )
    return record_of(Job, row)
