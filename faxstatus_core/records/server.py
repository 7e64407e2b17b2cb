"""ServerInfo: the server itself, after IFaxServer (faxcom.h)."""

from typing import Annotated

from pydantic import Field

from faxstatus_core.records.base import Record
from faxstatus_core.status.record import Count, Text, UtcInstant

_Hour = Annotated[int, Field(ge=0, le=23)]
_Minute = Annotated[int, Field(ge=0, le=59)]


class ServerInfo(Record):
    """The properties of IFaxServer, and what a client needs to know first."""

    name: Text
    version: str
    api_version: str
    started_time: UtcInstant
    retries: Count = Field(description="Further tries of a job after the first (Retries).")
    retry_delay: Count = Field(
        description="Wait before the first of them (RetryDelay).",
        json_schema_extra={"unit": "min"},
    )
    dirty_days: Count = Field(
        description="How long a failed job is kept (DirtyDays).", json_schema_extra={"unit": "d"}
    )
    branding: bool = Field(description="Whether pages bear a tag line (Branding).")
    use_device_tsid: bool = Field(description="Whether the port's TSID is sent (UseDeviceTsid).")
    server_coverpage: bool = Field(
        description="Whether only the server's cover page is used (ServerCoverpage)."
    )
    pause_server_queue: bool = Field(
        description="Whether no job is begun at present (PauseServerQueue)."
    )
    archive_outbound_faxes: bool = Field(
        description="Whether sent documents are kept (ArchiveOutboundFaxes)."
    )
    discount_rate_start_hour: _Hour
    discount_rate_start_minute: _Minute
    discount_rate_end_hour: _Hour
    discount_rate_end_minute: _Minute


class RoutingMethod(Record):
    """What is done with a received fax (FaxRoutingMethod): one of the configured hooks."""

    name: Text
    kind: Text = Field(description="command, webhook, mail or folder.")
    enabled: bool
