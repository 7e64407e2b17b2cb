"""A call as steps of a ladder: what each side did, and what became of it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from faxstatus_core.t31.modulations import V21
from modem_sim.faults.progress import CallProgress
from modem_sim.signals import Tone
from modem_sim.trace.arrivals import Fate, fates_of
from modem_sim.trace.calls import CallTrace
from modem_sim.trace.describe import bits_of, name_of, summary_of
from modem_sim.trace.records import (
    CallerIdRecord,
    CallRecord,
    CarrierRecord,
    CommandRecord,
    DialRecord,
    FaultRecord,
    FrameRecord,
    HookRecord,
    LineRecord,
    Record,
    RingRecord,
    ToneRecord,
)

Party = Literal["caller", "exchange", "called"]
Kind = Literal["frame", "data", "tone", "line", "fault", "command"]


@dataclass(frozen=True)
class Step:
    """One thing that happened. Times in seconds of the trace.

    ``to``: who hears it, None if it is nothing to hear. ``bits``: the lines of a frame, bit by bit.
    """

    t: float
    kind: Kind
    by: Party
    to: Party | None
    label: str
    detail: str = ""
    seconds: float = 0.0
    fate: Fate = Fate.ARRIVED
    bits: tuple[str, ...] = ()
    times: int = 1


def steps_of(call: CallTrace, *, commands: bool = False) -> list[Step]:
    """The steps of ``call`` in their order; ``commands``: with those of the computers."""
    steps = sorted(_Teller(call, commands=commands).tell(), key=lambda step: step.t)
    return _together(steps)


def _together(steps: list[Step]) -> list[Step]:
    """The same tone or ring again, with nothing between, becomes one step."""
    told: list[Step] = []
    for step in steps:
        last = told[-1] if told else None
        if (
            last is not None
            and step.kind in ("tone", "line")
            and step.to is not None
            and (last.by, last.to, last.label) == (step.by, step.to, step.label)
        ):
            told[-1] = replace(last, times=last.times + 1)
        else:
            told.append(step)
    return told


class _Teller:
    def __init__(self, call: CallTrace, *, commands: bool) -> None:
        self._call = call
        self._commands = commands
        self._fates = fates_of(call)
        self._progress = CallProgress()
        self._since: dict[str, float] = {}  # of the tone or carrier that a party sends
        self._purpose: dict[str, str] = {}
        self._coded: dict[str, int] = {}

    def tell(self) -> Iterator[Step]:
        for record in self._call.records:
            yield from self._step(record)

    def _step(self, record: Record) -> Iterator[Step]:
        match record:
            case FrameRecord(way="sent"):
                yield from self._frame(record)
            case CarrierRecord(way="sent"):
                yield from self._carrier(record)
            case ToneRecord(way="sent", on=True):
                self._since[record.station] = record.t
            case ToneRecord(way="sent"):
                since = self._since.pop(record.station, record.t)
                yield self._said(record.station, since, "tone", record.tone, record.t - since)
            case ToneRecord(on=True, tone=tone) if tone not in _OF_STATIONS:
                party = self._party(record.station)
                yield Step(record.t, "tone", "exchange", party, Tone[tone].value)
            case RingRecord():
                yield Step(record.t, "line", "exchange", self._party(record.station), "ring")
            case CallerIdRecord():
                who = f"{record.number} {record.name}".strip()
                party = self._party(record.station)
                yield Step(record.t, "line", "exchange", party, "caller id", who)
            case LineRecord():
                party = self._party(record.station)
                yield Step(record.t, "line", "exchange", party, record.event)
            case HookRecord():
                party = self._party(record.station)
                yield Step(record.t, "line", party, None, f"{'off' if record.off else 'on'} hook")
            case DialRecord():
                party = self._party(record.station)
                yield Step(record.t, "line", party, "exchange", "dials", record.number)
            case CallRecord(event="ended", by=None):
                yield Step(record.t, "line", "exchange", None, "the network ends the call")
            case FaultRecord():
                yield Step(record.t, "fault", "exchange", None, "fault:", record.what)
            case CommandRecord() if self._commands:
                yield Step(record.t, "command", self._party(record.station), None, record.line)

    def _frame(self, record: FrameRecord) -> Iterator[Step]:
        self._progress.frame(record.content)
        if self._fates.get(record, Fate.ARRIVED) is Fate.ARRIVED:
            self._progress.arrived(record.content)
        if record.modulation is not V21:
            self._coded[record.station] = self._coded.get(record.station, 0) + 1
            return
        content = record.content
        step = self._said(record.station, record.t, "frame", name_of(content), 0.0)
        yield replace(
            step,
            detail=summary_of(content),
            bits=tuple(bits_of(content)),
            fate=self._fates.get(record, Fate.ARRIVED),
        )

    def _carrier(self, record: CarrierRecord) -> Iterator[Step]:
        if record.modulation is V21:
            return
        name = record.station
        if record.on:
            self._progress.carrier(record.modulation)
            checking = not self._progress.in_page
            self._purpose[name] = "TCF" if checking else f"page {self._progress.page}"
            self._since[name], self._coded[name] = record.t, 0
            return
        since = self._since.pop(name, record.t)
        step = self._said(name, since, "data", self._purpose.get(name, "data"), record.t - since)
        short = " short" if record.modulation.short_training else ""
        amount = f"{record.octets} octets"
        if frames := self._coded.get(name):
            amount = f"{frames} frames"
        detail = f"{record.modulation.name}{short}, {amount}"
        yield replace(step, detail=detail, fate=self._fates.get(record, Fate.ARRIVED))

    def _said(self, name: str, t: float, kind: Kind, label: str, seconds: float) -> Step:
        party = self._party(name)
        to: Party = "called" if party == "caller" else "caller"
        return Step(t, kind, party, to, label, seconds=seconds)

    def _party(self, name: str) -> Party:
        return "caller" if name == self._call.caller else "called"


_OF_STATIONS = frozenset({Tone.CNG.name, Tone.CED.name})
