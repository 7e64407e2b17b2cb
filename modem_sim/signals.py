"""What crosses a telephone line, and what a modem asks of the exchange.

Signals have no time of their own: each is handed over at the moment it begins (or, for
:class:`Octets`, at the moment its last bit ends).
"""

from dataclasses import dataclass

from faxstatus_core.t31.modulations import Modulation
from faxstatus_core.t31.tones import Tone


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
class Frame:
    """An HDLC frame, address to FIF, begins on a V.21 carrier; between frames there are flags.

    The line makes its bits: a modem is never told of a frame, but hears :class:`Octets`. If it was
    ``damaged`` on its way, its FCS will be wrong.
    """

    octets: bytes
    damaged: bool = False


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


Cadence = tuple[float, ...]
"""Seconds of ringing and of silence in turn; the whole is repeated."""

NORMAL_RING: Cadence = (2.0, 4.0)


@dataclass(frozen=True, slots=True)
class RingBurst:
    """The exchange applies ringing current: one burst of ``cadence`` begins."""

    cadence: Cadence = NORMAL_RING
    first_of_cycle: bool = True


@dataclass(frozen=True, slots=True)
class CallerId:
    """Between rings: who calls. Both texts are empty where the network does not know."""

    number: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class RingingStopped:
    """The caller gave up, or another extension answered."""


@dataclass(frozen=True, slots=True)
class LineCleared:
    """The call is over: the exchange has taken it down."""


Signal = CarrierOn | TrainingDone | Octets | Frame | CarrierOff | ToneOn | ToneOff
"""What one modem puts on the line for the other to hear."""

LineEvent = Signal | RingBurst | CallerId | RingingStopped | LineCleared
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
