"""A request as a value: what goes out, and how the reply is read. No I/O."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import Enum
from typing import Generic, TypeVar

from pydantic import JsonValue, TypeAdapter

from faxstatus_core.client.readers import JsonReader, Reader

T = TypeVar("T")

API = "/api/v1"
JSON = "application/json"
TIMEOUT = 30.0
"""Seconds for each step of a request, where the caller does not say."""

Value = str | int | bool | datetime | Enum | None
Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Upload:
    """A file to hand in: its name as a label, and its content."""

    name: str
    content: bytes = field(repr=False)


@dataclass(frozen=True)
class Request(Generic[T]):
    """One request to the server, whose reply is a ``T``.

    ``path`` is below ``/api/v1``. ``accept`` is the media type that the reply must have; None: any.
    ``reader`` makes what reads the reply's body. A request has no token: the connection adds it.
    """

    method: str
    path: str
    reader: Callable[[], Reader[T]] = field(repr=False)
    query: Pairs = ()
    json: JsonValue = field(default=None, repr=False)
    form: Pairs = field(default=(), repr=False)
    files: tuple[Upload, ...] = ()
    headers: Pairs = ()
    accept: str | None = JSON
    timeout: float | None = None

    def before(self, item: int) -> "Request[T]":
        """The same request for the part of a listing that follows ``item``."""
        rest = tuple(pair for pair in self.query if pair[0] != "before")
        return replace(self, query=(*rest, ("before", str(item))))


def request(
    method: str,
    path: str,
    kind: TypeAdapter[T],
    *,
    query: Pairs = (),
    json: JsonValue = None,
) -> Request[T]:
    """A request whose reply is JSON of this ``kind``."""
    return Request(method, path, lambda: JsonReader(kind), query=query, json=json)


def pairs(values: Mapping[str, Value | Sequence[Value]]) -> Pairs:
    """``values`` as a query or a form has them: None is left out, several are repeated."""
    return tuple(
        (name, _text(value))
        for name, several in values.items()
        for value in (
            several if isinstance(several, Sequence) and not isinstance(several, str) else [several]
        )
        if value is not None
    )


def _text(value: Value) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case datetime():
            return value.isoformat()
        case Enum():
            return str(value.value)
        case _:
            return str(value)
