"""What became of each frame and carrier that was sent: who heard what, in which shape."""

import enum
from collections.abc import Sequence

from faxstatus_core.t31.hdlc import line_bits
from faxstatus_core.t31.modulations import V21
from modem_sim.trace.calls import CallTrace
from modem_sim.trace.records import CarrierRecord, FrameRecord, Record, TrainedRecord

_ROUNDING = 0.1
_TOLERANCE = 2.0
"""Seconds around its due time in which a damaged frame may still be the one that was sent."""


class Fate(enum.Enum):
    """What became of a signal."""

    ARRIVED = "arrived"
    DAMAGED = "damaged"
    LOST = "lost"
    NOT_TRAINED = "training failed"


def fates_of(call: CallTrace) -> dict[Record, Fate]:
    """The fate of each sent frame of V.21, and of the end of each faster carrier."""
    fates: dict[Record, Fate] = {}
    for sender, hearer in ((call.caller, call.called), (call.called, call.caller)):
        sent = [r for r in call.records if getattr(r, "station", None) == sender]
        heard = [r for r in call.records if getattr(r, "station", None) == hearer]
        fates |= _frames(
            [r for r in sent if _is_frame(r, "sent")], [r for r in heard if _is_frame(r, "heard")]
        )
        fates |= _carriers(sent, heard)
    return fates


def _is_frame(record: Record, way: str) -> bool:
    return isinstance(record, FrameRecord) and record.way == way and record.modulation is V21


def _frames(sent: Sequence[Record], heard: Sequence[Record]) -> dict[Record, Fate]:
    """Whole frames are known by their octets, damaged ones by their time."""
    waiting = [record for record in sent if isinstance(record, FrameRecord)]
    fates: dict[Record, Fate] = dict.fromkeys(waiting, Fate.LOST)
    damaged, delay = [], None
    for record in heard:
        assert isinstance(record, FrameRecord)
        if not record.good:
            damaged.append(record)
            continue
        over = [s for s in waiting if s.hex == record.hex and _ends(s) <= record.t + _ROUNDING]
        match = over[-1] if over else None  # earlier ones were lost
        if match is not None:
            waiting.remove(match)
            fates[match] = Fate.ARRIVED
            late = record.t - _ends(match)
            delay = late if delay is None else min(delay, late)
    for record in damaged:
        due = record.t - (delay or 0.0)
        near = [s for s in waiting if abs(_ends(s) - due) < _TOLERANCE]
        if near:
            match = min(near, key=lambda s: abs(_ends(s) - due))
            waiting.remove(match)
            fates[match] = Fate.DAMAGED
    return fates


def _ends(frame: FrameRecord) -> float:
    return frame.t + line_bits(frame.content) / V21.bit_rate


def _carriers(sent: Sequence[Record], heard: Sequence[Record]) -> dict[Record, Fate]:
    fates: dict[Record, Fate] = {}
    began: CarrierRecord | None = None
    for record in sent:
        if not isinstance(record, CarrierRecord) or record.way != "sent":
            continue
        if record.on:
            began = record
        elif began is not None and record.modulation is not V21:
            fates[record] = _of_carrier(began, record, heard)
    return fates


def _of_carrier(began: CarrierRecord, ended: CarrierRecord, heard: Sequence[Record]) -> Fate:
    """What the other side heard between its beginning and somewhat after its end."""
    latest = ended.t + _TOLERANCE
    meanwhile = [r for r in heard if began.t <= r.t <= latest]
    if not any(isinstance(r, CarrierRecord) and r.on and r.code == began.code for r in meanwhile):
        return Fate.LOST
    if not any(isinstance(r, TrainedRecord) and r.code == began.code for r in meanwhile):
        return Fate.NOT_TRAINED
    return Fate.ARRIVED
