"""A T.30 session, sans-I/O: asks for actions, is told results, reports events (T.30 §5).

The procedure is written as a generator of actions; :class:`Session` turns it into a state machine
that is stepped from outside. Time is an argument.
"""

from abc import ABC, abstractmethod
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
    SendData,
    SendFrames,
)
from faxstatus_core.t30.events import (
    BadFrameReceived,
    CarrierSent,
    EchoReceived,
    FrameReceived,
    FrameSent,
    PhaseChanged,
    RemoteIdentified,
    RemoteNonStandard,
    SessionEvent,
)
from faxstatus_core.t30.frames import (
    Fcf,
    Fif,
    Frame,
    FrameError,
    Identification,
    NonStandard,
    build,
    parse,
)
from faxstatus_core.t30.outcome import FOR_WANT_OF_A_SIGNAL, Cause, Outcome
from faxstatus_core.t30.timers import SILENCE, TRIES
from faxstatus_core.t31.modulations import V21

T = TypeVar("T")
Steps = Generator[Action, Result, T]
"""A piece of procedure: yields actions, is sent their results, returns what it found."""


class CallOver(Exception):  # noqa: N818 - it ends a procedure, and is no error of the program
    """Leaves a procedure: the call ends with ``cause``; ``goodbye``: say DCN first.

    ``tries``: how often what was awaited last has been asked for.
    """

    def __init__(
        self, cause: Cause, detail: str = "", *, tries: int = 0, goodbye: bool = True
    ) -> None:
        super().__init__(cause.value)
        self.cause = cause
        self.detail = detail
        self.tries = tries
        self.goodbye = goodbye


class Session(ABC):
    """Base of ``sending.sender.Sender`` and ``receiving.receiver.Receiver``."""

    x_bit: bool
    """The X bit of this station's frames: set by the one that received a valid DIS."""

    def __init__(self) -> None:
        self.outcome: Outcome | None = None
        self.now = 0.0
        self.phase = "B"
        self.confirmed: list[int] = []
        """The pages, from 1, that the receiving end has confirmed."""
        self.heard_echo = False
        """The last carrier that was listened to was the echo of what this station had sent."""
        self._awaited: tuple[Fcf, ...] = ()
        self._came = ""
        self._sent: list[Frame] = []
        self._drops = 0
        self._events: list[SessionEvent] = []
        self._steps = self._whole_call()

    @property
    def pages_confirmed(self) -> int:
        """How many pages were confirmed so far."""
        return len(self.confirmed)

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

    @abstractmethod
    def procedure(self) -> Steps[None]:
        """The call from phase B to the last confirmation. Ends early by :class:`CallOver`."""

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
        self._sent = [*frames]
        built = tuple(build(frame, with_fcs=False) for frame in frames)
        yield from self.do(SendFrames(built))
        self.report(CarrierSent(V21, sum(map(len, built))))

    def send_data(self, action: SendData, *, frames: int | None = None) -> Steps[None]:
        """Send a training check, or page data that makes ``frames`` of error correction."""
        yield from self.do(action)
        self.report(CarrierSent(action.modulation, len(action.data), action.page or 0, frames))

    def command(self, fcf: Fcf, fif: Fif = b"") -> Frame:
        """A frame with this station's X bit."""
        return Frame(fcf, x=self.x_bit and fcf.carries_x, fif=fif)

    def answer(self, *frames: Frame) -> Steps[None]:
        """Send frames in reply to something heard: only once the line is silent."""
        yield from self.do(AwaitSilence(SILENCE))
        yield from self.send(*frames)

    def do(self, action: Action) -> Steps[None]:
        """An action that is either done or ends the call."""
        result = yield action
        if isinstance(result, Failed):
            raise CallOver(Cause.MODEM_FAILED, result.text)

    def listen(
        self, timeout: float, *awaited: Fcf, to_echo: bool = False
    ) -> Steps[list[Frame] | None]:
        """The good frames of one carrier; None if nothing came, [] if nothing good.

        A carrier with nothing but what this station has just sent is its echo, and not heard; with
        ``to_echo`` it ends the listening (None), and :attr:`heard_echo` is set. ``awaited`` tells
        what is hoped for, should the call end here.
        """
        self._awaited = awaited or self._awaited
        gives_up = self.now + timeout
        while True:
            self._came = ""
            self.heard_echo = False
            result = yield ReceiveFrames(max(gives_up - self.now, 0.0))
            match result:
                case FramesReceived(received):
                    self._drops = 0
                    frames = self._read_all(received)
                    if frames is not None:
                        return frames
                    self.heard_echo = True
                    if self.now < gives_up and not to_echo:
                        continue
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

    def _read_all(self, received: tuple[ReceivedFrame, ...]) -> list[Frame] | None:
        """The good ones; None if all there is are echoes."""
        frames: list[Frame] = []
        echoes = 0
        for each in received:
            frame = self._read(each)
            if frame is None:
                continue
            if frame in self._sent:
                echoes += 1
                self.report(EchoReceived(frame))
                continue
            self._take(frame, each.octets)
            frames.append(frame)
        heard = [frame.fcf.standard_name for frame in frames]
        damaged = len(received) - len(frames) - echoes
        self._came = " ".join(heard + ["a damaged frame"] * min(damaged, 1))
        return None if echoes == len(received) else frames

    def _read(self, received: ReceivedFrame) -> Frame | None:
        if not received.good:
            self.report(BadFrameReceived(received.octets, "wrong FCS", whole=False))
            return None
        try:
            return parse(received.octets, with_fcs=False)
        except FrameError as error:
            self.report(BadFrameReceived(received.octets, str(error), whole=True))
            return None

    def _take(self, frame: Frame, octets: bytes) -> None:
        self.report(FrameReceived(frame, octets))
        if isinstance(frame.fif, Identification):
            self.report(RemoteIdentified(frame.fcf, frame.fif.text))
        elif isinstance(frame.fif, NonStandard):
            self.report(RemoteNonStandard(frame.fif))
        if frame.fcf is Fcf.DCN:
            self._came = frame.fcf.standard_name
            raise self.far_end_left()

    def _whole_call(self) -> Steps[None]:
        self.report(PhaseChanged("B"))
        over = CallOver(Cause.COMPLETED, goodbye=False)
        try:
            yield from self.procedure()
        except CallOver as why:
            over = why
        phase, awaited, came = self.phase, self._awaited, self._came
        if over.cause not in FOR_WANT_OF_A_SIGNAL:
            awaited, came = (), ""
        try:
            if over.cause is not Cause.COMPLETED:
                yield from self.before_hanging_up()
            if over.goodbye and over.cause is not Cause.ABORTED:  # who cancels does not wait
                yield from self.do(AwaitSilence(SILENCE))
            if over.goodbye:
                yield from self.send(self.command(Fcf.DCN))
        except CallOver:
            pass  # the first cause stands
        self.enter("E")
        self.outcome = Outcome(
            over.cause,
            phase,
            tuple(self.confirmed),
            over.detail,
            " or ".join(fcf.standard_name for fcf in awaited),
            came,
            over.tries,
        )
        yield HangUp()


def find(frames: list[Frame], *fcfs: Fcf) -> Frame | None:
    """The last of ``frames`` that is one of ``fcfs``."""
    return next((frame for frame in reversed(frames) if frame.fcf in fcfs), None)
