"""What a T.30 session reports as it goes: for status, logs and traces."""

from dataclasses import dataclass

from faxstatus_core.t30.frames import Fcf, Frame, NonStandard
from faxstatus_core.t30.negotiation.selection import Selection
from faxstatus_core.t31.modulations import Modulation


@dataclass(frozen=True, slots=True)
class PhaseChanged:
    """The call enters phase ``B``, ``C``, ``D`` or ``E`` (T.30 §3.1)."""

    phase: str


@dataclass(frozen=True, slots=True)
class FrameSent:
    """``frame`` is about to be sent."""

    frame: Frame


@dataclass(frozen=True, slots=True)
class FrameReceived:
    """``frame`` was received whole; ``octets``, from address to FIF, are as they came."""

    frame: Frame
    octets: bytes


@dataclass(frozen=True, slots=True)
class BadFrameReceived:
    """Octets that are no frame: wrong FCS, or ``reason`` of the parser of what came ``whole``."""

    octets: bytes
    reason: str
    whole: bool


@dataclass(frozen=True, slots=True)
class EchoReceived:
    """``frame``, which this station had just sent, came back."""

    frame: Frame


@dataclass(frozen=True, slots=True)
class CarrierSent:
    """A carrier of ours has ended: the frames that were reported, or ``octets`` of data.

    ``page``: the number, from 1, of the page that the data belongs to; 0: a training check.
    ``frames``: how many frames of error correction the data makes, None without.
    """

    modulation: Modulation
    octets: int
    page: int = 0
    frames: int | None = None


@dataclass(frozen=True, slots=True)
class CarrierReceived:
    """A carrier of the far end has ended, which brought ``octets`` of data.

    ``page`` and ``frames`` as in :class:`CarrierSent`; frames are those that came whole.
    """

    modulation: Modulation
    octets: int
    page: int = 0
    frames: int | None = None


@dataclass(frozen=True, slots=True)
class RemoteNonStandard:
    """The far end gave its NSF, NSC or NSS: who made it."""

    facilities: NonStandard


@dataclass(frozen=True, slots=True)
class NotTaken:
    """``fcf`` (SUB, SID, SEP, PWD) was to be sent, and the far end does not take it."""

    fcf: Fcf


@dataclass(frozen=True, slots=True)
class RemoteIdentified:
    """The far end gave an identification or address: CSI, TSI, CIG, SUB, SID, SEP, PWD or PSA."""

    fcf: Fcf
    text: str


@dataclass(frozen=True, slots=True)
class Negotiated:
    """A DCS was sent or accepted: how pages will come."""

    selection: Selection


@dataclass(frozen=True, slots=True)
class Trained:
    """A training check ended."""

    modulation: Modulation
    succeeded: bool


@dataclass(frozen=True, slots=True)
class PageStarted:
    """Page ``number``, from 1, begins; ``octets`` of coded data if it is ours to send."""

    number: int
    octets: int | None


@dataclass(frozen=True, slots=True)
class FramesRepeated:
    """Error correction: ``frames`` of page ``number`` are asked for, or sent, once more."""

    number: int
    frames: int


@dataclass(frozen=True, slots=True)
class PageConfirmed:
    """Page ``number`` was confirmed: by the far end when sending, by us when receiving."""

    number: int


@dataclass(frozen=True, slots=True)
class PageRefused:
    """Page ``number`` was answered with RTN, or parts of it were given up (EOR)."""

    number: int


@dataclass(frozen=True, slots=True)
class TurnedRound:
    """Who transmitted receives from now on, and the other way round (polling)."""


SessionEvent = (
    TurnedRound
    | PhaseChanged
    | FrameSent
    | FrameReceived
    | BadFrameReceived
    | EchoReceived
    | CarrierSent
    | CarrierReceived
    | RemoteIdentified
    | RemoteNonStandard
    | NotTaken
    | Negotiated
    | Trained
    | PageStarted
    | FramesRepeated
    | PageConfirmed
    | PageRefused
)
