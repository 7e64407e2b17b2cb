"""Traces as files of JSON lines, written as things happen, and read back."""

from pathlib import Path
from typing import TextIO

from pydantic import BaseModel, TypeAdapter, ValidationError

from faxstatus_core.errors import FaxError
from modem_sim.trace.calls import CallSorter
from modem_sim.trace.records import AnyRecord, Heading, Record

_RECORD: TypeAdapter[Record] = TypeAdapter(AnyRecord)


class TraceError(FaxError):
    """A file that is no trace, or a trace without what is asked for. ``where``: file and line."""


class TraceWriter:
    """Writes a whole trace to ``stream``, each line as soon as it is known."""

    def __init__(self, stream: TextIO, heading: Heading) -> None:
        self._stream = stream
        _write(stream, heading)

    def __call__(self, record: Record) -> None:
        """Write ``record``."""
        _write(self._stream, record)


class CallFiles:
    """Writes a file for each call into ``folder``, which is made: ``call-1.jsonl`` and so on.

    Raises OSError.
    """

    def __init__(self, folder: Path, heading: Heading) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._heading = heading
        self._sorter = CallSorter()
        self._open: dict[int, TextIO] = {}
        self._begun: set[int] = set()

    def __call__(self, record: Record) -> None:
        """Write ``record`` where it belongs."""
        for call, sorted_record in self._sorter.sort(record):
            _write(self._stream(call), sorted_record)
        for call in self._sorter.take_ended():
            if (stream := self._open.pop(call, None)) is not None:
                stream.close()

    def close(self) -> None:
        """Close the files of calls that have not ended."""
        for stream in self._open.values():
            stream.close()
        self._open.clear()

    def _stream(self, call: int) -> TextIO:
        if call not in self._open:
            path, begun = self._folder / f"call-{call}.jsonl", call in self._begun
            self._open[call] = path.open("a" if begun else "w", encoding="utf-8")
            if not begun:
                self._begun.add(call)
                _write(self._open[call], self._heading)
        return self._open[call]


def read_trace(path: Path) -> tuple[Heading, list[Record]]:
    """The heading and the records of the trace in ``path``. Raises :class:`TraceError`.

    A last line that was not written to its end, as after a crash, is left out.
    """
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except OSError as error:
        raise TraceError(
            f"cannot read the file: {error.strerror}", where=str(path), remedy="give its path"
        ) from error
    except UnicodeDecodeError as error:
        raise _no_trace(path, 1, "not UTF-8") from error
    number = 1
    try:
        heading = Heading.model_validate_json(lines[0])
        records = []
        for line in lines[1:-1]:
            number += 1
            records.append(_RECORD.validate_json(line))
    except ValidationError as error:
        fault = error.errors()[0]
        place = ".".join(str(part) for part in fault["loc"])
        raise _no_trace(path, number, f"{place}: {fault['msg']}".lstrip(": ")) from error
    return heading, records


def _no_trace(path: Path, line: int, what: str) -> TraceError:
    return TraceError(
        f"not a trace: {what}",
        where=f"{path}, line {line}",
        remedy="give a file that modem-sim wrote with --log or --traces",
    )


def _write(stream: TextIO, line: BaseModel) -> None:
    stream.write(line.model_dump_json(exclude_none=True) + "\n")
    stream.flush()
