"""What one end's engine knows of a call, as the records of a trace.

The modem keeps some things to itself: tones, carriers that came to nothing, and the very moment at
which a signal began. That is counted back from the moment at which the modem told of its end, by
what the signal takes on the line. Of the far end only what was heard of it is written down.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Generic, TypedDict, TypeVar

from faxstatus_core.engine.recording_words import in_words
from faxstatus_core.t30.events import (
    BadFrameReceived,
    CarrierReceived,
    CarrierSent,
    EchoReceived,
    FrameReceived,
    FrameSent,
    RemoteIdentified,
    SessionEvent,
)
from faxstatus_core.t30.frames import Fcf, build
from faxstatus_core.t31.hdlc import line_bits
from faxstatus_core.t31.modulations import V21
from faxstatus_core.t31.result_codes import ResultCode
from faxstatus_core.text import printable
from faxstatus_core.trace import CallTrace, Heading, Record, calls_in, trace_lines
from faxstatus_core.trace.json_lines import line_of
from faxstatus_core.trace.records import (
    CallRecord,
    CarrierRecord,
    DialRecord,
    FrameRecord,
    HookRecord,
    NoteAbout,
    NoteRecord,
    Way,
)

MOST_OCTETS = 4 * 1024 * 1024
"""Of the records of one call, as JSON lines: hours of it. What comes then is left out, but for the
end."""
_ROOM_FOR_THE_END = 100_000
_WHO_CALLS = (Fcf.CSI, Fcf.TSI, Fcf.CIG)

T = TypeVar("T")


class _At(TypedDict):
    t: float
    call: int
    station: str


_PASSWORDS = (
    bytes([Fcf.PWD]),
    *(bytes([Fcf.SID.octet(x=x)]) for x in (False, True)),
)
"""First octets of the fields that hold one."""


@dataclass(frozen=True)
class Parties:
    """Who takes part in a call. ``port`` is this end's name, ``calling`` whether it dials.

    ``local_id`` is this end's identification; ``number`` the one that is dialled, or the caller's,
    if it is known.
    """

    port: str
    calling: bool
    local_id: str = ""
    number: str = ""


@dataclass
class _Batch(Generic[T]):
    """The frames of one carrier, which were told of ``at`` the same time."""

    at: float
    frames: list[T] = field(default_factory=list)


class CallRecording:
    """Written down as a call goes, from before its dialling or answering to its end.

    Times are seconds of the loop's clock, on which the call begins at ``at``; that is the instant
    ``started``. ``number`` is the call's, among others.
    """

    def __init__(self, parties: Parties, started: datetime, at: float, number: int = 1) -> None:
        self._parties = Parties(
            printable(parties.port),
            parties.calling,
            printable(parties.local_id),
            printable(parties.number),
        )
        self._started = started
        self._began = at
        self._number = number
        self._remote_id = ""
        self._has_ended = False
        self._records: list[Record] = []
        self._room = MOST_OCTETS
        self._left_out = 0
        self._sending: _Batch[bytes] | None = None
        self._hearing: _Batch[tuple[bytes, bool]] | None = None
        self._put(HookRecord(**self._at(at), off=True))
        if parties.calling:
            self._put(DialRecord(**self._at(at), number=self._parties.number))

    def answered(self, code: ResultCode | None, at: float) -> None:
        """The modem has dialled or answered, and says ``code``; None: nothing in time."""
        self._note("modem", code.value if code is not None else "no answer from the modem", at)

    def note(self, event: SessionEvent, at: float) -> None:
        """The session reported ``event``."""
        if self._hearing is not None and self._hearing.at != at:
            self._put_heard()
        match event:
            case FrameSent(frame):
                if self._sending is not None and self._sending.at != at:
                    self._put_unsent()
                self._sending = self._sending or _Batch(at)
                self._sending.frames.append(_without_password(build(frame, with_fcs=False)))
            case FrameReceived(_, octets):
                self._hear(octets, at, good=True)
            case BadFrameReceived(octets, reason, whole):
                self._hear(octets, at, good=whole)
                self._note("frame", reason, at)
            case EchoReceived(frame):
                self._note("frame", f"own {frame.fcf.standard_name} came back", at)
            case CarrierSent(modulation) if modulation is V21:
                self._put_sent(at)
            case CarrierSent():
                self._put_carrier("sent", event, at)
            case CarrierReceived():
                self._put_carrier("heard", event, at)
            case RemoteIdentified(fcf, text):
                self._remote_id = text.strip() if fcf in _WHO_CALLS else self._remote_id
            case _ if (words := in_words(event)) is not None:
                self._note(*words, at)

    def end(self, outcome_text: str, at: float) -> None:
        """The line was released; ``outcome_text`` says how the call ended. The first end counts."""
        if self._has_ended:
            return
        self._has_ended = True
        self._put_heard()
        self._put_unsent()
        self._room = _ROOM_FOR_THE_END
        if self._left_out:
            self._note("outcome", f"the record is full, {self._left_out} more were left out", at)
        self._note("outcome", outcome_text, at)
        self._put(HookRecord(**self._at(at), off=False))

    def trace(self) -> CallTrace:
        """What was written down so far, in the order of the times."""
        self._put_heard()
        parties = self._parties
        here, there = parties.port, self._far_name()
        caller, called = (here, there) if parties.calling else (there, here)
        heading = Heading(
            started=self._started,
            stations={here: parties.local_id, there: parties.number},
            seen_from=here,
        )
        beginning = CallRecord(
            t=0.0,
            call=self._number,
            event="placed" if parties.calling else "answered",
            caller=caller,
            dialled=parties.number if parties.calling else "",
            called=called,
        )
        return calls_in(heading, [beginning, *self._records])[self._number]

    def lines(self) -> bytes:
        """The same as JSON lines, to be stored."""
        call = self.trace()
        return trace_lines(call.heading, call.records)

    # --- frames and carriers, whose beginning is counted back from their end

    def _hear(self, octets: bytes, at: float, *, good: bool) -> None:
        self._hearing = self._hearing or _Batch(at)
        self._hearing.frames.append((_without_password(octets), good))

    def _put_heard(self) -> None:
        """The frames of a carrier, the last of which ended when the modem told of it."""
        if (batch := self._hearing) is None:
            return
        self._hearing = None
        end = batch.at
        for octets, good in reversed(batch.frames):
            self._put_frame("heard", octets, end, good=good)
            end -= _duration(octets)

    def _put_sent(self, at: float) -> None:
        """The same for those that were sent: a record of them has their beginning."""
        if (batch := self._sending) is None:
            return
        self._sending = None
        begin = at
        for octets in reversed(batch.frames):
            begin -= _duration(octets)
            self._put_frame("sent", octets, begin)

    def _put_unsent(self) -> None:
        """The modem never said that they were out: they are where they were given to it."""
        if (batch := self._sending) is None:
            return
        self._sending = None
        for octets in batch.frames:
            self._put_frame("sent", octets, batch.at)
        self._note("modem", "did not send all of the frames", batch.at)

    def _put_frame(self, way: Way, octets: bytes, t: float, *, good: bool = True) -> None:
        hexadecimal = octets.hex()
        self._put(FrameRecord(**self._at(t), way=way, code=V21.code, hex=hexadecimal, good=good))

    def _put_carrier(self, way: Way, carrier: CarrierSent | CarrierReceived, at: float) -> None:
        modulation = carrier.modulation
        data = carrier.octets * modulation.octet_time
        begin = at - modulation.turn_off - data - modulation.training
        for t, on in ((begin, True), (at, False)):
            self._put(
                CarrierRecord(
                    **self._at(t),
                    way=way,
                    code=modulation.code,
                    on=on,
                    octets=0 if on else carrier.octets,
                    page=carrier.page,
                    frames=None if on else carrier.frames,
                )
            )

    # --- small things

    def _far_name(self) -> str:
        name = printable(self._remote_id) or self._parties.number or "far end"
        return f"{name} (far end)" if name == self._parties.port else name

    def _note(self, about: NoteAbout, what: str, at: float) -> None:
        self._put(NoteRecord(**self._at(at), about=about, what=printable(what)))

    def _put(self, record: Record) -> None:
        self._room -= len(line_of(record))
        if self._room > 0:
            self._records.append(record)
        else:
            self._left_out += 1

    def _at(self, at: float) -> _At:
        t = max(0.0, round(at - self._began, 6))
        return {"t": t, "call": self._number, "station": self._parties.port}


def _duration(octets: bytes) -> float:
    """Seconds that a frame takes."""
    return line_bits(octets) / V21.bit_rate


def _without_password(octets: bytes) -> bytes:
    """Traces are shown to those who look for an error: no password shall be in them.

    PWD is by what right a caller asks for a fax, SID by what right it sends one.
    """
    if octets[2:3] not in _PASSWORDS:
        return octets
    return octets[:3] + b" " * len(octets[3:])
