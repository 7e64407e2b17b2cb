"""What is known of a port and its call, and what each report adds. Pure: the time is an argument.

Reports come here checked (``events.checked``): what they hold can go into the record as it is.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from faxstatus_core.status.codes import FpsCode
from faxstatus_core.status.events import (
    Answered,
    CallCompleted,
    CallFailed,
    DeviceLost,
    DeviceTaken,
    Dialing,
    Event,
    FrameReceived,
    FrameSent,
    FramesRepeated,
    Initializing,
    JobInfo,
    Negotiated,
    PageConfirmed,
    PageLines,
    PageProgress,
    PageReceived,
    PageRefused,
    PageStarted,
    PageTransmitted,
    PasswordSeen,
    PhaseChanged,
    PollOffered,
    PollRequested,
    PortReady,
    RemoteAddressed,
    RemoteIdentified,
    RemoteMaker,
    Ringing,
    RingingStopped,
    RoutingReceived,
    SpeedChanged,
    TurnedRound,
)
from faxstatus_core.status.fields import PhaseName
from faxstatus_core.status.states import PortState, next_state


@dataclass(frozen=True, slots=True)
class PageFacts:
    """The pages of a call: those in transmission, those that passed, and how well."""

    current: int | None = None
    progress: PageProgress | None = None
    bytes_before: int = 0
    """Octets of the pages before the current one."""
    transmitted: frozenset[int] = frozenset()
    confirmed: frozenset[int] = frozenset()
    received: Mapping[int, PageLines | None] = field(default_factory=dict)
    judged: PageLines | None = None
    """The page that was received last, whether it was confirmed or not."""
    frames_repeated: int = 0

    def starting(self, number: int | None) -> "PageFacts":
        """Page ``number`` is in transmission now; None: no page yet."""
        return replace(self, current=number, progress=None, bytes_before=self.octets)

    @property
    def octets(self) -> int:
        """Image data of the call so far."""
        return self.bytes_before + (self.progress.page_bytes if self.progress else 0)


@dataclass(frozen=True, slots=True)
class FarEnd:
    """What the far end has told of itself, and of what it wants."""

    csi: str | None = None
    tsi: str | None = None
    maker: RemoteMaker | None = None
    routing: RoutingReceived | None = None
    sub_address: str | None = None
    selective_address: str | None = None
    secrets: frozenset[str] = frozenset()
    """Which of PWD and SID came."""


@dataclass(frozen=True, slots=True)
class CallEnd:
    """How a call ended. ``error``: why it failed."""

    time: datetime
    code: FpsCode
    text: str
    error: str | None = None


@dataclass(frozen=True, slots=True)
class CallFacts:
    """What is known of the call that runs, or has just ended."""

    started: datetime
    job: JobInfo | None = None
    """The job of an outbound call; None: the call is inbound."""
    polled: JobInfo | None = None
    """What an inbound call that turned round is sent."""
    turned: bool = False
    """Polling: the caller receives."""
    phase: PhaseName | None = None
    transmission_started: datetime | None = None
    transmission_ended: datetime | None = None
    frame_sent: str | None = None
    frame_received: str | None = None
    poll_offered: bool = False
    poll_requested: bool = False
    far_end: FarEnd = field(default_factory=FarEnd)
    negotiated: Negotiated | None = None
    pages: PageFacts = field(default_factory=PageFacts)
    end: CallEnd | None = None

    @property
    def receives(self) -> bool:
        """Whether pages come to this port."""
        return (self.job is None) != self.turned

    @property
    def sent_job(self) -> JobInfo | None:
        """What this port sends, if it does."""
        if self.receives:
            return None
        return self.job or self.polled

    @property
    def remote_id(self) -> str | None:
        """The far station's identification, of whichever frame it gave."""
        tsi, csi = self.far_end.tsi, self.far_end.csi
        return tsi or csi if self.receives else csi or tsi


