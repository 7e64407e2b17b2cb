"""What all records share."""

import re
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from faxstatus_core.status.record import UtcInstant

MAX_ID = 2**53 - 1
"""The largest identifier: JavaScript's numbers are exact up to here."""

RecordId = Annotated[int, Field(ge=1, le=MAX_ID)]

_RFC_3339 = re.compile(
    r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)", re.ASCII
)


def _check_rfc_3339(value: object) -> object:
    if isinstance(value, str) and not _RFC_3339.fullmatch(value):
        raise ValueError("not an instant as 2026-01-31T12:00:00Z (RFC 3339)")
    return value


GivenInstant = Annotated[UtcInstant, BeforeValidator(_check_rfc_3339)]
"""An instant that a client gives: no number of seconds, and no date without a time."""


class Record(BaseModel):
    """A frozen record. Instants are UTC (RFC 3339 in JSON), durations seconds."""

    model_config = ConfigDict(frozen=True, allow_inf_nan=False)
