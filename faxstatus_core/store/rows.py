"""Rows and records: what all repositories do with them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from sqlalchemy import ColumnElement, RowMapping, Table

from faxstatus_core.store.errors import StoreError

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
    """The record that a row is. Raises StoreError where it is none."""
    values = {name: row[name] for name in kind.model_fields if name in row} | more
    try:
        return kind.model_validate(values)
    except ValidationError as error:
        raise StoreError(
            f"a row is damaged: {error.errors()[0]['msg']}",
            where=kind.__name__,
            remedy="restore the database from a backup",
        ) from error


def holds(column: ColumnElement[Any], text: str) -> ColumnElement[bool]:
    """Whether ``column`` holds ``text`` somewhere, whatever the case of its letters."""
    for sign in (_ESCAPE, "%", "_"):
        text = text.replace(sign, _ESCAPE + sign)
    return column.ilike(f"%{text}%", escape=_ESCAPE)


def _as_json(value: Any) -> Any:
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json")
    return [_as_json(item) if isinstance(item, BaseModel) else item for item in value]
