"""Durable events: what happened, in the order in which it was committed."""

from collections.abc import Collection, Sequence
from datetime import datetime

from pydantic import JsonValue
from sqlalchemy import select

from faxstatus_core.records import EventKind
from faxstatus_core.store import tables
from faxstatus_core.store.database import Database
from faxstatus_core.store.event_log import StoredEvent
from faxstatus_core.store.rows import event_kind


class Events:
    """The events that are kept."""

    def __init__(self, database: Database) -> None:
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
            query = "SELECT seq FROM sqlite_sequence WHERE name = 'events'"
            return int(connection.exec_driver_sql(query).scalar() or 0)
