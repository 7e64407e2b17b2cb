"""The life of a port as a table. Everything that moves a port from state to state is here.

Sending:   AVAILABLE, (INITIALIZING), DIALING, SENDING, COMPLETED, AVAILABLE.
Receiving: AVAILABLE, RINGING, ANSWERED, RECEIVING, (ROUTING), COMPLETED, AVAILABLE.
Polling:   SENDING turns to RECEIVING, or RECEIVING to SENDING, within the call.

A failure takes the place of COMPLETED and stays to be seen until the port is ready again. A report
that is absent from its state's row is illegal there. Codes: winfax.h, FAX_DEVICE_STATUS.Status.
"""

from enum import Enum

from faxstatus_core.errors import FaxError
from faxstatus_core.status.codes import FpsCode
from faxstatus_core.status.events import (
    Aborting,
    Answered,
    CallCompleted,
    CallConnected,
    CallFailed,
    DeviceLost,
    DeviceTaken,
    Dialing,
    Event,
    FailureCause,
    FrameReceived,
    FrameSent,
    FramesRepeated,
    Initializing,
    Negotiated,
    PageConfirmed,
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
    RoutingStarted,
    SpeedChanged,
    TurnedRound,
)


class PortState(Enum):
    """Where a port is in its life. Each state has the status code of the same name."""

    OFFLINE = "offline"
    UNAVAILABLE = "unavailable"
    INITIALIZING = "initializing"
    AVAILABLE = "available"
    DIALING = "dialing"
    SENDING = "sending"
    RINGING = "ringing"
    ANSWERED = "answered"
    RECEIVING = "receiving"
    ROUTING = "routing"
    ABORTING = "aborting"
    COMPLETED = "completed"
    BUSY = "busy"
    NO_ANSWER = "no_answer"
    NO_DIAL_TONE = "no_dial_tone"
    NOT_FAX_CALL = "not_fax_call"
    BAD_ADDRESS = "bad_address"
    CALL_DELAYED = "call_delayed"
    CALL_BLACKLISTED = "call_blacklisted"
    DISCONNECTED = "disconnected"
    FATAL_ERROR = "fatal_error"

    @property
    def code(self) -> FpsCode:
        """The device status code shown for this state."""
        return FpsCode[self.name]


class IllegalTransitionError(FaxError):
    """A report that cannot happen in the port's state."""


Trigger = type[Event] | FailureCause
"""What moves the state: the kind of report, or for CallFailed the cause."""


def _stay(state: PortState, *triggers: Trigger) -> dict[Trigger, PortState]:
    return dict.fromkeys(triggers, state)


_CALL_ENDS: dict[Trigger, PortState] = {
    CallCompleted: PortState.COMPLETED,
    FailureCause.DISCONNECTED: PortState.DISCONNECTED,
    FailureCause.FATAL_ERROR: PortState.FATAL_ERROR,
    DeviceLost: PortState.OFFLINE,
}
_AFTER_CALL: dict[Trigger, PortState] = {
    PortReady: PortState.AVAILABLE,
    DeviceLost: PortState.OFFLINE,
}
_BEFORE_FRAMES: tuple[Trigger, ...] = (PhaseChanged, FrameSent, PollOffered)
"""What is reported before a frame of the far end: the called machine's DIS, or our DCN."""
_EITHER_WAY: tuple[Trigger, ...] = (
    *_BEFORE_FRAMES,
    FrameReceived,
    RemoteIdentified,
    RemoteMaker,
    RemoteAddressed,
    PasswordSeen,
    PollRequested,
    Negotiated,
    SpeedChanged,
    PageStarted,
    PageProgress,
    PageRefused,
    FramesRepeated,
)
_SENDING_REPORTS: tuple[Trigger, ...] = (*_EITHER_WAY, PageTransmitted, PageConfirmed)
_RECEIVING_REPORTS: tuple[Trigger, ...] = (*_EITHER_WAY, RoutingReceived, PageReceived)

