"""Who sent the frame or carrier that a record tells of, and when it began.

Of what crosses the line, a trace of everything has both what was sent and what was heard, and what
was sent tells the story. A trace that one station made has of the other's signals only what was
heard of them.
"""

from typing import Protocol

from faxstatus_core.t31.hdlc import line_bits
from faxstatus_core.t31.modulations import V21
from faxstatus_core.trace.calls import CallTrace
from faxstatus_core.trace.records import FrameRecord, Way


class _SignalRecord(Protocol):
    """A record of a signal."""

    @property
    def station(self) -> str: ...

    @property
    def way(self) -> Way: ...


def is_told(call: CallTrace, record: _SignalRecord) -> bool:
    """Whether ``record`` tells the story of ``call``, and not another of the same signal."""
    return record.way == "sent" or call.heading.seen_from is not None


def sender_of(call: CallTrace, record: _SignalRecord) -> str:
    """The name of the station that sent the signal."""
    if record.way == "sent":
        return record.station
    return call.called if record.station == call.caller else call.caller


def began(frame: FrameRecord) -> float:
    """When ``frame`` began, in seconds of the trace; heard: where it was heard."""
    if frame.way == "sent":
        return frame.t
    return max(0.0, frame.t - line_bits(frame.content) / V21.bit_rate)
