"""The record as one flat row of plain values: what a table of statuses is made of."""

import functools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from pydantic import BaseModel, ValidationError

from faxstatus_core.errors import FaxError
from faxstatus_core.status.extended import ExtendedStatus
from faxstatus_core.status.record import FaxStatus

FlatType = type[str] | type[int] | type[float] | type[bool] | type[datetime]
FlatValue = str | int | float | bool | datetime | None

_PREFIX = "extended_"
_TYPES: dict[tuple[str, str | None], FlatType] = {
    ("boolean", None): bool,
    ("integer", None): int,
    ("number", None): float,
    ("string", None): str,
    ("string", "date-time"): datetime,
}
"""By type and format of JSON schema."""


class InvalidRowError(FaxError):
    """A row that is no status: a field is absent, or out of its range."""


@dataclass(frozen=True, slots=True)
class FlatField:
    """One column. Instants are aware, in UTC."""

    name: str
    """The record's; with ``extended_`` before it in the extended part."""
    python_type: FlatType
    nullable: bool
    description: str


@functools.cache
def flat_fields() -> tuple[FlatField, ...]:
    """The columns: the 19 properties, then those of the extended part."""
    return (*_fields(FaxStatus, ""), *_fields(ExtendedStatus, _PREFIX))


def flatten(status: FaxStatus) -> dict[str, FlatValue]:
    """``status`` as a row: a value for each of :func:`flat_fields`, in their order."""
    row = {name: getattr(status, name) for name in FaxStatus.model_fields if name != "extended"}
    extended = status.extended
    return row | {
        f"{_PREFIX}{name}": getattr(extended, name) for name in ExtendedStatus.model_fields
    }


def unflatten(row: Mapping[str, object]) -> FaxStatus:
    """The record of which ``row`` was made; other columns are let pass.

    Raises InvalidRowError.
    """
    extended = {
        name.removeprefix(_PREFIX): value for name, value in row.items() if name.startswith(_PREFIX)
    }
    try:
        return FaxStatus.model_validate({**row, "extended": extended})
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        raise InvalidRowError(
            first["msg"],
            where="_".join(map(str, first["loc"])),
            remedy="see the fields of the record in docs/fax-status.md",
        ) from error


def _fields(model: type[BaseModel], prefix: str) -> Iterator[FlatField]:
    for name, schema in model.model_json_schema()["properties"].items():
        if name == "extended":
            continue
        forms = schema.get("anyOf", [schema])
        plain = [form for form in forms if form["type"] != "null"]
        yield FlatField(
            f"{prefix}{name}",
            _TYPES[plain[0]["type"], plain[0].get("format")],
            nullable=len(plain) < len(forms),
            description=schema["description"],
        )
