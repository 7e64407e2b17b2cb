"""docs/fax-status.md, made from the record and the tables of states."""

from collections.abc import Iterable, Iterator

from faxstatus_core.status.codes import FpsCode
from faxstatus_core.status.extended import ExtendedStatus
from faxstatus_core.status.flat import FlatType, flat_fields
from faxstatus_core.status.record import IFAXSTATUS_PROPERTIES, FaxStatus
from faxstatus_core.status.schema import SCHEMA_VERSION
from faxstatus_core.status.states import TRANSITIONS, PortState

_TYPES: dict[FlatType, str] = {str: "string", int: "integer", float: "number", bool: "boolean"}
_INSTANT = "date-time"

_TITLE = f"""# FaxStatus

The status of one port at one moment: the 19 properties of Microsoft's IFaxStatus (faxcom.h), and in
`extended` what later systems tell. This page and [the JSON schema][schema] (version
{SCHEMA_VERSION}) are made from the definition in `faxstatus_core/status/`;
`python -m faxstatus_core.status` writes them again.

Every property is always present, and null where it has no valid value. Instants are UTC (RFC 3339),
durations seconds. *Valid* says when a property can have a value:

- `always`;
- `job`: while the port sends or receives a fax, from dialling or answering until it is free again;
- `sending`, `receiving`: while it does that (Send, or Receive, is true);
- `inbound`: while a call that came rings, or runs.

In a polled call the roles change: who called sends at first, and receives from the request on.

[schema]: schemas/fax-status-{SCHEMA_VERSION}.json
"""

_COM = """
## The 19 properties of IFaxStatus

| property | in JSON | COM type | type | unit | valid | meaning | without a value |
|---|---|---|---|---|---|---|---|
"""

_EXTENDED = """
## The extended part

| in `extended` | type | unit | valid | meaning |
|---|---|---|---|---|
"""

_CODES = """
## Device status codes

`description` begins with the text; the code is in `extended.device_status`.

| code | value | text | when |
|---|---|---|---|
"""

_STATES = """
## States of a port

`extended.state`; each has the device status code of its name.

| state | code | can be followed by |
|---|---|---|
"""


def fax_status_page() -> str:
    """The whole page, as Markdown."""
    return "".join(
        (
            _TITLE,
            _COM,
            *_rows(_properties()),
            _EXTENDED,
            *_rows(_extended()),
            _CODES,
            *_rows(_codes()),
            _STATES,
            *_rows(_states()),
        )
    )


def _rows(rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    for cells in rows:
        yield f"| {' | '.join(cells)} |\n"


def _properties() -> Iterator[tuple[str, ...]]:
    for name in IFAXSTATUS_PROPERTIES:
        info = FaxStatus.model_fields[name]
        told = info.json_schema_extra
        assert isinstance(told, dict)
        yield (
            str(told["com_name"]),
            f"`{name}`",
            str(told["com_type"]),
            _type_of(name),
            str(told["unit"] or ""),
            f"`{told['valid']}`",
            info.description or "",
            str(told["absent"]),
        )


def _extended() -> Iterator[tuple[str, ...]]:
    for name, info in ExtendedStatus.model_fields.items():
        told = info.json_schema_extra
        assert isinstance(told, dict)
        yield (
            f"`{name}`",
            _type_of(f"extended_{name}"),
            str(told["unit"] or ""),
            f"`{told['valid']}`",
            info.description or "",
        )


def _type_of(name: str) -> str:
    field = next(field for field in flat_fields() if field.name == name)
    return _TYPES.get(field.python_type, _INSTANT)


def _codes() -> Iterator[tuple[str, ...]]:
    for code in FpsCode:
        yield code.symbol, f"0x{code.value:08X}", code.text, code.meaning


def _states() -> Iterator[tuple[str, ...]]:
    for state in PortState:
        following = dict.fromkeys(TRANSITIONS[state].values())
        others = (f"`{each.value}`" for each in following if each is not state)
        yield f"`{state.value}`", state.code.symbol, ", ".join(others)
