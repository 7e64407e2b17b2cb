"""What is too old to be kept."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, ColumnElement, Connection, delete, select

from faxstatus_core.records import EventKind, JobState
from faxstatus_core.store.database import Database
from faxstatus_core.store.deliveries import DUE, cursor_of
from faxstatus_core.store.documents import DocumentStore
from faxstatus_core.store.event_log import EventLog
from faxstatus_core.store.faxes import remove_faxes
from faxstatus_core.store.references import referenced
from faxstatus_core.store.tables import calls, deliveries, events, faxes, jobs

_ORPHAN_AGE = 86400.0
"""Seconds for which a file may wait for the record that will refer to it."""
_RECORDS = 1000
"""Of which everybody is told, at a time: other writers wait meanwhile."""
_ROWS = 20_000
"""Of which nobody is told, at a time."""
_FINAL = [state.value for state in JobState if state.final]


@dataclass(frozen=True, slots=True)
class Pruned:
    """How much was removed."""

    jobs: int
    calls: int
    faxes: int
    events: int
    documents: int


def prune_jobs(database: Database, before: datetime, now: datetime) -> int:
    """Remove jobs that were finished ``before``."""
    old = jobs.c.state.in_(_FINAL) & (jobs.c.finished_time < before)
    with database.write() as (connection, log):
        return _remove(connection, log, EventKind.JOB, jobs.c.job_id, old, now)


def prune_calls(database: Database, before: datetime, now: datetime) -> int:
    """Remove calls that ended ``before``."""
    old = calls.c.ended_time < before
    with database.write() as (connection, log):
        return _remove(connection, log, EventKind.CALL, calls.c.call_id, old, now)


def prune_faxes(
    database: Database, documents: DocumentStore, before: datetime, now: datetime
) -> int:
    """Remove faxes that were received ``before``, and their files."""
    old = select(faxes.c.fax_id).where(faxes.c.received_time < before).limit(_RECORDS)
    with database.write() as (connection, log):
        ids = list(connection.execute(old).scalars())
        digests = remove_faxes(connection, log, ids, now)
    for digest in digests:
        documents.remove(digest)
    return len(ids)


def prune_events(database: Database, before: datetime) -> int:
    """Remove events of ``before``, but none that hooks have still to hear of."""
    with database.write() as (connection, _):
        settled = (deliveries.c.state != DUE) & (deliveries.c.finished < before)
        old = select(deliveries.c.id).where(settled).limit(_ROWS)
        connection.execute(delete(deliveries).where(deliveries.c.id.in_(old)))
        heard = (events.c.time < before) & (events.c.sequence <= cursor_of(connection))
        old = select(events.c.sequence).where(heard).order_by(events.c.sequence).limit(_ROWS)
        return connection.execute(delete(events).where(events.c.sequence.in_(old))).rowcount


def sweep(database: Database, documents: DocumentStore) -> int:
    """Remove files to which no record refers."""
    with database.read() as connection:
        present = referenced(connection)
    return documents.sweep(present, _ORPHAN_AGE)


def _remove(
    connection: Connection,
    log: EventLog,
    kind: EventKind,
    key: Column[int],
    old: ColumnElement[bool],
    now: datetime,
) -> int:
    ids = list(connection.execute(select(key).where(old).limit(_RECORDS)).scalars())
    for record_id in ids:
        connection.execute(delete(key.table).where(key == record_id))
        log.removed(connection, kind, record_id, now)
    return len(ids)
