"""The far end of a T.30 session, spoken by a test: a script, a fake clock, and no line."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from faxstatus_core.t4.page_format import Coding, PageFormat, PageWidth, Resolution
from faxstatus_core.t30.actions import (
    Action,
    DataReceived,
    Done,
    Failed,
    FramesReceived,
    HangUp,
    LineDropped,
    NothingReceived,
    OtherCarrier,
    ReceiveData,
    ReceivedFrame,
    ReceiveFrames,
    Result,
    SendData,
    SendFrames,
    SendSilence,
    StorePage,
    Verdict,
)
from faxstatus_core.t30.events import SessionEvent
from faxstatus_core.t30.frames import Fcf, Frame, build, parse
from faxstatus_core.t30.negotiation.capabilities import Capabilities
from faxstatus_core.t30.negotiation.ladder import LADDER
from faxstatus_core.t30.negotiation.selection import Selection
from faxstatus_core.t30.outcome import Outcome
from faxstatus_core.t30.session import Session
from faxstatus_core.t31.modulations import Modulation

MOST_ACTIONS = 3000


def plain(modulations: tuple[Modulation, ...] = LADDER) -> Capabilities:
    """A terminal of the first kind: one-dimensional coding, no error correction."""
    return Capabilities(
        modulations,
        frozenset({Resolution.STANDARD, Resolution.FINE}),
        PageWidth.A4,
        frozenset({Coding.MH}),
        error_correction=False,
        addressing=False,
    )


PLAIN = plain()
FRAME_SECONDS = 0.3
PREAMBLE = 1.0
BAD_LINE = b"?"
UNREADABLE = BAD_LINE * 2
CUT_OFF = b"/"


class Page:
    """A page of octets: with ``?`` in it still usable, with ``??`` not; a line is an octet.

    It was cut off before its end if it ends with ``/``.
    """

    def __init__(self, selection: Selection) -> None:
        self.selection = selection
        self.data = b""

    def feed(self, octets: bytes) -> None:
        self.data += octets

    def finish(self) -> Verdict:
        usable = bool(self.data) and UNREADABLE not in self.data
        bad = self.data.count(BAD_LINE)
        complete = not self.data.endswith(CUT_OFF)
        return Verdict(usable and not bad, usable, len(self.data), bad, complete)


@dataclass
class Pages:
    """A document: each page's octets, whatever the selection."""

    pages: Sequence[bytes] = (b"1",)
    formats: Sequence[PageFormat] = (PageFormat(),)
    """Of the first pages; the others are as the last."""
    documents: Sequence[int] = (0,)
    """The pages that begin one."""

    @property
    def count(self) -> int:
        return len(self.pages)

    def wanted(self, index: int) -> PageFormat:
        return self.formats[min(index, len(self.formats) - 1)]

    def begins_document(self, index: int) -> bool:
        return index in self.documents

    def encode(self, index: int, selection: Selection) -> bytes:
        return self.pages[index]


def octets_of(frame: Frame | Fcf | bytes, *, x: bool = False) -> bytes:
    """What a test names: a whole frame, one without FIF, or raw octets."""
    if isinstance(frame, Fcf):
        frame = Frame(frame, x=x and frame.carries_x)
    return build(frame, with_fcs=False) if isinstance(frame, Frame) else frame


def duration(action: Action) -> float:
    """Seconds that an action of one's own takes on the line."""
    match action:
        case SendFrames(frames):
            return PREAMBLE + FRAME_SECONDS * len(frames)
        case SendData(modulation, data):
            return modulation.training + len(data) * modulation.octet_time
        case SendSilence(seconds):
            return seconds
    return 0.01


def silence(action: Action) -> tuple[Result, float]:
    """What comes of ``action``, and after how long, when the far end says nothing."""
    if isinstance(action, ReceiveFrames | ReceiveData):
        return NothingReceived(), action.timeout
    return Done(), duration(action)


