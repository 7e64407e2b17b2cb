"""Rows and records: what all repositories do with them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from sqlalchemy import ColumnElement, RowMapping, Table, func

from faxstatus_core.records import EventKind
from faxstatus_core.store.errors import damaged

R = TypeVar("R", bound=BaseModel)

_ESCAPE = "\\"


def values_of(record: BaseModel, table: Table) -> dict[str, Any]:
    """The row that ``record`` is in ``table``."""
    row: dict[str, Any] = {}
    for name in type(record).model_fields:
        if name in table.c:
            value = getattr(record, name)
            plain = value is None or isinstance(value, (bool, int, float, str, datetime))
            row[name] = value if plain else _as_json(value)
    return row


def record_of(kind: type[R], row: RowMapping | Mapping[str, Any], **more: Any) -> R:
    """The record that a row is. Raises DamagedStoreError where it is none."""
    values = {name: row[name] for name in kind.model_fields if name in row} | more
    try:
        return kind.model_validate(values)
    except ValidationError as error:
        raise damaged(first_fault(error), kind.__name__) from error


def event_kind(value: str) -> EventKind:
    """The kind of event in a row. Raises DamagedStoreError where there is none such."""
    try:
        return EventKind(value)
    except ValueError as error:
        raise damaged(str(error), "an event") from error


def first_fault(error: ValidationError) -> str:
    """What is wrong with a value, for a person; the value itself is not told."""
    first = error.errors(include_url=False, include_input=False, include_context=False)[0]
    return f"{'.'.join(map(str, first['loc']))}: {first['msg']}"


def holds(column: ColumnElement[Any], text: str) -> ColumnElement[bool]:
    """Whether ``column`` holds ``text`` somewhere, whatever the case of its letters."""
    if not text.isascii():  # LIKE itself knows the letters of ASCII only
        column, text = func.casefold(column), text.casefold()
    for sign in (_ESCAPE, "%", "_"):
        text = text.replace(sign, _ESCAPE + sign)
    return column.like(f"%{text}%", escape=_ESCAPE)


def _as_json(value: Any) -> Any:
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json")
    return [_as_json(item) if isinstance(item, BaseModel) else item for item in value]
