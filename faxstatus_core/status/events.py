"""What an engine reports to the status of a port: everything that can happen, one class each.

A report moves the port's state (``states.TRANSITIONS``), adds to its record, or both.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Literal

from faxstatus_core.status.record import PhaseName


class FailureCause(Enum):
    """Why a call failed. Each leads to one state of the port (``states.TRANSITIONS``)."""

    BUSY = "busy"
    NO_ANSWER = "no_answer"
    NO_DIAL_TONE = "no_dial_tone"
    NO_CARRIER = "no_carrier"
    """The call was answered, but no fax was heard at the other end."""
    BAD_ADDRESS = "bad_address"
    CALL_DELAYED = "call_delayed"
    """The modem puts the number off after repeated failures."""
    CALL_BLACKLISTED = "call_blacklisted"
    """The modem bars the number."""
    DISCONNECTED = "disconnected"
    """Either side dropped the call."""
    FATAL_ERROR = "fatal_error"
    """The protocol or the device failed beyond repair."""


@dataclass(frozen=True, slots=True)
class JobInfo:
    """The job being sent, for the record. ``None`` where not known."""

    address: str
    """Number as dialled."""
    document_name: str | None = None
    document_size: int | None = None
    """Octets."""
    page_count: int | None = None
    sender_name: str | None = None
    recipient_name: str | None = None
    submitted_time: datetime | None = None
    """When the user submitted the job; aware."""


@dataclass(frozen=True, slots=True)
class Event:
    """Base of every report."""


@dataclass(frozen=True, slots=True)
class Initializing(Event):
    """The device is being opened, or reset before a call."""


@dataclass(frozen=True, slots=True)
class PortReady(Event):
    """The device is free. Ends what the last call left to be seen."""


@dataclass(frozen=True, slots=True)
class DeviceLost(Event):
    """The device vanished or no longer answers."""

    reason: str
    """A sentence for a person."""


@dataclass(frozen=True, slots=True)
class DeviceTaken(Event):
    """Another program has the device."""

    reason: str
    """A sentence for a person."""


@dataclass(frozen=True, slots=True)
class Dialing(Event):
    """A job begins: its number is being dialled."""

    job: JobInfo


@dataclass(frozen=True, slots=True)
class Ringing(Event):
    """A ring. Reported again when the caller ID becomes known, or at every ring."""

    caller_id: str | None = None


@dataclass(frozen=True, slots=True)
class RingingStopped(Event):
    """The caller gave up before the call was answered."""


@dataclass(frozen=True, slots=True)
class Answered(Event):
    """We answered the call: a receiving job begins."""


@dataclass(frozen=True, slots=True)
class CallConnected(Event):
    """A fax was recognised at the other end; comes before any of its frames is reported."""


@dataclass(frozen=True, slots=True)
class TurnedRound(Event):
    """Polling: the end that was to transmit receives from now on, and the other way round."""


@dataclass(frozen=True, slots=True)
class RemoteIdentified(Event):
    """The far station's identification (T.30 §5.3.6.2.4 to .6)."""

    frame: Literal["CSI", "TSI"]
    text: str
    """The digits of the field in reading order; at most 20 characters are kept. Blank: none."""


@dataclass(frozen=True, slots=True)
class RoutingReceived(Event):
    """Where an inbound fax is to go: sub-address (SUB) or dialled digits."""

    routing_string: str
    recipient_name: str | None = None
    """Who that is, where the routing table knows."""


@dataclass(frozen=True, slots=True)
class Negotiated(Event):
    """The parameters of the DCS in force; again after each change of speed."""

    modulation: str
    """As T.30 names it, for instance V.17."""
    data_rate: int
    """bit/s."""
    resolution: str | None = None


@dataclass(frozen=True, slots=True)
class PhaseChanged(Event):
    """The call enters a phase of T.30 §3."""

    phase: PhaseName


@dataclass(frozen=True, slots=True)
class PageStarted(Event):
    """The image of a page begins."""

    number: int
    """Counted from 1 over the whole call."""


@dataclass(frozen=True, slots=True)
class PageProgress(Event):
    """How far the current page is."""

    page_bytes: int
    """Octets of image data passed so far."""
    percent: float | None = None
    """0 to 100, where the page's size is known."""


@dataclass(frozen=True, slots=True)
class PageConfirmed(Event):
    """Sending: the called machine confirmed a page."""

    number: int


@dataclass(frozen=True, slots=True)
class PageReceived(Event):
    """Receiving: a page is here and confirmed by us."""

    number: int


@dataclass(frozen=True, slots=True)
class RoutingStarted(Event):
    """The received document is being handed on."""


@dataclass(frozen=True, slots=True)
class CallCompleted(Event):
    """The whole document passed."""


@dataclass(frozen=True, slots=True)
class CallFailed(Event):
    """The call ended without passing the whole document."""

    cause: FailureCause
    text: str
    """A sentence for a person: what happened."""
    error: str = ""
    """What the protocol calls it, such as ``no_response_to_page``; empty: as the cause."""


@dataclass(frozen=True, slots=True)
class Aborting(Event):
    """The job is being cancelled."""
