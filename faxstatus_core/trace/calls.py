"""Which records belong to which call."""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass

from faxstatus_core.trace.records import CallRecord, Heading, HookRecord, LineRecord, Record

_BEFORE_THE_CALL = 50
"""Records of a station that are kept until it is in a call: its commands before it dials."""


class CallSorter:
    """Sorts records, in the order of their times, into calls.

    What a station did from its last call on belongs to its next one too: it dialled in there.
    """

    def __init__(self) -> None:
        self._before: dict[str, deque[Record]] = {}
        self._parties: dict[int, set[str]] = {}
        self._over: set[int] = set()

    def sort(self, record: Record) -> list[tuple[int, Record]]:
        """The calls that ``record``, and what waited for it, belong to."""
        station: str | None = getattr(record, "station", None)
        call = record.call
        if call is None:
            if station is not None:
                waiting = self._before.setdefault(station, deque(maxlen=_BEFORE_THE_CALL))
                waiting.append(record)
            return []
        parties = self._parties.setdefault(call, set())
        if station is None:
            if isinstance(record, CallRecord) and record.event in ("ended", "refused"):
                self._over.add(call)
            return [(call, record)]
        earlier = self._before.pop(station, ())
        leaves = isinstance(record, HookRecord) and not record.off
        stops = isinstance(record, LineRecord) and record.event == "ringing stopped"
        if leaves or stops:
            parties.discard(station)
        else:
            parties.add(station)
        return [*((call, each) for each in earlier), (call, record)]

    def take_ended(self) -> list[int]:
        """The calls that are over, and that everybody has left, since the last call of this."""
        ended = [call for call in self._over if not self._parties[call]]
        for call in ended:
            self._over.discard(call)
            del self._parties[call]
        return ended


@dataclass(frozen=True)
class CallTrace:
    """One call. ``caller`` and ``called`` are names of stations; nobody called: an empty name."""

    number: int
    caller: str
    called: str
    dialled: str
    heading: Heading
    records: tuple[Record, ...]


def calls_in(heading: Heading, records: Iterable[Record]) -> dict[int, CallTrace]:
    """The calls of a trace by number. Calls without their beginning are left out."""
    sorter = CallSorter()
    names = {}
    if heading.seen_from is None:
        names = {number: name for name, number in heading.stations.items()}
    found: dict[int, list[Record]] = {}
    for record in records:
        for call, sorted_record in sorter.sort(record):
            found.setdefault(call, []).append(sorted_record)
    traces = {}
    for number, of_call in found.items():
        told = [record for record in of_call if isinstance(record, CallRecord)]
        if not told:
            continue
        called = next((names.get(r.called, r.called) for r in reversed(told) if r.called), "")
        in_order = sorted(of_call, key=lambda record: record.t)
        caller = names.get(told[0].caller, told[0].caller)
        traces[number] = CallTrace(
            number, caller, called, told[0].dialled, heading, tuple(in_order)
        )
    return traces
