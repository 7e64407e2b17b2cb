"""What hooks owe: one delivery for each hook and event, until it is done or given up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import JsonValue
from sqlalchemy import Connection, Select, func, select, update
from sqlalchemy.dialects.sqlite import insert as insert_or_ignore

from faxstatus_core.records import EventKind
from faxstatus_core.store.database import Database
from faxstatus_core.store.errors import UnknownRecordError
from faxstatus_core.store.rows import event_kind
from faxstatus_core.store.tables import deliveries, settings

_CURSOR = "hooks.cursor"
DUE, DONE, DEAD = "due", "done", "dead"


@dataclass(frozen=True, slots=True)
class NewDelivery:
    """An event that a hook is to be told."""

    hook: str
    event_sequence: int
    kind: EventKind
    payload: Mapping[str, JsonValue]


@dataclass(frozen=True, slots=True)
class Delivery:
    """A delivery as it is kept. ``state``: due, done or dead."""

    id: int
    hook: str
    event_sequence: int
    kind: EventKind
    payload: dict[str, JsonValue]
    state: str
    tries: int
    next_try: datetime | None
    last_error: str | None
    created: datetime


class Deliveries:
    """The table of deliveries."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def cursor(self) -> int:
        """The sequence of the last event whose deliveries are enqueued."""
        with self._database.read() as connection:
            return cursor_of(connection)

    def advance(self, cursor: int, rows: Sequence[NewDelivery], *, now: datetime) -> None:
        """Enqueue the deliveries of the events up to ``cursor``, in one transaction."""
        with self._database.write() as (connection, _):
            for row in rows:
                values = {
                    "hook": row.hook,
                    "event_sequence": row.event_sequence,
                    "kind": row.kind.value,
                    "payload": dict(row.payload),
                    "state": DUE,
                    "tries": 0,
                    "next_try": now,
                    "created": now,
                }
                connection.execute(
                    insert_or_ignore(deliveries).values(values).on_conflict_do_nothing()
                )
            value = insert_or_ignore(settings).values(key=_CURSOR, value=cursor)
            connection.execute(value.on_conflict_do_update(["key"], set_={"value": cursor}))

    def due(self, now: datetime, limit: int) -> list[Delivery]:
        """At most ``limit`` deliveries whose time has come, oldest first."""
        table = deliveries.c
        query = select(deliveries).where(table.state == DUE, table.next_try <= now)
        return self._read(query.order_by(table.id).limit(limit))

    def next_due(self) -> datetime | None:
        """When the next delivery is due; None where none waits."""
        query = select(func.min(deliveries.c.next_try)).where(deliveries.c.state == DUE)
        with self._database.read() as connection:
            return connection.execute(query).scalar()

    def settle(
        self,
        delivery_id: int,
        *,
        now: datetime,
        done: bool,
        error: str | None = None,
        next_try: datetime | None = None,
    ) -> None:
        """A try is over: done, due again at ``next_try``, or dead. Raises UnknownRecordError."""
        state = DONE if done else DUE if next_try is not None else DEAD
        values: dict[str, Any] = {
            "state": state,
            "tries": deliveries.c.tries + 1,
            "last_error": error,
            "next_try": next_try,
            "finished": None if state == DUE else now,
        }
        with self._database.write() as (connection, _):
            query = update(deliveries).where(deliveries.c.id == delivery_id).values(values)
            if not connection.execute(query).rowcount:
                raise UnknownRecordError("delivery", delivery_id)

    def find(self, *, states: Sequence[str] = (), limit: int = 100) -> list[Delivery]:
        """The newest deliveries, in these ``states``; empty: in any."""
        query = select(deliveries).order_by(deliveries.c.id.desc()).limit(limit)
        if states:
            query = query.where(deliveries.c.state.in_(states))
        return self._read(query)

    def _read(self, query: Select[Any]) -> list[Delivery]:
        with self._database.read() as connection:
            return [
                Delivery(
                    row.id,
                    row.hook,
                    row.event_sequence,
                    event_kind(row.kind),
                    row.payload,
                    row.state,
                    row.tries,
                    row.next_try,
                    row.last_error,
                    row.created,
                )
                for row in connection.execute(query)
            ]


def cursor_of(connection: Connection) -> int:
    """The sequence of the last event whose deliveries are enqueued."""
    query = select(settings.c.value).where(settings.c.key == _CURSOR)
    return int(connection.execute(query).scalar() or 0)
