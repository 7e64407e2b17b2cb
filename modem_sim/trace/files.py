"""Traces as files of JSON lines, written as things happen, and read back."""

from pathlib import Path
from typing import TextIO

from faxstatus_core.trace import Heading, Record, TraceError, parse_trace
from faxstatus_core.trace.calls import CallSorter
from faxstatus_core.trace.json_lines import line_of


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
        octets = path.read_bytes()
    except OSError as error:
        raise TraceError(
            f"cannot read the file: {error.strerror}", where=str(path), remedy="give its path"
        ) from error
    return parse_trace(octets, str(path))


def _write(stream: TextIO, entry: Heading | Record) -> None:
    stream.write(line_of(entry))
    stream.flush()
