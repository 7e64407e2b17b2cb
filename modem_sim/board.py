"""A live table of telephone lines, fed with the records of a trace."""

from collections.abc import Mapping
from dataclasses import dataclass

from rich.table import Table
from rich.text import Text

from faxstatus_core.t31.modulations import V21
from faxstatus_core.t31.tones import Tone
from faxstatus_core.text import printable
from faxstatus_core.trace.describe import name_of
from faxstatus_core.trace.progress import CallProgress
from faxstatus_core.trace.records import (
    CallRecord,
    CarrierRecord,
    CommandRecord,
    DialRecord,
    FrameRecord,
    HookRecord,
    LineRecord,
    Record,
    RingRecord,
    ToneRecord,
)

_ROWS = 20
_REFUSED = frozenset(tone.value for tone in (Tone.BUSY, Tone.REORDER, Tone.UNOBTAINABLE))


@dataclass(slots=True)
class _Line:
    number: str
    state: str = "idle"
    sends: str = ""
    frame: str = ""
    page: str = ""
    command: str = ""


class Board:
    """The lines of ``stations`` (names to numbers): what each is doing at the moment."""

    def __init__(self, stations: Mapping[str, str]) -> None:
        self._lines = {name: _Line(number) for name, number in stations.items()}
        self._names = {number: name for name, number in stations.items()}
        self._progress: dict[int, CallProgress] = {}

    def __call__(self, record: Record) -> None:
        """Something happened."""
        if isinstance(record, CallRecord):
            self._call(record)
            return
        name = getattr(record, "station", "")
        if name not in self._lines:
            return
        line = self._lines[name]
        match record:
            case CommandRecord(line=text):
                line.command = text
            case HookRecord(off=True):
                line.state = "off hook"
            case HookRecord() | LineRecord(event="ringing stopped"):
                self._lines[name] = _Line(line.number, command=line.command)
            case LineRecord():
                line.state = "line cleared"
            case DialRecord(number=number):
                line.state = f"calls {number}"
            case RingRecord():
                line.state = "rings"
            case ToneRecord(way="sent"):
                line.sends = record.tone if record.on else ""
            case ToneRecord(on=True, tone=("BUSY" | "REORDER" | "UNOBTAINABLE") as tone):
                line.state = Tone[tone].value
            case CarrierRecord(way="sent"):
                self._carrier(line, record)
            case FrameRecord(way="sent") if record.modulation is V21:
                line.frame = name_of(record.content)
                if progress := self._progress.get(record.call or 0):
                    progress.frame(record.content)
                    progress.arrived(record.content)

    def table(self) -> Table:
        """What to show now: the lines in use first, and as many of the others as there is room."""
        table = Table(box=None, pad_edge=False, header_style="dim")
        for heading in ("line", "number", "state", "sends", "last frame", "page", "last command"):
            table.add_column(heading, no_wrap=True)
        lines = sorted(self._lines.items(), key=lambda item: item[1].state == "idle")
        for name, line in lines[:_ROWS]:
            style = "dim" if line.state == "idle" else "red" if line.state in _REFUSED else ""
            cells = (line.number, line.state, line.sends, line.frame, line.page, line.command)
            table.add_row(
                Text(printable(name), style="bold"),
                *(Text(printable(c), style=style) for c in cells),
            )
        if len(lines) > _ROWS:
            table.add_row(Text(f"and {len(lines) - _ROWS} more", style="dim"))
        return table

    def _call(self, record: CallRecord) -> None:
        caller, called = (self._names.get(n or "", n or "") for n in (record.caller, record.called))
        match record.event:
            case "answered" if record.call is not None:
                self._progress[record.call] = CallProgress()
                for name, other in ((caller, called), (called, caller)):
                    if name in self._lines:
                        self._lines[name].state = f"in call with {other}"
            case "ended" if record.call is not None:
                self._progress.pop(record.call, None)

    def _carrier(self, line: _Line, record: CarrierRecord) -> None:
        line.sends = record.modulation.name if record.on else ""
        progress = self._progress.get(record.call or 0)
        if progress is None or not record.on:
            return
        progress.carrier(record.modulation)
        if record.modulation is not V21:
            line.page = f"{progress.page}" if progress.in_page else ""
