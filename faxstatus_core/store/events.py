"""Durable events: what happened, in the order in which it was committed."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from pydantic import JsonValue
from sqlalchemy import Connection, func, insert, select

from faxstatus_core.records import Call, EventKind, Fax, Job
from faxstatus_core.store import tables
from faxstatus_core.store.rows import event_kind

if TYPE_CHECKING:
    from faxstatus_core.store.database import Database


@dataclass(frozen=True, slots=True)
class StoredEvent:
    """One row. ``sequence`` counts from 1; a number is never used twice."""

    sequence: int
    time: datetime
    kind: EventKind
    device_id: int | None
    job_id: int | None
    data: dict[str, JsonValue]


@dataclass
class EventLog:
    """The events of one transaction."""

    appended: list[StoredEvent] = field(default_factory=list)

    def append(
        self,
        connection: Connection,
        kind: EventKind,
        data: dict[str, JsonValue],
        now: datetime,
        *,
        device_id: int | None = None,
        job_id: int | None = None,
    ) -> None:
        """Add an event to the transaction."""
        row = insert(tables.events).values(
            time=now, kind=kind.value, device_id=device_id, job_id=job_id, data=data
        )
        result = connection.execute(row)
        (sequence,) = result.inserted_primary_key or (0,)
        self.appended.append(StoredEvent(sequence, now, kind, device_id, job_id, data))

    def job(self, connection: Connection, job: Job, now: datetime) -> None:
        """A job is new, or has changed."""
        data = job.model_dump(mode="json")
        self.append(
            connection, EventKind.JOB, data, now, device_id=job.device_id, job_id=job.job_id
        )

    def call(self, connection: Connection, call: Call, now: datetime) -> None:
        """A call began, or ended."""
        data = call.model_dump(mode="json")
        job_id = call.job_ids[0] if len(call.job_ids) == 1 else None
        self.append(connection, EventKind.CALL, data, now, device_id=call.device_id, job_id=job_id)

    def fax(self, connection: Connection, fax: Fax, now: datetime) -> None:
        """A fax was received, or has changed."""
        data = fax.model_dump(mode="json")
        self.append(connection, EventKind.FAX, data, now, device_id=fax.device_id)

    def removed(self, connection: Connection, kind: EventKind, number: int, now: datetime) -> None:
        """A record is no longer kept."""
        self.append(connection, EventKind.REMOVED, {"kind": kind.value, "id": number}, now)


class Events:
    """The events that are kept."""

    def __init__(self, database: "Database") -> None:
        self._database = database

    def append(
        self,
        kind: EventKind,
        device_id: int | None,
        data: dict[str, JsonValue],
        now: datetime,
    ) -> None:
        """Add an event that stands for itself."""
        with self._database.write() as (connection, log):
            log.append(connection, kind, data, now, device_id=device_id)

    def after(
        self,
        sequence: int,
        limit: int,
        *,
        kinds: Collection[EventKind] | None = None,
        device_id: int | None = None,
        job_id: int | None = None,
    ) -> Sequence[StoredEvent]:
        """At most ``limit`` events that follow ``sequence``, oldest first."""
        table = tables.events.c
        query = select(tables.events).where(table.sequence > sequence)
        if kinds is not None:
            query = query.where(table.kind.in_([kind.value for kind in kinds]))
        if device_id is not None:
            query = query.where(table.device_id == device_id)
        if job_id is not None:
            query = query.where(table.job_id == job_id)
        with self._database.read() as connection:
            rows = connection.execute(query.order_by(table.sequence).limit(limit))
            return [
                StoredEvent(
                    row.sequence,
                    row.time,
                    event_kind(row.kind),
                    row.device_id,
                    row.job_id,
                    row.data,
                )
                for row in rows
            ]

    def last_sequence(self) -> int:
        """Of the newest event that ever was; 0 before the first."""
        with self._database.read() as connection:
            return _last(connection)

    def oldest_sequence(self) -> int:
        """Of the oldest event that is kept; one more than the newest where none is."""
        with self._database.read() as connection:
            oldest = connection.execute(select(func.min(tables.events.c.sequence))).scalar()
            return _last(connection) + 1 if oldest is None else int(oldest)


def _last(connection: Connection) -> int:
    query = "SELECT seq FROM sqlite_sequence WHERE name = 'events'"
    return int(connection.exec_driver_sql(query).scalar() or 0)
