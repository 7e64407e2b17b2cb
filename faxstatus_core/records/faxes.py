"""Fax: what was received in one call."""

from typing import Annotated

from pydantic import Field

from faxstatus_core.records.base import Record, RecordId
from faxstatus_core.records.documents import Digest
from faxstatus_core.status.record import Count, DeviceIdRange, StationId, Text, UtcInstant


class FaxPage(Record):
    """One page as it was received."""

    number: Annotated[int, Field(ge=1)] = Field(description="Counted from 1.")
    width: Count = Field(json_schema_extra={"unit": "pels"})
    height: Count = Field(json_schema_extra={"unit": "lines"})
    dpi_across: Count
    dpi_down: Count


class NewFax(Record):
    """A received fax before it is kept."""

    device_id: Annotated[int, DeviceIdRange] = Field(description="Port that received it.")
    device_name: Text
    received_time: UtcInstant = Field(description="When the call began.")
    duration: float | None = Field(default=None, ge=0, json_schema_extra={"unit": "s"})
    complete: bool = Field(description="Whether the caller ended the fax in good order.")
    tsid: StationId | None = Field(default=None, description="Identification of the caller.")
    csid: StationId | None = Field(default=None, description="Our own, as the caller saw it.")
    caller_id: Text | None = Field(default=None, description="Number of the caller, by the line.")
    caller_name: Text | None = Field(default=None, description="Name of the caller, by the line.")
    routing_string: Text | None = Field(default=None, description="Sub-address (SUB).")
    remote_maker: Text | None = Field(default=None, description="Maker of the calling machine.")
    pages: tuple[FaxPage, ...]
    page_count: Count
    bad_lines: Count = Field(default=0, description="Lines that were received damaged.")
    size: Count = Field(description="Size of the TIFF.", json_schema_extra={"unit": "octets"})
    digest: Digest = Field(description="SHA-256 of the TIFF.")


class Fax(NewFax):
    """A received fax."""

    fax_id: RecordId
    call_id: RecordId | None = Field(description="Null for one found after the server stopped.")
    read: bool = Field(default=False, description="Whether somebody has marked it as read.")
