"""Call: one call that a port made or took."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from faxstatus_core.records.base import Record, RecordId
from faxstatus_core.status import FaxStatus
from faxstatus_core.status.record import Count, DeviceIdRange, StationId, Text, UtcInstant


class Direction(StrEnum):
    """What a call is for, from this end."""

    SEND = "send"
    RECEIVE = "receive"
    POLL = "poll"


class Call(Record):
    """A call, while it lasts and after."""

    call_id: RecordId
    direction: Direction
    device_id: Annotated[int, DeviceIdRange] = Field(description="Port of the call.")
    device_name: Text = Field(description="Name that the port had.")
    number: Text | None = Field(description="Number dialled, or of the caller if known.")
    job_ids: tuple[RecordId, ...] = Field(description="Jobs whose documents it was to carry.")
    fax_id: RecordId | None = Field(default=None, description="What was received.")
    remote_id: StationId | None = Field(
        default=None, description="Identification of the far station."
    )
    started_time: UtcInstant
    ended_time: UtcInstant | None = Field(default=None, description="Null while it lasts.")
    duration: float | None = Field(default=None, ge=0, json_schema_extra={"unit": "s"})
    succeeded: bool | None = Field(default=None, description="Null while it lasts.")
    error_cause: str | None = Field(default=None, description="Why it failed, for instance busy.")
    result_text: Text | None = Field(default=None, description="How it ended, for a person.")
    pages: Count = Field(default=0, description="Pages that were confirmed.")
    interrupted: bool = Field(default=False, description="The server stopped during the call.")
    status: FaxStatus | None = Field(
        default=None, description="The port's status at the end of the call."
    )
    has_trace: bool = Field(default=False, description="Whether ladder, trace and capture exist.")
