"""A fax machine: answers and dials, and lets a T.30 session say what is to be done."""

import enum
from dataclasses import dataclass
from typing import Protocol

from PIL import Image

from faxstatus_core.errors import FaxError
from faxstatus_core.pages import PageCollector
from faxstatus_core.t30.actions import (
    Action,
    Done,
    Failed,
    FramesReceived,
    HangUp,
    ReceivedFrame,
    Result,
    SendFrames,
    StorePage,
)
from faxstatus_core.t30.events import RemoteIdentified
from faxstatus_core.t30.frames import Fcf, FrameError, parse
from faxstatus_core.t30.negotiation.addressing import PollAccess
from faxstatus_core.t30.negotiation.selection import Selection
from faxstatus_core.t30.outcome import Cause, Outcome
from faxstatus_core.t30.receiving.poller import Poller
from faxstatus_core.t30.receiving.receiver import Receiver
from faxstatus_core.t30.sending.page_source import PageSource
from faxstatus_core.t30.sending.sender import PolledSender, Sender
from faxstatus_core.t30.session import Session
from faxstatus_core.t31.tones import Tone
from modem_sim.ear import Ear
from modem_sim.fax_machine.performer import Performer
from modem_sim.fax_machine.terminal import Terminal
from modem_sim.signals import (
    CarrierOn,
    Dial,
    LineAction,
    LineCleared,
    LineEvent,
    OffHook,
    OnHook,
    RingBurst,
    RingingStopped,
    ToneOff,
    ToneOn,
)

_DIGIT = 0.190  # DTMF: 95 ms of tone and of pause
_DIAL_TONE_WAIT = 5.0
_ANSWER_WAIT = 60.0
_CNG_ON, _CNG_OFF = 0.5, 3.0  # T.30 §4.2
_SILENCE, _CED, _CED_GAP = 2.0, 3.0, 0.075  # T.30 §4.1


@dataclass(frozen=True, slots=True)
class Job:
    """A call to ``number``: to send the pages of ``source``, or without one to poll."""

    number: str
    source: PageSource | None


@dataclass(frozen=True, slots=True)
class CallReport:
    """How a call of the machine ended. ``remote_id`` is what the far end called itself."""

    at: float
    sent: bool
    outcome: Outcome
    remote_id: str


class Store(Protocol):
    """Keeps what a machine receives."""

    def page(self, image: Image.Image, selection: Selection, number: int) -> None:
        """Keep a page, before it is confirmed. May raise a FaxError."""

    def ended(self, report: CallReport) -> None:
        """A call has ended, with pages or without."""


class NoStore:
    """Pages are confirmed and forgotten."""

    def page(self, image: Image.Image, selection: Selection, number: int) -> None:
        """Forget it."""

    def ended(self, report: CallReport) -> None:
        """Nothing to do."""


class _State(enum.Enum):
    IDLE = enum.auto()
    SEIZING = enum.auto()
    DIALLING = enum.auto()
    CALLING = enum.auto()
    ANSWERING = enum.auto()
    SOUNDING_CED = enum.auto()
    PAUSING = enum.auto()
    IN_SESSION = enum.auto()


