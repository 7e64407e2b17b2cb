"""What all records share."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

MAX_ID = 2**53 - 1
"""The largest identifier: JavaScript's numbers are exact up to here."""

RecordId = Annotated[int, Field(ge=1, le=MAX_ID)]


class Record(BaseModel):
    """A frozen record. Instants are UTC (RFC 3339 in JSON), durations seconds."""

    model_config = ConfigDict(frozen=True, allow_inf_nan=False)
