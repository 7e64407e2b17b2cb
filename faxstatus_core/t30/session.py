"""A T.30 session, sans-I/O: asks for actions, is told results, reports events (T.30 §5).

The procedure is written as a generator of actions; :class:`Session` turns it into a state machine
that is stepped from outside. Time is an argument.
"""

from collections.abc import Generator
from typing import TypeVar

from faxstatus_core.t30.actions import (
    Action,
    AwaitSilence,
    Failed,
    FramesReceived,
    HangUp,
    LineDropped,
    ReceivedFrame,
    ReceiveFrames,
    Result,
    SendFrames,
)
from faxstatus_core.t30.events import (
    BadFrameReceived,
    FrameReceived,
    FrameSent,
    PhaseChanged,
    RemoteIdentified,
    SessionEvent,
)
from faxstatus_core.t30.frames import Fcf, Frame, FrameError, Identification, build, parse
from faxstatus_core.t30.outcome import Cause, Outcome
from faxstatus_core.t30.timers import SILENCE, TRIES

T = TypeVar("T")
Steps = Generator[Action, Result, T]
"""A piece of procedure: yields actions, is sent their results, returns what it found."""


class CallOver(Exception):  # noqa: N818 - it ends a procedure, and is no error of the program
    """Leaves a procedure: the call ends with ``outcome``; ``goodbye``: say DCN first."""

    def __init__(self, cause: Cause, detail: str = "", *, goodbye: bool = True) -> None:
        super().__init__(cause.value)
        self.cause = cause
        self.detail = detail
        self.goodbye = goodbye


class Session:
    """Base of :class:`~.sender.Sender` and :class:`~.receiver.Receiver`."""

    x_bit: bool
    """The X bit of this station's frames: set by the one that received a valid DIS."""

    def __init__(self) -> None:
        self.outcome: Outcome | None = None
        self.now = 0.0
        self.phase = "B"
        self.pages_confirmed = 0
        self._drops = 0
        self._events: list[SessionEvent] = []
        self._steps = self._whole_call()

    def start(self, now: float) -> Action:
        """The first action, at ``now`` seconds. The call is connected."""
        self.now = now
        return next(self._steps)

    def resume(self, result: Result, now: float) -> Action:
        """The next action, after ``result`` of the last. HangUp is the last one."""
        self.now = now
        return self._steps.send(result)

    def abort(self, now: float) -> Action:
        """The next action when the call is to be cancelled instead of going on: DCN, if it can."""
        self.now = now
        return self._steps.throw(CallOver(Cause.ABORTED))

    def take_events(self) -> list[SessionEvent]:
        """What was reported since the last call, in order."""
        events, self._events = self._events, []
        return events

    # --- for the procedures of sender and receiver

    def procedure(self) -> Steps[None]:
        """The call from phase B to the last confirmation. Ends early by :class:`CallOver`."""
        raise NotImplementedError

    def before_hanging_up(self) -> Steps[None]:
        """What is still to be done when a call broke off."""
        yield from ()

    def report(self, event: SessionEvent) -> None:
        """Queue an event."""
        self._events.append(event)

    def enter(self, phase: str) -> None:
        """Go to another phase."""
        if phase != self.phase:
            self.phase = phase
            self.report(PhaseChanged(phase))

    def send(self, *frames: Frame) -> Steps[None]:
        """Send frames in one carrier; the last is final."""
        for frame in frames:
            self.report(FrameSent(frame))
        built = tuple(build(frame, with_fcs=False) for frame in frames)
        yield from self.do(SendFrames(built))

    def command(self, fcf: Fcf) -> Frame:
        """A frame without FIF, with this station's X bit."""
        return Frame(fcf, x=self.x_bit and fcf.carries_x)

    def answer(self, *frames: Frame) -> Steps[None]:
        """Send frames in reply to something heard: only once the line is silent."""
        yield from self.do(AwaitSilence(SILENCE))
        yield from self.send(*frames)

    def do(self, action: Action) -> Steps[None]:
        """An action that is either done or ends the call."""
        result = yield action
        if isinstance(result, Failed):
            raise CallOver(Cause.MODEM_FAILED, result.text)

    def listen(self, timeout: float) -> Steps[list[Frame] | None]:
        """The good frames of one carrier; None if nothing came, [] if nothing good."""
        result = yield ReceiveFrames(timeout)
        match result:
            case FramesReceived(frames):
                self._drops = 0
                return [frame for received in frames if (frame := self._read(received))]
            case LineDropped():
                self.line_dropped()
            case Failed(text):
                raise CallOver(Cause.MODEM_FAILED, text)
        return None

    def far_end_left(self) -> CallOver:
        """What a DCN from the far end means now."""
        return CallOver(Cause.DISCONNECTED, "DCN received", goodbye=False)

    def line_dropped(self) -> None:
        """The modem says that the other end is gone: believed when it says so repeatedly."""
        self._drops += 1
        if self._drops >= TRIES:
            raise CallOver(Cause.DISCONNECTED, "the line was dropped", goodbye=False)

    def _read(self, received: ReceivedFrame) -> Frame | None:
        if not received.good:
            self.report(BadFrameReceived(received.octets, "wrong FCS"))
            return None
        try:
            frame = parse(received.octets, with_fcs=False)
        except FrameError as error:
            self.report(BadFrameReceived(received.octets, str(error)))
            return None
        self.report(FrameReceived(frame))
        if isinstance(frame.fif, Identification):
            self.report(RemoteIdentified(frame.fcf, frame.fif.text))
        if frame.fcf is Fcf.DCN:
            raise self.far_end_left()
        return frame

    def _whole_call(self) -> Steps[None]:
        self.report(PhaseChanged("B"))
        cause, detail, goodbye = Cause.COMPLETED, "", False
        try:
            yield from self.procedure()
        except CallOver as over:
            cause, detail, goodbye = over.cause, over.detail, over.goodbye
        phase = self.phase
        try:
            if cause is not Cause.COMPLETED:
                yield from self.before_hanging_up()
            if goodbye and cause is not Cause.ABORTED:  # who cancels does not wait for the line
                yield from self.do(AwaitSilence(SILENCE))
            if goodbye:
                yield from self.send(self.command(Fcf.DCN))
        except CallOver:
            pass  # the first cause stands
        self.enter("E")
        self.outcome = Outcome(cause, phase, self.pages_confirmed, detail)
        yield HangUp()


def find(frames: list[Frame], *fcfs: Fcf) -> Frame | None:
    """The last of ``frames`` that is one of ``fcfs``."""
    return next((frame for frame in reversed(frames) if frame.fcf in fcfs), None)
