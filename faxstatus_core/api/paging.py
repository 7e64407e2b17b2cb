"""Query parameters that all lists share."""

from typing import Annotated

from fastapi import Query

from faxstatus_core.records.base import MAX_ID, GivenInstant

Limit = Annotated[int, Query(ge=1, le=500, description="Items at most.")]
Before = Annotated[
    int | None, Query(ge=1, le=MAX_ID, description="Only older ones: `next` of the part before.")
]
Since = Annotated[GivenInstant | None, Query(description="Not before this instant (RFC 3339).")]
Until = Annotated[GivenInstant | None, Query(description="Before this instant (RFC 3339).")]
SearchText = Annotated[
    str | None, Query(max_length=200, description="A part of a name, number or document.")
]
FromPort = Annotated[int | None, Query(ge=0, le=2**31 - 1, description="Only of this port.")]
"""For ``device_id`` in a query."""
