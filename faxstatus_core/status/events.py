"""What an engine reports to the status of a port: everything that can happen, one class each.

A report moves the port's state (``states.TRANSITIONS``), adds to its record, or both. Its fields
have the types of the record's; whoever takes a report has it :func:`checked`, so that the record
can be made of its values as they are.
"""

from dataclasses import dataclass
from enum import Enum
from typing import Any, ClassVar, Literal, TypeVar

from pydantic import ConfigDict, TypeAdapter

from faxstatus_core.status.fields import (
    CodingName,
    Count,
    Identifier,
    LengthName,
    PageNumber,
    Percentage,
    PhaseName,
    StationId,
    Text,
    UtcInstant,
    WidthName,
)

_CHECKED = ConfigDict(revalidate_instances="always", allow_inf_nan=False)


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

    __pydantic_config__: ClassVar[ConfigDict] = _CHECKED

    address: Text | None
    """Number as dialled; None: the document is polled, and no number was dialled for it."""
    document_name: Text | None = None
    document_size: Count | None = None
    """Octets."""
    page_count: Count | None = None
    sender_name: Text | None = None
    recipient_name: Text | None = None
    submitted_time: UtcInstant | None = None
    """When the user submitted the job; aware."""
    job_id: Identifier | None = None
    tries: Count = 0
    """Calls made for it before this one."""
    scheduled_time: UtcInstant | None = None
    """When it was to be sent; aware."""
    tsid: StationId | None = None
    """Own identification in this call; None: the port's."""
    polls: bool = False
    """Asks the called machine for a document."""


@dataclass(frozen=True, slots=True)
class PageLines:
    """How a page arrived: its lines, bad ones included."""

    __pydantic_config__: ClassVar[ConfigDict] = _CHECKED

    total: Count
    bad: Count
    longest_bad_run: Count


@dataclass(frozen=True, slots=True)
class Event:
    """Base of every report."""

    __pydantic_config__: ClassVar[ConfigDict] = _CHECKED


_Kind = TypeVar("_Kind", bound=Event)
_CHECKS: dict[type[Event], TypeAdapter[Any]] = {}
"""By kind of report, made when one comes for the first time. Any: the kind is the key's."""


def checked(event: _Kind) -> _Kind:
    """``event`` with its values as the record holds them: texts cleaned, times in UTC.

    Raises pydantic's ValidationError for a value that the record cannot take.
    """
    kind = type(event)
    if kind not in _CHECKS:
        _CHECKS[kind] = TypeAdapter(kind)
    clean: _Kind = _CHECKS[kind].validate_python(event)
    return clean


@dataclass(frozen=True, slots=True)
class Initializing(Event):
    """The device is being opened, or reset before a call."""


@dataclass(frozen=True, slots=True)
class PortReady(Event):
    """The device is free. Ends what the last call left to be seen."""


@dataclass(frozen=True, slots=True)
class DeviceLost(Event):
    """The device vanished or no longer answers."""

    reason: Text
    """A sentence for a person."""


@dataclass(frozen=True, slots=True)
class DeviceTaken(Event):
    """Another program has the device."""

    reason: Text
    """A sentence for a person."""


@dataclass(frozen=True, slots=True)
class Dialing(Event):
    """A job begins: its number is being dialled."""

    job: JobInfo


@dataclass(frozen=True, slots=True)
class Ringing(Event):
    """A ring. Reported again when the caller ID becomes known, or at every ring."""

    caller_number: Text | None = None
    caller_name: Text | None = None


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

    sends: JobInfo | None = None
    """The document that this port sends now, if it was called."""


@dataclass(frozen=True, slots=True)
class RemoteIdentified(Event):
    """The far station's identification (T.30 §5.3.6.2.4 to .6)."""

    frame: Literal["CSI", "TSI"]
    """CIG counts as CSI: both are of the machine that receives the pages."""
    text: StationId
    """The digits of the field in reading order; at most 20 characters are kept. Blank: none."""


@dataclass(frozen=True, slots=True)
class RemoteMaker(Event):
    """Who made the far machine (NSF, NSC or NSS)."""

    maker: Text
    model: Text | None = None


@dataclass(frozen=True, slots=True)
class FrameSent(Event):
    """A frame of V.21 is about to be sent."""

    name: Text
    """Its FCF as T.30 spells it, such as PPS."""


