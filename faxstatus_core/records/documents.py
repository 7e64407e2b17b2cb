"""StoredDocument: a file that was handed in, kept under its digest."""

from typing import Annotated

from pydantic import Field

from faxstatus_core.records.base import Record
from faxstatus_core.status.record import Count, Text

Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
"""SHA-256 of a file's content, in hexadecimal."""


class StoredDocument(Record):
    """A document of a job."""

    digest: Digest = Field(description="SHA-256 of the content, hexadecimal.")
    name: Text = Field(description="File name as handed in; a label, never a path.")
    media_type: str = Field(description="Media type found by looking at the content.")
    size: Count = Field(description="Size.", json_schema_extra={"unit": "octets"})
    page_count: Count = Field(description="Pages.", json_schema_extra={"unit": "pages"})
