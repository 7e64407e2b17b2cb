"""The FaxStatus record: one definition, from which the JSON, its schema and the client come.

The properties are those of Microsoft's IFaxStatus (faxcom.h); each field says what it means, its
COM type, its unit, when it is valid and what it holds otherwise. A property without a valid value
is null. Instants are UTC (RFC 3339 in JSON).
"""

from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field

MAX_STATION_ID = 20
"""Characters in a CSI or TSI field (T.30 §5.3.6.2.4)."""

_MAX_TEXT = 1024
_MAX_LONG = 2**31 - 1

ComType = Literal["BSTR", "long", "BOOL", "DATE"]
Validity = Literal["always", "job", "sending", "receiving"]
"""When a property is valid; ``job``: while the port sends or receives a fax."""

DeviceIdRange = Field(ge=0, le=_MAX_LONG)
"""A permanent line identifier: a COM long, not negative."""


def _clean(value: object) -> object:
    """Texts come from modems, far ends and file names: keep what can be shown and encoded."""
    if not isinstance(value, str):
        return value
    return "".join(c if c.isprintable() else "?" for c in value[:_MAX_TEXT]).strip()


def _clip_station_id(value: object) -> object:
    return value[:MAX_STATION_ID].rstrip() if isinstance(value, str) else value


def _to_utc(value: datetime) -> datetime:
    try:
        return value.astimezone(UTC)
    except OverflowError as error:
        raise ValueError("the instant is outside the calendar in UTC") from error


Text = Annotated[str, BeforeValidator(_clean)]
# Validators run from the right: clean first, then clip.
StationId = Annotated[
    str,
    Field(max_length=MAX_STATION_ID),
    BeforeValidator(_clip_station_id),
    BeforeValidator(_clean),
]
UtcInstant = Annotated[AwareDatetime, AfterValidator(_to_utc)]
Count = Annotated[int, Field(ge=0, le=_MAX_LONG)]
PageNumber = Annotated[int, Field(ge=1, le=_MAX_LONG)]
PhaseName = Literal["A", "B", "C", "D", "E"]


# Any: pydantic's own Field() is typed so.
def _property(
    com_name: str,
    com_type: ComType,
    valid: Validity,
    description: str,
    *,
    absent: str = "null",
    unit: str | None = None,
) -> Any:
    return Field(
        title=com_name,
        description=description,
        json_schema_extra={
            "com_name": com_name,
            "com_type": com_type,
            "valid": valid,
            "absent": absent,
            "unit": unit,
        },
    )


class ExtendedStatus(BaseModel):
    """What IFaxStatus has no property for. Null where unknown or where no job runs."""

    model_config = ConfigDict(frozen=True, allow_inf_nan=False)

    device_status: int = Field(description="Device status code, one of FPS_* (winfax.h).")
    device_status_name: str = Field(description="Name of the code, for instance FPS_SENDING.")
    state: str = Field(description="State of the port, for instance sending.")
    phase: PhaseName | None = Field(description="Phase of the T.30 call, A to E.")
    modulation: Text | None = Field(description="Modulation of the image carrier, such as V.17.")
    data_rate: Count | None = Field(
        description="Data rate of the image carrier.", json_schema_extra={"unit": "bit/s"}
    )
    resolution: Text | None = Field(description="Resolution of the pages, as negotiated.")
    pages_received: Count | None = Field(
        description="Pages received whole so far.",
        json_schema_extra={"unit": "pages", "valid": "receiving"},
    )
    pages_confirmed: Count | None = Field(
        description="Pages that the called machine has confirmed so far.",
        json_schema_extra={"unit": "pages", "valid": "sending"},
    )
    page_bytes: Count | None = Field(
        description="Image data of the current page passed so far.",
        json_schema_extra={"unit": "octets"},
    )
    page_percent: float | None = Field(
        ge=0,
        le=100,
        description="Part of the current page passed so far, where its size is known.",
        json_schema_extra={"unit": "%"},
    )
    remote_id: StationId | None = Field(description="Identification of the far station.")
    error_cause: str | None = Field(
        description="Why the call failed, for instance busy or no_response_to_page."
    )