class FaxMachine:
    """A station that receives what comes, sends the jobs it is given, and may be polled.

    ``store`` gets each received page before it is confirmed. ``to_poll`` are the pages that it
    offers to callers who ask for them with DTC.
    """

    def __init__(
        self,
        terminal: Terminal,
        *,
        store: Store | None = None,
        to_poll: PageSource | None = None,
    ) -> None:
        self.terminal = terminal
        self.reports: list[CallReport] = []
        self._store = store or NoStore()
        self._to_poll = to_poll
        self._ear = Ear()
        self._output: list[LineAction] = []
        self._performer = Performer(self._ear, self._output.append, self._performed)
        self._state = _State.IDLE
        self._deadline: float | None = None
        self._rings = 0
        self._jobs: list[Job] = []
        self._job: Job | None = None
        self._session: Session | None = None
        self._sending = False
        self._remote_id = ""
        self._to_ignore = 0
        self._gives_up = 0.0
        self._cng = False

    # --- the station

    @property
    def deadline(self) -> float | None:
        """When :meth:`handle_timeout` is due."""
        return self._performer.deadline if self._state is _State.IN_SESSION else self._deadline

    def take_line_output(self) -> list[LineAction]:
        """What it does to the line since the last call."""
        output = self._output[:]
        self._output.clear()
        return output

    def send(self, job: Job, now: float) -> None:
        """Make a call, at once or when the line is free."""
        self._jobs.append(job)
        self._next_job(now)

    def receive_line(self, event: LineEvent, now: float) -> None:
        """Something happened on the line."""
        self._ear.hear(event, now)
        match event:
            case RingBurst() if self._state is _State.IDLE:
                self._rings += 1
                if self._rings >= self.terminal.rings:
                    self._begin(_State.ANSWERING, now + _SILENCE)
            case RingingStopped():
                self._rings = 0
            case ToneOn(tone) if self._state in (_State.SEIZING, _State.CALLING):
                self._heard_tone(tone, now)
            case CarrierOn() if self._state is _State.CALLING:
                self._start_session(now)
            case LineCleared() if self._state not in (_State.IDLE, _State.IN_SESSION):
                self._give_up("the line was dropped", now)
        if self._state is _State.IN_SESSION:
            self._performer.heard(event, now)

    def handle_timeout(self, now: float) -> None:
        """The deadline has come."""
        match self._state:
            case _State.IN_SESSION:
                self._performer.timeout(now)
            case _State.IDLE:
                self._deadline = None
                self._next_job(now)
            case _State.SEIZING:
                self._give_up("no dial tone", now)
            case _State.DIALLING if self._job is not None:
                self._output.append(Dial(self._job.number))
                self._gives_up = now + _ANSWER_WAIT
                self._begin(_State.CALLING, now)
            case _State.CALLING if now >= self._gives_up:
                self._give_up("no answer", now)
            case _State.CALLING:
                self._switch_cng(now)
            case _State.ANSWERING if self.terminal.ced:
                self._output.append(ToneOn(Tone.CED))
                self._begin(_State.SOUNDING_CED, now + _CED)
            case _State.SOUNDING_CED:
                self._output.append(ToneOff())
                self._begin(_State.PAUSING, now + _CED_GAP)
            case _:
                self._start_session(now)

    # --- phase A

    def _begin(self, state: _State, deadline: float) -> None:
        if self._state is _State.IDLE:
            self._output.append(OffHook())
        self._state, self._deadline = state, deadline

    def _next_job(self, now: float) -> None:
        if self._state is not _State.IDLE or self._rings or not self._jobs:
            return
        self._job = self._jobs.pop(0)
        self._begin(_State.SEIZING, now + _DIAL_TONE_WAIT)

    def _heard_tone(self, tone: Tone, now: float) -> None:
        if self._state is _State.SEIZING and tone is Tone.DIAL and self._job is not None:
            self._begin(_State.DIALLING, now + _DIGIT * len(self._job.number))
        elif self._state is _State.CALLING and tone is Tone.CED:
            self._start_session(now)
        elif tone in (Tone.BUSY, Tone.REORDER, Tone.UNOBTAINABLE):
            self._give_up(tone.value, now)

    def _switch_cng(self, now: float) -> None:
        self._cng = not self._cng
        self._output.append(ToneOn(Tone.CNG) if self._cng else ToneOff())
        self._deadline = min(now + (_CNG_ON if self._cng else _CNG_OFF), self._gives_up)

    def _give_up(self, why: str, now: float) -> None:
        outcome = Outcome(Cause.NO_FAX_MACHINE, "A", detail=why)
        sending = self._job is not None and self._job.source is not None
        self._hang_up(CallReport(now, sending, outcome, ""), now)

    # --- the session

    def _start_session(self, now: float) -> None:
        if self._cng:
            self._cng = False
            self._output.append(ToneOff())
        terminal = self.terminal
        self._to_ignore = terminal.deaf_to_dis
        self._sending = self._job is not None and self._job.source is not None
        self._remote_id = ""
        can = terminal.capabilities
        session: Session
        if self._job is None:
            offered = PollAccess() if self._to_poll is not None else None
            session = Receiver(PageCollector, can, terminal.id, polled=offered)
        elif self._job.source is None:
            session = Poller(PageCollector, can, terminal.id)
        else:
            session = Sender(self._job.source, can, terminal.id)
        self._state = _State.IN_SESSION
        self._run(session, now)

    def _run(self, session: Session, now: float) -> None:
        self._session = session
        self._go_on(session.start(now), now)

    def _performed(self, result: Result, now: float) -> None:
        assert self._session is not None
        if isinstance(result, FramesReceived):
            result = FramesReceived(tuple(f for f in result.frames if not self._ignores(f)))
        self._go_on(self._session.resume(result, now), now)

    def _go_on(self, action: Action, now: float) -> None:
        session = self._session
        assert session is not None
        while True:
            for event in session.take_events():
                if isinstance(event, RemoteIdentified):
                    self._remote_id = event.text
            match action:
                case StorePage(page, number):
                    action = session.resume(self._keep(page, number), now)
                case SendFrames(frames) if not self.terminal.says_dcn and _is_dcn(frames):
                    action = session.resume(Done(), now)
                case HangUp():
                    self._session_over(session, now)
                    return
                case _:
                    self._performer.start(action, now)
                    return

    def _session_over(self, session: Session, now: float) -> None:
        outcome = session.outcome
        assert outcome is not None
        if isinstance(session, Receiver) and session.dtc is not None and self._to_poll is not None:
            terminal = self.terminal
            self._sending = True
            self._run(
                PolledSender(self._to_poll, terminal.capabilities, terminal.id, session.dtc), now
            )
            return
        self._hang_up(CallReport(now, self._sending, outcome, self._remote_id), now)

    def _hang_up(self, report: CallReport, now: float) -> None:
        self._store.ended(report)
        self.reports.append(report)
        self._performer.stop()
        self._session, self._job = None, None
        self._output.append(OnHook())
        self._ear.hear(LineCleared(), now)
        self._state, self._rings, self._cng = _State.IDLE, 0, False
        self._deadline = now + 1.0 if self._jobs else None

    def _keep(self, page: object, number: int) -> Result:
        assert isinstance(page, PageCollector)
        try:
            self._store.page(page.image, page.selection, number)
        except FaxError as error:
            return Failed(str(error))
        return Done()

    def _ignores(self, frame: ReceivedFrame) -> bool:
        if not self._to_ignore or _fcf(frame.octets) not in (Fcf.DIS, Fcf.DTC):
            return False
        self._to_ignore -= 1
        return True


def _fcf(octets: bytes) -> Fcf | None:
    try:
        return parse(octets, with_fcs=False).fcf
    except FrameError:
        return None


def _is_dcn(frames: tuple[bytes, ...]) -> bool:
    return _fcf(frames[-1]) is Fcf.DCN
