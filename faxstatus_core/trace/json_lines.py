"""Traces as JSON lines: a heading, and a record on each further line."""

from collections.abc import Iterable

from pydantic import TypeAdapter, ValidationError

from faxstatus_core.errors import FaxError
from faxstatus_core.trace.records import AnyRecord, Heading, Record

_RECORD: TypeAdapter[Record] = TypeAdapter(AnyRecord)


class TraceError(FaxError):
    """Octets that are no trace, or a trace without what is asked for. ``where``: file and line."""


def line_of(entry: Heading | Record) -> str:
    """``entry`` as a line, with its end."""
    return entry.model_dump_json(exclude_none=True) + "\n"


def trace_lines(heading: Heading, records: Iterable[Record]) -> bytes:
    """A whole trace."""
    return "".join([line_of(heading), *map(line_of, records)]).encode()


def parse_trace(octets: bytes, where: str = "trace") -> tuple[Heading, list[Record]]:
    """The heading and the records of a trace. Raises :class:`TraceError`, and nothing else.

    A last line that was not written to its end, as after a crash, is left out.
    """
    try:
        lines = octets.decode("utf-8").split("\n")
    except UnicodeDecodeError as error:
        raise _no_trace(where, 1, "not UTF-8") from error
    number = 1
    try:
        heading = Heading.model_validate_json(lines[0])
        records = []
        for line in lines[1:-1]:
            number += 1
            records.append(_RECORD.validate_json(line))
    except ValidationError as error:
        fault = error.errors(include_url=False, include_context=False)[0]
        place = ".".join(str(part) for part in fault["loc"])
        raise _no_trace(where, number, f"{place}: {fault['msg']}".lstrip(": ")) from error
    return heading, records


def _no_trace(where: str, line: int, what: str) -> TraceError:
    return TraceError(
        f"not a trace: {what}",
        where=f"{where}, line {line}",
        remedy="give a trace as it was written",
    )
