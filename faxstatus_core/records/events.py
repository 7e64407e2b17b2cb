"""ServerEvent: one thing that happened, as ``GET /events`` tells it."""

from enum import StrEnum

from pydantic import Field, JsonValue

from faxstatus_core.records.base import Record
from faxstatus_core.status.record import UtcInstant


class EventKind(StrEnum):
    """What an event is about; ``data`` is the record of that name."""

    STATUS = "status"
    """FaxStatus of a port. Not kept: a later one of the same port supersedes it."""
    PORT = "port"
    """PortInfo: a port came, changed, failed or recovered."""
    JOB = "job"
    """Job: handed in, or changed."""
    CALL = "call"
    """Call: begun, or ended."""
    FAX = "fax"
    """Fax: received, or marked as read."""
    REMOVED = "removed"
    """A job, call or fax is no longer kept: {"kind", "id"}."""
    RESET = "reset"
    """What happened since Last-Event-ID is no longer known: read everything again."""

    @property
    def durable(self) -> bool:
        """Whether it is kept over a restart, and told to a client that comes back."""
        return self not in (EventKind.STATUS, EventKind.RESET)


class ServerEvent(Record):
    """An event."""

    event_id: str = Field(description="Opaque; what Last-Event-ID takes.")
    kind: EventKind
    time: UtcInstant
    device_id: int | None = Field(default=None, description="The port it is about, if any.")
    job_id: int | None = Field(default=None, description="The job it is about, if it is one.")
    data: dict[str, JsonValue]