@dataclass
class FarEnd:
    """Steps ``session``. Sending and silences pass by themselves; the rest waits for the test."""

    session: Session
    now: float = 0.0
    actions: list[Action] = field(default_factory=list)
    results: list[tuple[Result, float]] = field(default_factory=list)
    events: list[SessionEvent] = field(default_factory=list)
    _told: int = 0

    def begin(self) -> "FarEnd":
        """Start the session, and go on to where it listens."""
        self._next(self.session.start(self.now))
        return self._run()

    @property
    def action(self) -> Action:
        return self.actions[-1]

    @property
    def over(self) -> bool:
        return isinstance(self.action, HangUp)

    @property
    def outcome(self) -> Outcome:
        assert self.over
        assert self.session.outcome is not None
        return self.session.outcome

    def give(self, result: Result, seconds: float = 0.0) -> None:
        """One result for the present action, and nothing more."""
        assert not self.over
        assert len(self.actions) < MOST_ACTIONS, "the session does not end"
        self.now += seconds
        self.results.append((result, seconds))
        self._next(self.session.resume(result, self.now))

    def hear(self, *frames: Frame | Fcf | bytes, good: bool = True, x: bool = False) -> "FarEnd":
        """The far end sends frames. ``good``: with the right FCS."""
        assert isinstance(self.action, ReceiveFrames), self.action
        received = tuple(ReceivedFrame(octets_of(frame, x=x), good) for frame in frames)
        self.give(FramesReceived(received), PREAMBLE + FRAME_SECONDS * len(frames))
        return self._run()

    def hear_data(self, data: bytes) -> "FarEnd":
        """The far end sends a training check or a page."""
        action = self.action
        assert isinstance(action, ReceiveData), action
        if action.sink is not None:
            action.sink.feed(data)
        self.give(DataReceived(b"" if action.sink else data), len(data) / 1000)
        return self._run()

    def hear_other(self, after: float = 1.0) -> "FarEnd":
        """V.21 in place of data."""
        assert isinstance(self.action, ReceiveData), self.action
        self.give(OtherCarrier(), after)
        return self._run()

    def hear_nothing(self, times: int = 1) -> "FarEnd":
        """The far end is silent for as long as the session listens."""
        for _ in range(times):
            assert isinstance(self.action, ReceiveFrames | ReceiveData), self.action
            self.give(*silence(self.action))
            self._run()
        return self

    def drop(self) -> "FarEnd":
        """The modem says that nobody is there."""
        assert isinstance(self.action, ReceiveFrames | ReceiveData), self.action
        self.give(LineDropped(), 0.01)
        return self._run()

    def fail(self, text: str = "ERROR") -> "FarEnd":
        """The modem, or the disk, cannot."""
        self.give(Failed(text), 0.01)
        return self._run()

    def store(self) -> "FarEnd":
        """A page is safe."""
        assert isinstance(self.action, StorePage), self.action
        self.give(Done(), 0.01)
        return self._run()

    def abort(self) -> "FarEnd":
        """This side cancels."""
        self._next(self.session.abort(self.now))
        return self._run()

    def fall_silent(self) -> "FarEnd":
        """Nothing more is heard until the session is over."""
        while not self.over:
            self.give(*silence(self.action))
        return self

    def said(self) -> list[Fcf]:
        """What the session sent since the last call, frame by frame."""
        new, self._told = self.actions[self._told :], len(self.actions)
        return [
            parse(octets, with_fcs=False).fcf
            for action in new
            if isinstance(action, SendFrames)
            for octets in action.frames
        ]

    def reported(self, kind: type[SessionEvent]) -> list[SessionEvent]:
        """The events of one kind."""
        return [event for event in self.events if isinstance(event, kind)]

    def _run(self) -> "FarEnd":
        while not isinstance(self.action, ReceiveFrames | ReceiveData | StorePage | HangUp):
            self.give(*silence(self.action))
        return self

    def _next(self, action: Action) -> None:
        self.actions.append(action)
        self.events += self.session.take_events()


def replay(
    session: Session, results: Sequence[tuple[Result, float]], pages: Sequence[bytes] = ()
) -> FarEnd:
    """``session`` after ``results`` of an earlier call, in which ``pages`` came, in order."""
    end, coming = FarEnd(session), iter(pages)
    end._next(session.start(0.0))
    for result, seconds in results:
        action = end.action
        if isinstance(action, ReceiveData) and action.sink and isinstance(result, DataReceived):
            action.sink.feed(next(coming))
        end.give(result, seconds)
    return end
