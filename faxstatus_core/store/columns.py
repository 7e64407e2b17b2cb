"""Columns from records: what a record's fields are in a table."""

import types
from collections.abc import Container, Iterator
from datetime import UTC, datetime
from enum import Enum
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import AwareDatetime, BaseModel
from sqlalchemy import JSON, Boolean, Column, Dialect, Float, Integer, String, Text
from sqlalchemy.types import TypeDecorator, TypeEngine

from faxstatus_core.status import flat_fields
from faxstatus_core.store.errors import damaged


class Instant(TypeDecorator[datetime]):
    """An instant in UTC as text that sorts by time: 2026-01-31T12:00:00.000000Z."""

    impl = String(27)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> str | None:
        """To the database."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant without a time zone")
        local = value.astimezone(UTC).replace(tzinfo=None)
        return f"{local.isoformat(timespec='microseconds')}Z"

    def process_result_value(self, value: str | None, _dialect: Dialect) -> datetime | None:
        """From the database."""
        if value is None:
            return None
        try:
            return datetime.fromisoformat(value).astimezone(UTC)
        except (TypeError, ValueError) as error:
            raise damaged(str(error), "an instant") from error


_PLAIN: dict[type, type[TypeEngine[Any]]] = {
    bool: Boolean,
    int: Integer,
    float: Float,
    str: Text,
    datetime: Instant,
}


def columns_of(
    record: type[BaseModel], *, key: str, without: Container[str] = ()
) -> Iterator[Column[Any]]:
    """A column for each field of ``record``; ``key`` is the primary key.

    Lists and records within it are JSON.
    """
    for name, field in record.model_fields.items():
        if name in without:
            continue
        kind, nullable = _kind(field.annotation)
        if name == key:
            yield Column(name, Integer, primary_key=True)
        else:
            yield Column(name, _column_type(kind), nullable=nullable)


def status_columns() -> Iterator[Column[Any]]:
    """A column for each property of a FaxStatus."""
    for field in flat_fields():
        yield Column(field.name, _PLAIN[field.python_type], nullable=field.nullable)


def _kind(annotation: Any) -> tuple[Any, bool]:
    """The type without what is wrapped around it, and whether it may be None."""
    if get_origin(annotation) is Annotated:
        return _kind(get_args(annotation)[0])
    if get_origin(annotation) in (Union, types.UnionType):
        kinds = [kind for kind in get_args(annotation) if kind is not type(None)]
        return _kind(kinds[0])[0], True
    return annotation, False


def _column_type(kind: Any) -> type[TypeEngine[Any]]:
    if kind is AwareDatetime:
        return Instant
    if isinstance(kind, type):
        if issubclass(kind, Enum):
            return Text
        for plain, column_type in _PLAIN.items():
            if issubclass(kind, plain):
                return column_type
    return JSON
