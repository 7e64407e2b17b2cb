"""What a field of the record can hold, and what is told of it beside its type."""

from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, AwareDatetime, BeforeValidator, Field

MAX_STATION_ID = 20
"""Characters in a CSI or TSI field (T.30 §5.3.6.2.4)."""
MAX_TEXT = 1024
"""Characters of a text; what is longer is cut."""

_MAX_LONG = 2**31 - 1
_MAX_EXACT = 2**53 - 1

ComType = Literal["BSTR", "long", "BOOL", "DATE"]
Validity = Literal["always", "job", "sending", "receiving", "inbound"]
"""When a field is valid.

``job``: while the port sends or receives a fax; ``sending``, ``receiving``: while it does that;
``inbound``: while a call that came rings, or runs.
"""

DeviceIdRange = Field(ge=0, le=_MAX_LONG)
"""A permanent line identifier: a COM long, not negative."""


def _clean(value: object) -> object:
    """Texts come from modems, far ends and file names: keep what can be shown and encoded."""
    if not isinstance(value, str):
        return value
    return "".join(c if c.isprintable() else "?" for c in value[:MAX_TEXT]).strip()


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
Identifier = Annotated[int, Field(ge=1, le=_MAX_EXACT)]
PageNumber = Annotated[int, Field(ge=1, le=_MAX_LONG)]
Percentage = Annotated[float, Field(ge=0, le=100)]
Seconds = Annotated[float, Field(ge=0)]
PhaseName = Literal["A", "B", "C", "D", "E"]
CodingName = Literal["MH", "MR", "MMR"]
WidthName = Literal["A4", "B4", "A3"]
LengthName = Literal["A4", "B4", "unlimited"]


# Any: pydantic's own Field() is typed so.
def com_property(
    com_name: str,
    com_type: ComType,
    valid: Validity,
    description: str,
    *,
    absent: str = "null",
    unit: str | None = None,
) -> Any:
    """A property of IFaxStatus. ``absent``: what it holds where it is not valid."""
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


def extended_field(valid: Validity, description: str, *, unit: str | None = None) -> Any:
    """A field of the extended part; null where it is not valid, or nothing is known."""
    return Field(description=description, json_schema_extra={"valid": valid, "unit": unit})
