"""The least time that a fax call may take on the line by T.30: what docs/line-time.md works out."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from faxstatus_core.t30.frames import Fcf, Frame, build
from faxstatus_core.t31.hdlc import line_bits
from faxstatus_core.t31.modulations import V21, Modulation

Party = Literal["caller", "called"]

ANSWER_SILENCE = 1.8
"""Seconds from off hook to CED: 1.8 to 2.5 (T.30 §4.1.1)."""
CED = 2.6
"""Seconds of answer tone: 2.6 to 4.0 (T.30 §4.1.2)."""
SILENCE = 0.075
"""Seconds between two signals: 75 +- 20 ms (T.30 §4.1.3, §5.3.2.3)."""
PREAMBLE = 1.0
"""Seconds of flags before the frames of a V.21 carrier: 1 s +- 15 % (T.30 §5.3.1)."""
SYNCHRONISATION = 0.2
"""Seconds of flags before the frames of a faster carrier: 200 ms, +100 ms (T.4 §A.3.1)."""
_RETURN_TO_CONTROL = 3 * line_bits(build(Frame(Fcf.RCP, final=False), with_fcs=False))


@dataclass(frozen=True, slots=True)
class Transmission:
    """One carrier ``by`` a party, in ``phase``; a training check is in its phase B.

    What it carries: ``frames``, each from address to FIF, without RCP; or ``octets`` of data.
    """

    by: Party
    phase: str
    modulation: Modulation
    frames: tuple[bytes, ...] = ()
    octets: int = 0


@dataclass(frozen=True, slots=True)
class CallShape:
    """All carriers of an answered call, in their order; the line's one-way ``delay`` in seconds."""

    carriers: tuple[Transmission, ...]
    delay: float


@dataclass(frozen=True, slots=True)
class PhaseTime:
    """Seconds of a phase: without a signal, of CED and V.21, and of faster carriers.

    A phase lasts from the end of the one before it to the end of its last carrier; phase A, from
    off hook of the called to its first flag.
    """

    phase: str
    silent: float = 0.0
    signalling: float = 0.0
    data: float = 0.0

    @property
    def seconds(self) -> float:
        """All of them."""
        return self.silent + self.signalling + self.data

    def __add__(self, other: "PhaseTime") -> "PhaseTime":
        """Both together, under the name of the first."""
        return PhaseTime(
            self.phase,
            self.silent + other.silent,
            self.signalling + other.signalling,
            self.data + other.data,
        )


def minimum(call: CallShape) -> list[PhaseTime]:
    """The least time of each phase, in the order in which they begin."""
    first, *_ = call.carriers
    times = [PhaseTime("A", silent=ANSWER_SILENCE + SILENCE, signalling=CED), _carrier(first)]
    for before, carrier in pairwise(call.carriers):
        turn_round = 0.0 if before.by == carrier.by else call.delay
        times += (PhaseTime(carrier.phase, silent=turn_round + SILENCE), _carrier(carrier))
    return by_phase(times)


def by_phase(times: list[PhaseTime]) -> list[PhaseTime]:
    """One time for each phase, in the order in which they begin."""
    phases: dict[str, PhaseTime] = {}
    for time in times:
        phases[time.phase] = phases.get(time.phase, PhaseTime(time.phase)) + time
    return list(phases.values())


def total(times: list[PhaseTime]) -> PhaseTime:
    """All phases together."""
    return sum(times, PhaseTime("whole call"))


def carrier_seconds(carrier: Transmission) -> float:
    """From the first sign of the carrier to silence, at least."""
    modulation = carrier.modulation
    bits = sum(line_bits(frame) for frame in carrier.frames)
    if modulation is V21:
        return PREAMBLE + bits / modulation.bit_rate
    seconds = modulation.training + carrier.octets * modulation.octet_time + modulation.turn_off
    if carrier.frames:
        seconds += SYNCHRONISATION + (bits + _RETURN_TO_CONTROL) / modulation.bit_rate
    return seconds


def _carrier(carrier: Transmission) -> PhaseTime:
    seconds = carrier_seconds(carrier)
    if carrier.modulation is V21:
        return PhaseTime(carrier.phase, signalling=seconds)
    return PhaseTime(carrier.phase, data=seconds)