class FaxStatus(BaseModel):
    """A snapshot of one port: the 19 properties of IFaxStatus, and more in ``extended``.

    A job runs from the dialling or the answering of a call until its port is available again:
    a call that has just ended still shows its job.
    """

    model_config = ConfigDict(frozen=True, allow_inf_nan=False)

    address: Annotated[
        Text | None, _property("Address", "BSTR", "sending", "Number dialled for the job.")
    ]
    caller_id: Annotated[
        Text | None,
        _property(
            "CallerId",
            "BSTR",
            "receiving",
            "Identifies the calling device; may hold its telephone number.",
            absent="null, also where the line gave no caller ID",
        ),
    ]
    csid: Annotated[
        StationId | None,
        _property(
            "Csid",
            "BSTR",
            "always",
            "Called station identifier: the called machine's when sending, else the port's own.",
            absent="null where that station gave none (yet)",
        ),
    ]
    current_page: Annotated[
        PageNumber | None,
        _property(
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
        _property(
            "Description",
            "BSTR",
            "always",
            "Text of the port's status; for a failure also what happened.",
            absent="never absent",
        ),
    ]
    device_id: Annotated[
        int,
        DeviceIdRange,
        _property(
            "DeviceId",
            "long",
            "always",
            "Permanent line identifier of the port.",
            absent="never absent",
        ),
    ]
    device_name: Annotated[
        Text,
        _property(
            "DeviceName", "BSTR", "always", "Display name of the port.", absent="never absent"
        ),
    ]
    document_name: Annotated[
        Text | None,
        _property("DocumentName", "BSTR", "sending", "User-friendly name of the document."),
    ]
    document_size: Annotated[
        Count | None,
        _property("DocumentSize", "long", "sending", "Size of the document.", unit="octets"),
    ]
    elapsed_time: Annotated[
        float | None,
        Field(ge=0),
        _property(
            "ElapsedTime",
            "DATE",
            "job",
            "Time since StartTime; stands still once the call has ended.",
            unit="s",
        ),
    ]
    page_count: Annotated[
        Count | None,
        _property(
            "PageCount", "long", "sending", "Number of pages in the outbound fax.", unit="pages"
        ),
    ]
    receive: Annotated[
        bool,
        _property(
            "Receive",
            "BOOL",
            "always",
            "True while the port receives a fax.",
            absent="never absent",
        ),
    ]
    recipient_name: Annotated[
        Text | None,
        _property(
            "RecipientName",
            "BSTR",
            "job",
            "Recipient: of the job when sending, by the routing when receiving.",
        ),
    ]
    routing_string: Annotated[
        Text | None,
        _property(
            "RoutingString",
            "BSTR",
            "receiving",
            "Routing information of an inbound fax: sub-address (SUB) or dialled digits.",
            absent="null, also where the caller sent none",
        ),
    ]
    send: Annotated[
        bool,
        _property(
            "Send", "BOOL", "always", "True while the port sends a fax.", absent="never absent"
        ),
    ]
    sender_name: Annotated[
        Text | None,
        _property("SenderName", "BSTR", "sending", "Name of the user who sent the fax."),
    ]
    start_time: Annotated[
        UtcInstant | None,
        _property(
            "StartTime", "DATE", "job", "Time at which the active job began.", unit="UTC instant"
        ),
    ]
    submitted_time: Annotated[
        UtcInstant | None,
        _property(
            "SubmittedTime",
            "DATE",
            "sending",
            "Time at which the user submitted the job.",
            unit="UTC instant",
        ),
    ]
    tsid: Annotated[
        StationId | None,
        _property(
            "Tsid",
            "BSTR",
            "always",
            "Transmitting station identifier: the caller's when receiving, else the port's own.",
            absent="null where that station gave none (yet)",
        ),
    ]
    extended: ExtendedStatus = Field(description="What IFaxStatus has no property for.")


IFAXSTATUS_PROPERTIES: tuple[str, ...] = tuple(
    name for name in FaxStatus.model_fields if name != "extended"
)
"""The names of the 19 properties of IFaxStatus, in snake_case."""
