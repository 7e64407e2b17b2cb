"""What crosses a telephone line, and what a modem asks of the exchange.

Signals have no time of their own: each is handed over at the moment it begins (or, for
:class:`Octets`, at the moment its last bit ends).
"""

import enum
from dataclasses import dataclass

from faxstatus_core.t31.modulations import Modulation


class Tone(enum.Enum):
    """Tones of the network (ITU-T E.180) and of fax machines (T.30 §4)."""

    DIAL = "dial tone"
    RINGBACK = "ringing tone"
    BUSY = "busy tone"
    UNOBTAINABLE = "special information tone"
    CNG = "calling tone, 1100 Hz"
    CED = "answer tone, 2100 Hz"


@dataclass(frozen=True, slots=True)
class CarrierOn:
    """A carrier begins, with training or with data at once."""

    modulation: Modulation


@dataclass(frozen=True, slots=True)
class TrainingDone:
    """Training has ended: the next bit is data."""


@dataclass(frozen=True, slots=True)
class Octets:
    """Data bits, least significant first within an octet; the last of them ends now."""

    data: bytes


@dataclass(frozen=True, slots=True)
class CarrierOff:
    """The carrier has ended: silence."""


@dataclass(frozen=True, slots=True)
class ToneOn:
    """A tone begins."""

    tone: Tone


@dataclass(frozen=True, slots=True)
class ToneOff:
    """The tone has ended."""


@dataclass(frozen=True, slots=True)
class RingBurst:
    """The exchange applies ringing current: one burst of the cadence begins."""


@dataclass(frozen=True, slots=True)
class RingingStopped:
    """The caller gave up, or another extension answered."""


@dataclass(frozen=True, slots=True)
class LineCleared:
    """The call is over: the exchange has taken it down."""


Signal = CarrierOn | TrainingDone | Octets | CarrierOff | ToneOn | ToneOff
"""What one modem puts on the line for the other to hear."""

LineEvent = Signal | RingBurst | RingingStopped | LineCleared
"""What a modem notices at its telephone socket."""


@dataclass(frozen=True, slots=True)
class OffHook:
    """Seize the line: a call is begun, or the ringing one answered."""


@dataclass(frozen=True, slots=True)
class OnHook:
    """Release the line."""


@dataclass(frozen=True, slots=True)
class Dial:
    """Digits have been dialled."""

    number: str


LineAction = Signal | OffHook | OnHook | Dial
"""What a modem does to its telephone socket."""