TRANSITIONS: dict[PortState, dict[Trigger, PortState]] = {
    PortState.OFFLINE: {
        Initializing: PortState.INITIALIZING,
        DeviceTaken: PortState.UNAVAILABLE,
    },
    PortState.UNAVAILABLE: {
        Initializing: PortState.INITIALIZING,
        DeviceLost: PortState.OFFLINE,
    },
    PortState.INITIALIZING: {
        PortReady: PortState.AVAILABLE,
        Dialing: PortState.DIALING,
        DeviceTaken: PortState.UNAVAILABLE,
        DeviceLost: PortState.OFFLINE,
    },
    PortState.AVAILABLE: {
        Initializing: PortState.INITIALIZING,
        Dialing: PortState.DIALING,
        Ringing: PortState.RINGING,
        DeviceTaken: PortState.UNAVAILABLE,
        DeviceLost: PortState.OFFLINE,
    },
    PortState.DIALING: {
        CallConnected: PortState.SENDING,
        FailureCause.BUSY: PortState.BUSY,
        FailureCause.NO_ANSWER: PortState.NO_ANSWER,
        FailureCause.NO_DIAL_TONE: PortState.NO_DIAL_TONE,
        FailureCause.NO_CARRIER: PortState.NOT_FAX_CALL,
        FailureCause.BAD_ADDRESS: PortState.BAD_ADDRESS,
        FailureCause.CALL_DELAYED: PortState.CALL_DELAYED,
        FailureCause.CALL_BLACKLISTED: PortState.CALL_BLACKLISTED,
        FailureCause.DISCONNECTED: PortState.DISCONNECTED,
        FailureCause.FATAL_ERROR: PortState.FATAL_ERROR,
        Aborting: PortState.ABORTING,
        DeviceLost: PortState.OFFLINE,
        **_stay(PortState.DIALING, *_BEFORE_FRAMES),
    },
    PortState.SENDING: {
        **_CALL_ENDS,
        Aborting: PortState.ABORTING,
        TurnedRound: PortState.RECEIVING,
        **_stay(PortState.SENDING, *_SENDING_REPORTS),
    },
    PortState.RINGING: {
        Answered: PortState.ANSWERED,
        RingingStopped: PortState.AVAILABLE,
        DeviceLost: PortState.OFFLINE,
        **_stay(PortState.RINGING, Ringing),
    },
    PortState.ANSWERED: {
        CallConnected: PortState.RECEIVING,
        FailureCause.NO_CARRIER: PortState.NOT_FAX_CALL,
        FailureCause.DISCONNECTED: PortState.DISCONNECTED,
        FailureCause.FATAL_ERROR: PortState.FATAL_ERROR,
        Aborting: PortState.ABORTING,
        DeviceLost: PortState.OFFLINE,
        **_stay(PortState.ANSWERED, *_BEFORE_FRAMES),
    },
    PortState.RECEIVING: {
        **_CALL_ENDS,
        RoutingStarted: PortState.ROUTING,
        FailureCause.NO_CARRIER: PortState.NOT_FAX_CALL,
        Aborting: PortState.ABORTING,
        TurnedRound: PortState.SENDING,
        **_stay(PortState.RECEIVING, *_RECEIVING_REPORTS),
    },
    PortState.ROUTING: {
        CallCompleted: PortState.COMPLETED,
        FailureCause.FATAL_ERROR: PortState.FATAL_ERROR,
        DeviceLost: PortState.OFFLINE,
    },
    # An abort may come too late, and the session still reports what happens until the hang-up.
    PortState.ABORTING: {
        **_CALL_ENDS,
        PortReady: PortState.AVAILABLE,
        **_stay(PortState.ABORTING, TurnedRound, *_SENDING_REPORTS, *_RECEIVING_REPORTS),
    },
    PortState.COMPLETED: _AFTER_CALL,
    PortState.BUSY: _AFTER_CALL,
    PortState.NO_ANSWER: _AFTER_CALL,
    PortState.NO_DIAL_TONE: _AFTER_CALL,
    PortState.NOT_FAX_CALL: _AFTER_CALL,
    PortState.BAD_ADDRESS: _AFTER_CALL,
    PortState.CALL_DELAYED: _AFTER_CALL,
    PortState.CALL_BLACKLISTED: _AFTER_CALL,
    PortState.DISCONNECTED: _AFTER_CALL,
    PortState.FATAL_ERROR: _AFTER_CALL,
}


def trigger_of(event: Event) -> Trigger:
    """What the table is asked for when ``event`` is reported."""
    return event.cause if isinstance(event, CallFailed) else type(event)


def next_state(state: PortState, event: Event) -> PortState:
    """The state after ``event``.

    Raises IllegalTransitionError where the table has no such entry.
    """
    trigger = trigger_of(event)
    following = TRANSITIONS[state].get(trigger)
    if following is None:
        name = type(event).__name__
        if isinstance(event, CallFailed):
            name = f"{name} ({event.cause.value})"
        raise IllegalTransitionError(
            f"{name} cannot happen here",
            where=f"port state {state.value}",
            remedy="report what led to it first",
        )
    return following
