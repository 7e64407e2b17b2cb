"""Calls as they are kept, and what one transaction at their end writes."""

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, insert, or_, select, update

from faxstatus_core.records import (
    Call,
    Direction,
    JobState,
    Listing,
    NewFax,
    Statistics,
)
from faxstatus_core.status import FaxStatus, InvalidRowError, flatten, unflatten
from faxstatus_core.store.database import Database
from faxstatus_core.store.documents import DocumentStore
from faxstatus_core.store.errors import UnknownRecordError, WrongStateError, damaged
from faxstatus_core.store.faxes import add_fax
from faxstatus_core.store.jobs import change_job, get_job
from faxstatus_core.store.rows import holds, record_of
from faxstatus_core.store.statistics import statistics_of
from faxstatus_core.store.tables import call_jobs, call_statuses, calls, traces

_BEGINNING = (JobState.PENDING, JobState.RETRYING)


@dataclass(frozen=True, slots=True)
class CallFilter:
    """Which calls are wanted; what is None does not matter. Instants are of the beginning."""

    direction: Direction | None = None
    device_id: int | None = None
    succeeded: bool | None = None
    job_id: int | None = None
    text: str | None = None
    since: datetime | None = None
    until: datetime | None = None

    def narrow(self, query: Select[Any]) -> Select[Any]:
        """``query`` for these calls only."""
        if self.direction is not None:
            query = query.where(calls.c.direction == self.direction.value)
        if self.device_id is not None:
            query = query.where(calls.c.device_id == self.device_id)
        if self.succeeded is not None:
            query = query.where(calls.c.succeeded.is_(self.succeeded))
        if self.job_id is not None:
            of_job = select(call_jobs.c.call_id).where(call_jobs.c.job_id == self.job_id)
            query = query.where(calls.c.call_id.in_(of_job))
        if self.text:
            columns = (
                calls.c.number,
                calls.c.remote_id,
                calls.c.device_name,
                calls.c.error_cause,
                calls.c.result_text,
            )
            query = query.where(or_(*(holds(column, self.text) for column in columns)))
        if self.since is not None:
            query = query.where(calls.c.started_time >= self.since)
        if self.until is not None:
            query = query.where(calls.c.started_time < self.until)
        return query


