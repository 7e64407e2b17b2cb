"""EventLog: what one transaction tells; committed with it, or not at all."""

from dataclasses import dataclass, field
from datetime import datetime

from pydantic import JsonValue
from sqlalchemy import Connection, insert

from faxstatus_core.records import Call, EventKind, Fax, Job
from faxstatus_core.store import tables


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
