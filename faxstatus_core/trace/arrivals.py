"""What became of each frame and carrier that was sent: who heard what, in which shape."""

import enum
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from faxstatus_core.t31.hdlc import line_bits
from faxstatus_core.t31.modulations import V21
from faxstatus_core.trace.calls import CallTrace
from faxstatus_core.trace.records import CarrierRecord, FrameRecord, Record, TrainedRecord

_ROUNDING = 0.1
_TOLERANCE = 2.0
"""Seconds around its due time in which a damaged frame may still be the one that was sent."""


class Fate(enum.Enum):
    """What became of a signal."""

    ARRIVED = "arrived"
    DAMAGED = "damaged"
    LOST = "lost"
    NOT_TRAINED = "training failed"
    UNKNOWN = "sent"
    """Nobody tells: the trace was made where it was sent."""

    @property
    def is_bad(self) -> bool:
        """Whether it is known not to have arrived whole."""
        return self not in (Fate.ARRIVED, Fate.UNKNOWN)


def fates_of(call: CallTrace) -> dict[Record, Fate]:
    """The fate of each frame of V.21, and of the end of each faster carrier.

    It is told for the records that tell the story; see :func:`~.senders.is_told`.
    """
    if call.heading.seen_from is not None:
        return _seen_from_one_end(call)
    fates: dict[Record, Fate] = {}
    for sender, hearer in ((call.caller, call.called), (call.called, call.caller)):
        sent = [r for r in call.records if getattr(r, "station", None) == sender]
        heard = [r for r in call.records if getattr(r, "station", None) == hearer]
        fates |= _frames(_frames_of(sent, "sent"), _frames_of(heard, "heard"))
        fates |= _carriers(sent, heard)
    return fates


def _seen_from_one_end(call: CallTrace) -> dict[Record, Fate]:
    fates: dict[Record, Fate] = {}
    for record in call.records:
        if isinstance(record, FrameRecord | CarrierRecord):
            good = not isinstance(record, FrameRecord) or record.good
            heard = Fate.ARRIVED if good else Fate.DAMAGED
            fates[record] = heard if record.way == "heard" else Fate.UNKNOWN
    return fates


def _frames_of(records: Sequence[Record], way: str) -> list[FrameRecord]:
    return [
        record
        for record in records
        if isinstance(record, FrameRecord) and record.way == way and record.modulation is V21
    ]


class _Waiting:
    """Frames that were sent, by the time at which they end, until it is known who heard them."""

    def __init__(self, frames: Sequence[FrameRecord]) -> None:
        ends = [(frame.t + line_bits(frame.content) / V21.bit_rate, frame) for frame in frames]
        ends.sort(key=lambda each: each[0])
        self._ends = [end for end, _ in ends]
        self._frames = [frame for _, frame in ends]

    def take_last_until(self, t: float) -> tuple[FrameRecord, float] | None:
        """The last that ends by ``t``, with its end."""
        place = bisect_right(self._ends, t)
        return self._take(place - 1) if place else None

    def take_nearest(self, t: float, within: float) -> FrameRecord | None:
        """The one that ends next to ``t``."""
        place = bisect_right(self._ends, t)
        near = [
            (abs(self._ends[each] - t), each)
            for each in (place - 1, place)
            if 0 <= each < len(self._ends) and abs(self._ends[each] - t) < within
        ]
        return self._take(min(near)[1])[0] if near else None

    def _take(self, place: int) -> tuple[FrameRecord, float]:
        return self._frames.pop(place), self._ends.pop(place)


def _frames(sent: Sequence[FrameRecord], heard: Sequence[FrameRecord]) -> dict[Record, Fate]:
    """Whole frames are known by their octets, damaged ones by their time."""
    fates: dict[Record, Fate] = dict.fromkeys(sent, Fate.LOST)
    same: dict[str, list[FrameRecord]] = {}
    for frame in sent:
        same.setdefault(frame.hex, []).append(frame)
    by_octets = {octets: _Waiting(frames) for octets, frames in same.items()}
    delay: float | None = None
    for record in heard:
        if not record.good or record.hex not in by_octets:
            continue
        match = by_octets[record.hex].take_last_until(record.t + _ROUNDING)
        if match is not None:  # earlier ones were lost
            frame, end = match
            fates[frame] = Fate.ARRIVED
            late = record.t - end
            delay = late if delay is None else min(delay, late)
    waiting = _Waiting([frame for frame in sent if fates[frame] is Fate.LOST])
    for record in heard:
        if record.good:
            continue
        nearest = waiting.take_nearest(record.t - (delay or 0.0), _TOLERANCE)
        if nearest is not None:
            fates[nearest] = Fate.DAMAGED
    return fates


class _Times:
    """When something was heard, by the modulation's code."""

    def __init__(self, records: Sequence[CarrierRecord | TrainedRecord]) -> None:
        self._times: dict[int, list[float]] = {}
        for record in records:
            self._times.setdefault(record.code, []).append(record.t)
        for times in self._times.values():
            times.sort()

    def has(self, code: int, first: float, last: float) -> bool:
        """Whether it was heard between the two times."""
        times = self._times.get(code, [])
        place = bisect_left(times, first)
        return place < len(times) and times[place] <= last


def _carriers(sent: Sequence[Record], heard: Sequence[Record]) -> dict[Record, Fate]:
    """By what the other side heard between a carrier's beginning and somewhat after its end."""
    came = _Times([r for r in heard if isinstance(r, CarrierRecord) and r.way == "heard" and r.on])
    trained = _Times([r for r in heard if isinstance(r, TrainedRecord) and r.way == "heard"])
    fates: dict[Record, Fate] = {}
    began: CarrierRecord | None = None
    for record in sent:
        if not isinstance(record, CarrierRecord) or record.way != "sent":
            continue
        if record.on:
            began = record
        elif began is not None and record.modulation is not V21:
            during = began.code, began.t, record.t + _TOLERANCE
            arrived = Fate.ARRIVED if trained.has(*during) else Fate.NOT_TRAINED
            fates[record] = arrived if came.has(*during) else Fate.LOST
    return fates
