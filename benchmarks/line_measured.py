"""What a trace says of a call's carriers: their shape, and when they were on the line."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise

from benchmarks.line_minimum import CallShape, Party, PhaseTime, Transmission, by_phase
from faxstatus_core.t30.frames import Fcf
from faxstatus_core.t31.dle import DleDecoder
from faxstatus_core.t31.modulations import V21
from faxstatus_core.trace import CallTrace
from faxstatus_core.trace.progress import CallProgress
from faxstatus_core.trace.records import (
    CallRecord,
    CarrierRecord,
    CommandRecord,
    FrameRecord,
    HookRecord,
    OctetsRecord,
    ToneRecord,
)

_OFFERS = {Fcf.DIS, Fcf.DTC, Fcf.DCS}
_ANSWERS = {Fcf.CFR, Fcf.FTT}
_IN_ANY_PHASE = {Fcf.CRP}


@dataclass(frozen=True, slots=True)
class Timed:
    """A carrier, and when it began and ended, in seconds of the trace."""

    carrier: Transmission
    began: float
    ended: float


@dataclass(frozen=True, slots=True)
class MeasuredCall:
    """An answered fax call. ``tone``: seconds of CED; ``answered``: when the called took it."""

    carriers: tuple[Timed, ...]
    answered: float
    tone: float
    delay: float

    @property
    def shape(self) -> CallShape:
        """What was sent."""
        return CallShape(tuple(timed.carrier for timed in self.carriers), self.delay)

    def silences(self) -> list[float]:
        """Seconds of silence before each carrier but the first, where it begins."""
        return [
            next_.began - last.ended - (self.delay if next_.carrier.by != last.carrier.by else 0.0)
            for last, next_ in pairwise(self.carriers)
        ]

    def times(self) -> list[PhaseTime]:
        """How long each phase took."""
        begins = self.carriers[0].began
        times = [PhaseTime("A", begins - self.answered - self.tone, self.tone)]
        for timed in self.carriers:
            phase, lasts = timed.carrier.phase, timed.ended - timed.began
            if timed.carrier.modulation is V21:
                times.append(PhaseTime(phase, timed.began - begins, lasts))
            else:
                times.append(PhaseTime(phase, timed.began - begins, 0.0, lasts))
            begins = timed.ended
        return by_phase(times)


def measured(call: CallTrace) -> MeasuredCall:
    """The carriers of ``call``, which must have been answered by a fax and have ended."""
    told = [r for r in call.records if isinstance(r, CallRecord)]
    tones = [
        r.t
        for r in call.records
        if isinstance(r, ToneRecord) and (r.tone, r.way) == ("CED", "sent")
    ]
    return MeasuredCall(
        tuple(_phased(_carriers(call))),
        next(r.t for r in told if r.event == "answered"),
        tones[1] - tones[0],
        _delay(call),
    )


def _delay(call: CallTrace) -> float:
    """Seconds from the called's first flag until the caller heard it."""
    on = [r for r in call.records if isinstance(r, CarrierRecord) and r.on]
    sent = next(r.t for r in on if r.way == "sent" and r.station == call.called)
    heard = next(r.t for r in on if r.way == "heard" and r.station == call.caller)
    return round(heard - sent, 6)


@dataclass(slots=True)
class _Station:
    """What a station sends at the moment, and what its program gave it to send."""

    party: Party
    carrier: CarrierRecord | None = None
    frames: list[bytes] = field(default_factory=list)
    shielded: DleDecoder | None = None
    octets: int = 0

    def given(self, octets: bytes) -> None:
        if self.shielded is not None:
            data, rest = self.shielded.feed(octets)
            self.octets += len(data)
            if rest is not None:
                self.shielded = None

    def sent(self, ended: float) -> Timed:
        assert self.carrier is not None
        began, self.carrier = self.carrier, None
        octets = 0 if self.frames or began.modulation is V21 else self.octets
        carrier = Transmission(self.party, "", began.modulation, tuple(self.frames), octets)
        return Timed(carrier, began.t, ended)


def _carriers(call: CallTrace) -> Iterator[Timed]:
    """Every carrier that was sent, as it ended.

    Data are counted as the program gave them: its modem fills while there are none.
    """
    stations = {call.caller: _Station("caller"), call.called: _Station("called")}
    for record in call.records:
        match record:
            case CommandRecord(station=name, line=line) if "+FTM=" in line.upper():
                stations[name].shielded, stations[name].octets = DleDecoder(), 0
            case OctetsRecord(station=name, by="dte", hex=octets):
                stations[name].given(bytes.fromhex(octets))
            case CarrierRecord(way="sent", on=True, station=name):
                stations[name].carrier = record
                stations[name].frames.clear()
            case FrameRecord(way="sent", station=name):
                stations[name].frames.append(record.content)
            case CarrierRecord(way="sent", station=name) if stations[name].carrier is not None:
                yield stations[name].sent(record.t)
            case HookRecord(off=False, station=name) if stations[name].carrier is not None:
                yield stations[name].sent(record.t)


def _phased(carriers: Iterator[Timed]) -> Iterator[Timed]:
    """The same with the names of their phases, and frames of coded data without their RCP."""
    progress, phase, training, trained = CallProgress(), "B", 1, False
    for timed in carriers:
        carrier = timed.carrier
        progress.carrier(carrier.modulation)
        fcfs = [progress.frame(frame) for frame in carrier.frames]
        if trained and _OFFERS.intersection(fcfs):
            training, trained = training + 1, False
        if carrier.modulation is not V21:
            phase = f"C, page {progress.page}" if progress.in_page else f"B, training {training}"
        elif Fcf.DCN in fcfs:
            phase = "E"
        elif (_OFFERS | _ANSWERS).intersection(fcfs):
            phase = f"B, training {training}"
            trained = trained or bool(_ANSWERS.intersection(fcfs))
        elif fcfs and not _IN_ANY_PHASE.intersection(fcfs):
            phase = f"D, page {progress.page}"
        for frame in carrier.frames:
            progress.arrived(frame)
        frames = tuple(
            frame for frame, fcf in zip(carrier.frames, fcfs, strict=True) if fcf is not Fcf.RCP
        )
        yield replace(timed, carrier=replace(carrier, phase=phase, frames=frames))
