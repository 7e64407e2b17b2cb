"""Received faxes as they are kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, delete, func, insert, or_, select, update

from faxstatus_core.records import EventKind, Fax, Listing, NewFax
from faxstatus_core.store.database import Database
from faxstatus_core.store.documents import DocumentStore
from faxstatus_core.store.errors import UnknownRecordError
from faxstatus_core.store.event_log import EventLog
from faxstatus_core.store.references import referenced
from faxstatus_core.store.rows import holds, record_of, values_of
from faxstatus_core.store.tables import faxes


@dataclass(frozen=True, slots=True)
class FaxFilter:
    """Which faxes are wanted; what is None does not matter. Instants are of the call."""

    device_id: int | None = None
    read: bool | None = None
    text: str | None = None
    since: datetime | None = None
    until: datetime | None = None

    def narrow(self, query: Select[Any]) -> Select[Any]:
        """``query`` for these faxes only."""
        if self.device_id is not None:
            query = query.where(faxes.c.device_id == self.device_id)
        if self.read is not None:
            query = query.where(faxes.c.read.is_(self.read))
        if self.text:
            columns = (
                faxes.c.tsid,
                faxes.c.caller_id,
                faxes.c.caller_name,
                faxes.c.routing_string,
                faxes.c.device_name,
            )
            query = query.where(or_(*(holds(column, self.text) for column in columns)))
        if self.since is not None:
            query = query.where(faxes.c.received_time >= self.since)
        if self.until is not None:
            query = query.where(faxes.c.received_time < self.until)
        return query


class Faxes:
    """The table of received faxes."""

    def __init__(self, database: Database, documents: DocumentStore) -> None:
        self._database = database
        self._documents = documents

    def add(self, fax: NewFax, now: datetime) -> Fax:
        """A fax that belongs to no call that is known."""
        with self._database.write() as (connection, log):
            added = add_fax(connection, log, fax, now, None)
        self._documents.settle([fax.digest])
        return added

    def get(self, fax_id: int) -> Fax:
        """One fax. Raises UnknownRecordError."""
        with self._database.read() as connection:
            return _get(connection, fax_id)

    def has(self, digest: str) -> bool:
        """Whether a fax has this content."""
        query = select(func.count()).where(faxes.c.digest == digest)
        with self._database.read() as connection:
            return bool(connection.execute(query).scalar())

    def find(self, wanted: FaxFilter, *, limit: int, before: int | None = None) -> Listing[Fax]:
        """At most ``limit`` faxes, newest first, older than the one with the number ``before``."""
        query = wanted.narrow(select(faxes)).order_by(faxes.c.fax_id.desc()).limit(limit + 1)
        if before is not None:
            query = query.where(faxes.c.fax_id < before)
        with self._database.read() as connection:
            found = [record_of(Fax, row) for row in connection.execute(query).mappings()]
        more = found[limit - 1].fax_id if len(found) > limit else None
        return Listing[Fax](items=tuple(found[:limit]), next=more)

    def mark(self, fax_id: int, read: bool, now: datetime) -> Fax:
        """Mark as read, or not. Raises UnknownRecordError."""
        with self._database.write() as (connection, log):
            _get(connection, fax_id)
            connection.execute(update(faxes).where(faxes.c.fax_id == fax_id).values(read=read))
            fax = _get(connection, fax_id)
            log.fax(connection, fax, now)
            return fax

    def remove(self, fax_id: int, now: datetime) -> None:
        """Remove a fax for good, and its file unless another fax or a job has it.

        Raises UnknownRecordError.
        """
        with self._database.write() as (connection, log):
            digests = remove_faxes(connection, log, [fax_id], now)
        for digest in digests:
            self._documents.remove(digest)


def add_fax(
    connection: Connection, log: EventLog, fax: NewFax, now: datetime, call_id: int | None
) -> Fax:
    """Add a fax within a transaction, and log the event."""
    row = values_of(fax, faxes) | {"call_id": call_id, "read": False}
    (fax_id,) = connection.execute(insert(faxes).values(row)).inserted_primary_key or (0,)
    added = _get(connection, fax_id)
    log.fax(connection, added, now)
    return added


def remove_faxes(
    connection: Connection, log: EventLog, fax_ids: Sequence[int], now: datetime
) -> set[str]:
    """Remove faxes within a transaction, and log the events.

    Gives the digests of the documents that nobody has any more. Raises UnknownRecordError.
    """
    digests: set[str] = set()
    for fax_id in fax_ids:
        digests.add(_get(connection, fax_id).digest)
        connection.execute(delete(faxes).where(faxes.c.fax_id == fax_id))
        log.removed(connection, EventKind.FAX, fax_id, now)
    return digests - referenced(connection, digests)


def _get(connection: Connection, fax_id: int) -> Fax:
    row = connection.execute(select(faxes).where(faxes.c.fax_id == fax_id)).mappings().first()
    if row is None:
        raise UnknownRecordError("fax", fax_id)
    return record_of(Fax, row)