@dataclass(frozen=True, slots=True)
class FrameReceived(Event):
    """A frame of V.21 was received whole."""

    name: Text
    """Its FCF as T.30 spells it, such as PPS."""


@dataclass(frozen=True, slots=True)
class RemoteAddressed(Event):
    """The far end says where within this end the call is to go: SUB, or SEP which document."""

    frame: Literal["SUB", "SEP"]
    text: StationId


@dataclass(frozen=True, slots=True)
class PasswordSeen(Event):
    """The far end gave a password (PWD), or a SID, which serves as one. The text stays unsaid."""

    frame: Literal["PWD", "SID"]


@dataclass(frozen=True, slots=True)
class PollOffered(Event):
    """The called machine's DIS says that it has a document to be polled."""


@dataclass(frozen=True, slots=True)
class PollRequested(Event):
    """A DTC was sent or received: a document is asked for."""


@dataclass(frozen=True, slots=True)
class RoutingReceived(Event):
    """Where an inbound fax is to go: sub-address (SUB) or dialled digits."""

    routing_string: Text
    recipient_name: Text | None = None
    """Who that is, where the routing table knows."""


@dataclass(frozen=True, slots=True)
class Negotiated(Event):
    """The parameters of the DCS in force; again after each new DCS."""

    modulation: Text
    """As T.30 names it, for instance V.17."""
    data_rate: Count
    """bit/s."""
    resolution: Text | None = None
    """By its usual name, for instance fine."""
    horizontal_resolution: Count | None = None
    """Pels an inch."""
    vertical_resolution: Count | None = None
    """Lines an inch."""
    coding: CodingName | None = None
    error_correction: bool | None = None
    page_width: WidthName | None = None
    page_length: LengthName | None = None
    minimum_scan_line_time: Count | None = None
    """Milliseconds."""


@dataclass(frozen=True, slots=True)
class SpeedChanged(Event):
    """Error correction goes on at another speed (CTC)."""

    modulation: Text
    data_rate: Count
    """bit/s."""


@dataclass(frozen=True, slots=True)
class PhaseChanged(Event):
    """The call enters a phase of T.30 §3."""

    phase: PhaseName


@dataclass(frozen=True, slots=True)
class PageStarted(Event):
    """The image of a page begins."""

    number: PageNumber
    """Counted from 1 over the whole call."""


@dataclass(frozen=True, slots=True)
class PageProgress(Event):
    """How far the current page is."""

    page_bytes: Count
    """Octets of image data passed so far."""
    percent: Percentage | None = None
    """0 to 100, where the page's size is known."""


@dataclass(frozen=True, slots=True)
class PageTransmitted(Event):
    """Sending: the image of a page was sent to its end."""

    number: PageNumber


@dataclass(frozen=True, slots=True)
class PageConfirmed(Event):
    """Sending: the called machine confirmed a page."""

    number: PageNumber


@dataclass(frozen=True, slots=True)
class PageReceived(Event):
    """Receiving: a page is here and confirmed by us."""

    number: PageNumber
    lines: PageLines | None = None
    """How it arrived, where that is known."""


@dataclass(frozen=True, slots=True)
class PageRefused(Event):
    """A page was not confirmed as it came: RTN, or parts of it were given up (EOR)."""

    number: PageNumber
    lines: PageLines | None = None
    """Receiving: how it arrived, where that is known."""


@dataclass(frozen=True, slots=True)
class FramesRepeated(Event):
    """Error correction: frames of a page are asked for, or sent, once more."""

    frames: Count


@dataclass(frozen=True, slots=True)
class RoutingStarted(Event):
    """The received document is being handed on."""


@dataclass(frozen=True, slots=True)
class CallCompleted(Event):
    """The whole document passed."""

    text: Text = ""
    """A sentence for a person: how it ended."""


@dataclass(frozen=True, slots=True)
class CallFailed(Event):
    """The call ended without passing the whole document."""

    cause: FailureCause
    text: Text
    """A sentence for a person: what happened."""
    error: Text = ""
    """What the protocol calls it, such as ``no_response_to_page``; empty: as the cause."""


@dataclass(frozen=True, slots=True)
class Aborting(Event):
    """The job is being cancelled."""
