"""A call as steps of a ladder: what each side did, and what became of it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from faxstatus_core.t31.modulations import V21
from faxstatus_core.t31.tones import Tone
from faxstatus_core.trace.arrivals import Fate, fates_of
from faxstatus_core.trace.calls import CallTrace
from faxstatus_core.trace.describe import bits_of, is_coded_data, name_of, summary_of
from faxstatus_core.trace.progress import CallProgress
from faxstatus_core.trace.records import (
    CallerIdRecord,
    CallRecord,
    CarrierRecord,
    CommandRecord,
    DialRecord,
    FaultRecord,
    FrameRecord,
    HookRecord,
    LineRecord,
    NoteRecord,
    Record,
    RingRecord,
    ToneRecord,
)
from faxstatus_core.trace.senders import began, is_told, sender_of

Party = Literal["caller", "exchange", "called"]
Kind = Literal["frame", "data", "tone", "line", "fault", "command", "note"]


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


def steps_of(call: CallTrace, *, details: bool = False) -> list[Step]:
    """The steps of ``call`` in their order.

    ``details``: with what the computers commanded, and what they made of what happened.
    """
    steps = sorted(_Teller(call, details=details).tell(), key=lambda step: step.t)
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
    def __init__(self, call: CallTrace, *, details: bool) -> None:
        self._call = call
        self._details = details
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
            case FrameRecord() if is_told(self._call, record):
                yield from self._frame(record)
            case CarrierRecord() if is_told(self._call, record):
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
            case CommandRecord() if self._details:
                yield Step(record.t, "command", self._party(record.station), None, record.line)
            case NoteRecord() if self._details or record.about == "outcome":
                party = self._party(record.station)
                yield Step(record.t, "note", party, None, f"{record.about}:", record.what)

    def _frame(self, record: FrameRecord) -> Iterator[Step]:
        self._progress.frame(record.content)
        if self._fates.get(record, Fate.ARRIVED) is Fate.ARRIVED:
            self._progress.arrived(record.content)
        name = sender_of(self._call, record)
        if record.modulation is not V21:
            self._coded[name] = self._coded.get(name, 0) + is_coded_data(record.content)
            return
        content = record.content
        step = self._said(name, began(record), "frame", name_of(content), 0.0)
        yield replace(
            step,
            detail=summary_of(content),
            bits=tuple(bits_of(content)),
            fate=self._fates.get(record, Fate.ARRIVED),
        )

    def _carrier(self, record: CarrierRecord) -> Iterator[Step]:
        if record.modulation is V21:
            return
        name = sender_of(self._call, record)
        if record.on:
            self._progress.carrier(record.modulation)
            page = self._progress.page if self._progress.in_page else 0
            page = page if record.page is None else record.page
            self._purpose[name] = f"page {page}" if page else "TCF"
            self._since[name], self._coded[name] = record.t, 0
            return
        since = self._since.pop(name, record.t)
        step = self._said(name, since, "data", self._purpose.get(name, "data"), record.t - since)
        short = " short" if record.modulation.short_training else ""
        amount = f"{record.octets} octets"
        if frames := record.frames or self._coded.get(name):
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