@dataclass(frozen=True, slots=True)
class PortFacts:
    """What is known of a port."""

    state: PortState = PortState.OFFLINE
    caller_number: str | None = None
    caller_name: str | None = None
    call: CallFacts | None = None
    reason: str = ""
    """Why the port is offline, unavailable, or its call failed."""

    def after(self, event: Event, now: datetime) -> "PortFacts":
        """What is known after ``event`` at ``now`` (UTC). Raises IllegalTransitionError."""
        state = next_state(self.state, event)
        match event, self.call:
            case ((Initializing() | PortReady() | RingingStopped()), _):
                return PortFacts(state)
            case ((DeviceLost(reason) | DeviceTaken(reason)), _):
                return PortFacts(state, reason=reason)
            case Ringing(number, name), _:
                return replace(
                    self,
                    state=state,
                    caller_number=number or self.caller_number,
                    caller_name=name or self.caller_name,
                )
            case Dialing(job), _:
                return PortFacts(state, call=CallFacts(now, job, poll_requested=job.polls))
            case Answered(), _:
                return replace(self, state=state, call=CallFacts(now))
            case CallCompleted(text), CallFacts() as call:
                end = CallEnd(now, state.code, text or state.code.text)
                return replace(self, state=state, call=_ended(call, end))
            case CallFailed(cause, text, error), CallFacts() as call:
                end = CallEnd(now, state.code, text, error or cause.value)
                return replace(self, state=state, call=_ended(call, end), reason=text)
            case _, CallFacts() as call:
                return replace(self, state=state, call=_call_after(call, event, now))
        return replace(self, state=state)


def _ended(call: CallFacts, end: CallEnd) -> CallFacts:
    transmission_ended = call.transmission_ended
    if call.transmission_started is not None and transmission_ended is None:
        transmission_ended = end.time
    return replace(call, end=end, transmission_ended=transmission_ended)


def _call_after(call: CallFacts, event: Event, now: datetime) -> CallFacts:
    match event:
        case FrameSent(name):
            return replace(call, frame_sent=name)
        case FrameReceived(name):
            return replace(call, frame_received=name)
        case PhaseChanged(phase):
            return _in_phase(call, phase, now)
        case PollOffered():
            return replace(call, poll_offered=True)
        case PollRequested():
            return replace(call, poll_requested=True)
        case TurnedRound(polled):
            pages = replace(call.pages.starting(None), judged=None)
            return replace(call, turned=not call.turned, polled=polled, pages=pages)
        case Negotiated():
            return replace(call, negotiated=event)
        case SpeedChanged(modulation, rate) if call.negotiated is not None:
            negotiated = replace(call.negotiated, modulation=modulation, data_rate=rate)
            return replace(call, negotiated=negotiated)
        case (
            RemoteIdentified()
            | RemoteMaker()
            | RemoteAddressed()
            | PasswordSeen()
            | RoutingReceived()
        ):
            return replace(call, far_end=_far_end_after(call.far_end, event))
    return replace(call, pages=_pages_after(call.pages, event))


def _far_end_after(far_end: FarEnd, event: Event) -> FarEnd:
    match event:
        case RemoteIdentified("CSI", text):
            return replace(far_end, csi=text or None)
        case RemoteIdentified("TSI", text):
            return replace(far_end, tsi=text or None)
        case RemoteMaker():
            return replace(far_end, maker=event)
        case RemoteAddressed("SUB", text):
            return replace(far_end, sub_address=text or None)
        case RemoteAddressed("SEP", text):
            return replace(far_end, selective_address=text or None)
        case PasswordSeen(frame):
            return replace(far_end, secrets=far_end.secrets | {frame})
        case RoutingReceived():
            return replace(far_end, routing=event)
    return far_end


def _in_phase(call: CallFacts, phase: PhaseName, now: datetime) -> CallFacts:
    """The fax lasts from the first phase B to phase E."""
    started, ended = call.transmission_started, call.transmission_ended
    if phase == "B":
        started = started or now
    elif phase == "E" and started is not None:
        ended = ended or now
    return replace(call, phase=phase, transmission_started=started, transmission_ended=ended)


def _pages_after(pages: PageFacts, event: Event) -> PageFacts:
    match event:
        case PageStarted(number):
            return pages.starting(number)
        case PageProgress():
            return replace(pages, progress=event)
        case PageTransmitted(number):
            return replace(pages, transmitted=pages.transmitted | {number})
        case PageConfirmed(number):
            return replace(pages, confirmed=pages.confirmed | {number})
        case PageReceived(number, lines):
            return replace(pages, received={**pages.received, number: lines}, judged=lines)
        case PageRefused(_, lines):
            return replace(pages, judged=lines)
        case FramesRepeated(frames):
            return replace(pages, frames_repeated=pages.frames_repeated + frames)
    return pages
