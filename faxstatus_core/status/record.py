"""The FaxStatus record: one definition, from which JSON, schema, table and docs come.

The properties are those of Microsoft's IFaxStatus (faxcom.h); each field says what it means, its
COM type, its unit, when it is valid and what it holds otherwise. A property without a valid value
is null. Instants are UTC (RFC 3339 in JSON).
"""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from faxstatus_core.status.extended import ExtendedStatus
from faxstatus_core.status.fields import (
    Count,
    DeviceIdRange,
    PageNumber,
    Seconds,
    StationId,
    Text,
    UtcInstant,
    com_property,
)

__all__ = [
    "IFAXSTATUS_PROPERTIES",
    "Count",
    "DeviceIdRange",
    "FaxStatus",
    "StationId",
    "Text",
    "UtcInstant",
]


class FaxStatus(BaseModel):
    """A snapshot of one port: the 19 properties of IFaxStatus, and more in ``extended``.

    A job runs from the dialling or the answering of a call until its port is available again:
    a call that has just ended still shows its job. Who polls sends (a request) until the call turns
    round, and receives from then on; for who is polled it is the other way round.
    """

    model_config = ConfigDict(frozen=True, allow_inf_nan=False)

    address: Annotated[
        Text | None, com_property("Address", "BSTR", "sending", "Number as dialled for the job.")
    ]
    caller_id: Annotated[
        Text | None,
        com_property(
            "CallerId",
            "BSTR",
            "receiving",
            "Identifies the calling device; may hold its telephone number.",
            absent="null, also where the line gave no caller ID",
        ),
    ]
    csid: Annotated[
        StationId | None,
        com_property(
            "Csid",
            "BSTR",
            "always",
            "Called station identifier: the called machine's when sending, else the port's own. "
            "In a polled call it goes with the pages: it is of the machine that receives them.",
            absent="null where that station gave none (yet)",
        ),
    ]
    current_page: Annotated[
        PageNumber | None,
        com_property(
            "CurrentPage",
            "long",
            "job",
            "Page in transmission, counted from 1. IFaxStatus speaks of sending; its source, "
            "FAX_DEVICE_STATUS, of sending or receiving.",
            absent="null, also before the first page",
            unit="page number",
        ),
    ]
    description: Annotated[
        Text,
        com_property(
            "Description",
            "BSTR",
            "always",
            "Text of the port's device status code; for a failure also what happened.",
            absent="never absent",
        ),
    ]
    device_id: Annotated[
        int,
        DeviceIdRange,
        com_property(
            "DeviceId",
            "long",
            "always",
            "Permanent line identifier of the port.",
            absent="never absent",
        ),
    ]
    device_name: Annotated[
        Text,
        com_property(
            "DeviceName", "BSTR", "always", "Display name of the port.", absent="never absent"
        ),
    ]
    document_name: Annotated[
        Text | None,
        com_property("DocumentName", "BSTR", "sending", "User-friendly name of the document."),
    ]
    document_size: Annotated[
        Count | None,
        com_property("DocumentSize", "long", "sending", "Size of the document.", unit="octets"),
    ]
    elapsed_time: Annotated[
        Seconds | None,
        com_property(
            "ElapsedTime",
            "DATE",
            "job",
            "Time since StartTime; stands still once the call has ended.",
            unit="s",
        ),
    ]
    page_count: Annotated[
        Count | None,
        com_property(
            "PageCount", "long", "sending", "Number of pages in the outbound fax.", unit="pages"
        ),
    ]
    receive: Annotated[
        bool,
        com_property(
            "Receive",
            "BOOL",
            "always",
            "True while the port receives a fax.",
            absent="never absent",
        ),
    ]
    recipient_name: Annotated[
        Text | None,
        com_property(
            "RecipientName",
            "BSTR",
            "job",
            "Recipient: of the job when sending, by the routing when receiving. IFaxStatus speaks "
            "of an inbound fax; its source, FAX_DEVICE_STATUS, of an outbound one.",
        ),
    ]
    routing_string: Annotated[
        Text | None,
        com_property(
            "RoutingString",
            "BSTR",
            "receiving",
            "Routing information of an inbound fax: sub-address (SUB) or dialled digits.",
            absent="null, also where the caller sent none",
        ),
    ]
    send: Annotated[
        bool,
        com_property(
            "Send", "BOOL", "always", "True while the port sends a fax.", absent="never absent"
        ),
    ]
    sender_name: Annotated[
        Text | None,
        com_property("SenderName", "BSTR", "sending", "Name of the user who sent the fax."),
    ]
    start_time: Annotated[
        UtcInstant | None,
        com_property(
            "StartTime", "DATE", "job", "Time at which the active job began.", unit="UTC instant"
        ),
    ]
    submitted_time: Annotated[
        UtcInstant | None,
        com_property(
            "SubmittedTime",
            "DATE",
            "sending",
            "Time at which the user submitted the job.",
            unit="UTC instant",
        ),
    ]
    tsid: Annotated[
        StationId | None,
        com_property(
            "Tsid",
            "BSTR",
            "always",
            "Transmitting station identifier: the far machine's when receiving, else the port's "
            "own, or the one that the job sends in its place.",
            absent="null where that station gave none (yet)",
        ),
    ]
    extended: ExtendedStatus = Field(description="What IFaxStatus has no property for.")


IFAXSTATUS_PROPERTIES: tuple[str, ...] = tuple(
    name for name in FaxStatus.model_fields if name != "extended"
)
"""The names of the 19 properties of IFaxStatus, in snake_case."""
