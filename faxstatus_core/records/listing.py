"""Listing: a part of a long list."""

from typing import Generic, TypeVar

from pydantic import Field

from faxstatus_core.records.base import Record, RecordId

T = TypeVar("T", bound=Record)


class Listing(Record, Generic[T]):
    """Newest first. ``next``: give it as ``before`` to get the items that follow."""

    items: tuple[T, ...]
    next: RecordId | None = Field(description="Where the next part begins; null: this is the end.")