class Calls:
    """The table of calls."""

    def __init__(self, database: Database, documents: DocumentStore) -> None:
        self._database = database
        self._documents = documents

    def begin(
        self,
        direction: Direction,
        device_id: int,
        device_name: str,
        number: str | None,
        job_ids: Sequence[int],
        now: datetime,
    ) -> Call:
        """A call is about to be dialled, or was answered. Its jobs are in progress with it.

        Raises WrongStateError if one of the jobs is not waiting any more; then nothing happens.
        """
        with self._database.write() as (connection, log):
            values = {
                "direction": direction.value,
                "device_id": device_id,
                "device_name": device_name,
                "number": number,
                "started_time": now,
                "pages": 0,
                "interrupted": False,
            }
            result = connection.execute(insert(calls).values(values))
            (call_id,) = result.inserted_primary_key or (0,)
            for position, job_id in enumerate(job_ids):
                link = {"call_id": call_id, "position": position, "job_id": job_id}
                connection.execute(insert(call_jobs).values(link))
                job = get_job(connection, job_id)
                changes = {
                    "state": JobState.IN_PROGRESS,
                    "tries": job.tries + 1,
                    "started_time": job.started_time or now,
                    "next_try": None,
                    "call_id": call_id,
                }
                change_job(connection, log, job_id, changes, now, _BEGINNING)
            call = _get(connection, call_id)
            log.call(connection, call, now)
            return call

    def confirm_pages(self, call_id: int, pages: Mapping[int, int], now: datetime) -> None:
        """The far end has confirmed so many ``pages`` of each job, by ``job_id``."""
        with self._database.write() as (connection, log):
            for job_id, count in pages.items():
                job = get_job(connection, job_id)
                if job.call_id == call_id and count > job.pages_confirmed:
                    change_job(connection, log, job_id, {"pages_confirmed": count}, now)

    def end(
        self,
        call_id: int,
        *,
        now: datetime,
        succeeded: bool,
        error_cause: str | None,
        result_text: str,
        pages: int,
        remote_id: str | None = None,
        number: str | None = None,
        interrupted: bool = False,
        status: FaxStatus | None = None,
        trace: bytes | None = None,
        job_changes: Mapping[int, Mapping[str, Any]] | None = None,
        fax: NewFax | None = None,
    ) -> Call:
        """The end of a call: its result, its jobs' new values and its fax, all or nothing.

        Raises UnknownRecordError, WrongStateError if it has ended, InvalidChangeError.
        """
        content = None if trace is None else zlib.compress(trace)
        with self._database.write() as (connection, log):
            call = _get(connection, call_id)
            if call.ended_time is not None:
                raise WrongStateError("the call has ended", where=f"call {call_id}")
            for job_id, changes in (job_changes or {}).items():
                change_job(connection, log, job_id, changes, now)
            fax_id = None
            if fax is not None:
                fax_id = add_fax(connection, log, fax, now, call_id).fax_id
            values = {
                "ended_time": now,
                "duration": max((now - call.started_time).total_seconds(), 0.0),
                "succeeded": succeeded,
                "error_cause": error_cause,
                "result_text": result_text,
                "pages": pages,
                "remote_id": remote_id,
                "number": number or call.number,
                "interrupted": interrupted,
                "fax_id": fax_id,
            }
            connection.execute(update(calls).where(calls.c.call_id == call_id).values(values))
            if status is not None:
                row = {"call_id": call_id, **flatten(status)}
                connection.execute(insert(call_statuses).values(row))
            if content is not None:
                connection.execute(insert(traces).values(call_id=call_id, content=content))
            call = _get(connection, call_id)
            log.call(connection, call, now)
        if fax is not None:
            self._documents.settle([fax.digest])
        return call

    def get(self, call_id: int) -> Call:
        """One call. Raises UnknownRecordError."""
        with self._database.read() as connection:
            return _get(connection, call_id)

    def find(self, wanted: CallFilter, *, limit: int, before: int | None = None) -> Listing[Call]:
        """At most ``limit`` calls, newest first, older than the one with the number ``before``."""
        query = wanted.narrow(select(calls)).order_by(calls.c.call_id.desc()).limit(limit + 1)
        if before is not None:
            query = query.where(calls.c.call_id < before)
        with self._database.read() as connection:
            rows = connection.execute(query).mappings().all()
            found = _records(connection, rows)
        more = found[limit - 1].call_id if len(found) > limit else None
        return Listing[Call](items=tuple(found[:limit]), next=more)

    def unended(self) -> list[Call]:
        """Calls without an end, oldest first: those that go on, or that a crash cut off."""
        query = select(calls).where(calls.c.ended_time.is_(None)).order_by(calls.c.call_id)
        with self._database.read() as connection:
            return _records(connection, connection.execute(query).mappings().all())

    def trace(self, call_id: int) -> bytes | None:
        """What was recorded of a call, JSON lines; None for nothing. Raises UnknownRecordError."""
        with self._database.read() as connection:
            _get(connection, call_id)
            query = select(traces.c.content).where(traces.c.call_id == call_id)
            content = connection.execute(query).scalar()
        try:
            return None if content is None else zlib.decompress(content)
        except zlib.error as error:
            raise damaged(str(error), f"trace of call {call_id}") from error

    def statistics(self, days: int, now: datetime) -> Statistics:
        """The calls of the last ``days`` days in UTC, today included."""
        with self._database.read() as connection:
            return statistics_of(connection, days, now)


def _get(connection: Connection, call_id: int) -> Call:
    row = connection.execute(select(calls).where(calls.c.call_id == call_id)).mappings().first()
    if row is None:
        raise UnknownRecordError("call", call_id)
    return _records(connection, [row])[0]


def _records(connection: Connection, rows: Sequence[RowMapping]) -> list[Call]:
    """The calls of ``rows``, with what other tables know of them."""
    ids = [row["call_id"] for row in rows]
    links = select(call_jobs).where(call_jobs.c.call_id.in_(ids)).order_by(call_jobs.c.position)
    job_ids: dict[int, list[int]] = {}
    for link in connection.execute(links):
        job_ids.setdefault(link.call_id, []).append(link.job_id)
    query = select(call_statuses).where(call_statuses.c.call_id.in_(ids))
    statuses = {row["call_id"]: _status_of(row) for row in connection.execute(query).mappings()}
    with_trace = select(traces.c.call_id).where(traces.c.call_id.in_(ids))
    traced = set(connection.execute(with_trace).scalars())
    return [
        record_of(
            Call,
            row,
            job_ids=tuple(job_ids.get(row["call_id"], ())),
            status=statuses.get(row["call_id"]),
            has_trace=row["call_id"] in traced,
        )
        for row in rows
    ]


def _status_of(row: RowMapping) -> FaxStatus:
    try:
        return unflatten({name: row[name] for name in row if name != "call_id"})
    except InvalidRowError as error:
        raise damaged(error.what, f"status of call {row['call_id']}") from error
