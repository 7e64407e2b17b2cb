"""HDLC on the bit level: FCS, flags, zero insertion (ISO/IEC 13239, T.30 §5.3).

Bits travel least significant first within an octet. A :class:`HdlcFramer` turns frames into line
octets, a :class:`HdlcDeframer` turns line octets back into frames.
"""

from binascii import crc_hqx
from dataclasses import dataclass

from faxstatus_core.bits import REVERSED, to_bits

_PRESET = 0xFFFF
_DAMAGE = 0x24  # any error will do; this one leaves the number of octets as it is


def fcs(octets: bytes) -> bytes:
    """The two frame check sequence octets for ``octets``, in line order (T.30 §5.3.7).

    It is CRC-16/X.25: that of ``crc_hqx`` with every octet mirrored, and then complemented.
    """
    remainder = crc_hqx(octets.translate(REVERSED), _PRESET)
    return (remainder ^ 0xFFFF).to_bytes(2, "big").translate(REVERSED)


def fcs_is_good(frame: bytes) -> bool:
    """Whether ``frame`` (address to FCS) carries the FCS of its own content."""
    return len(frame) > 2 and fcs(frame[:-2]) == frame[-2:]


FLAG = 0x7E
_FLAG_BITS = 8
MINIMUM_FRAME = 4
"""Octets of the shortest valid frame: address, control and two of FCS (ISO/IEC 13239 §4.3)."""


class HdlcFramer:
    """Turns frames into the octets of a continuous bit stream, flags between them."""

    def __init__(self) -> None:
        self._bits = 0
        self._count = 0

    @property
    def pending_bits(self) -> int:
        """Bits queued and not yet taken."""
        return self._count

    def add_flag(self) -> None:
        """Queue one flag, 01111110."""
        self._bits |= FLAG << self._count
        self._count += 8

    def add_frame(self, frame: bytes, *, damaged: bool = False) -> None:
        """Queue ``frame`` (address to FIF): adds the FCS, inserts zeros, and a closing flag.

        ``damaged``: with a wrong FCS.
        """
        check = bytes(octet ^ _DAMAGE for octet in fcs(frame)) if damaged else fcs(frame)
        ones = 0
        for octet in frame + check:
            for place in range(8):
                bit = octet >> place & 1
                self._bits |= bit << self._count
                self._count += 1
                ones = ones + 1 if bit else 0
                if ones == 5:
                    self._count += 1
                    ones = 0
        self.add_flag()

    def take_octet(self) -> int:
        """The next eight line bits; a flag is queued first when fewer are left."""
        if self._count < 8:
            self.add_flag()
        octet = self._bits & 0xFF
        self._bits >>= 8
        self._count -= 8
        return octet


def line_bits(frame: bytes) -> int:
    """How many bits ``frame`` (address to FIF) takes on the line, with its closing flag."""
    bits = to_bits(frame + fcs(frame))
    return len(bits) + bits.count("11111") + _FLAG_BITS


@dataclass(frozen=True, slots=True)
class FlagSeen:
    """A flag that closed no frame: preamble or fill."""


@dataclass(frozen=True, slots=True)
class FrameOctet:
    """One more octet of the frame that is arriving."""

    octet: int


@dataclass(frozen=True, slots=True)
class FrameEnded:
    """The frame's closing flag; ``good`` when whole octets came and their FCS is right."""

    good: bool


@dataclass(frozen=True, slots=True)
class FrameAborted:
    """Seven ones in a row inside a frame."""


HdlcEvent = FlagSeen | FrameOctet | FrameEnded | FrameAborted


class HdlcDeframer:
    """Finds flags and frames in line octets that may start anywhere in a bit stream."""

    def __init__(self) -> None:
        self._synchronised = False
        self._ones = 0
        self._octet = 0
        self._bits = 0
        self._frame = bytearray()

    def feed(self, octets: bytes) -> list[HdlcEvent]:
        """What ``octets`` brought, in line order. Octets after an abort wait for the next flag."""
        events: list[HdlcEvent] = []
        for octet in octets:
            for place in range(8):
                self._take_bit(octet >> place & 1, events)
        return events

    def _take_bit(self, bit: int, events: list[HdlcEvent]) -> None:
        if bit:
            self._ones += 1
            if self._ones == 7:
                if self._frame:
                    events.append(FrameAborted())
                    self._frame.clear()
                self._synchronised = False
            if self._synchronised:
                self._add_bit(1, events)
            return
        ones, self._ones = self._ones, 0
        if ones == 6:
            self._take_flag(events)
        elif ones != 5 and self._synchronised:
            self._add_bit(0, events)

    def _add_bit(self, bit: int, events: list[HdlcEvent]) -> None:
        self._octet |= bit << self._bits
        self._bits += 1
        if self._bits == 8:
            self._frame.append(self._octet)
            events.append(FrameOctet(self._octet))
            self._octet = self._bits = 0

    def _take_flag(self, events: list[HdlcEvent]) -> None:
        # The flag's first seven bits were taken for data: whole octets leave exactly seven.
        aligned = self._bits == 7
        if self._synchronised and self._frame:
            long_enough = len(self._frame) >= MINIMUM_FRAME
            events.append(FrameEnded(aligned and long_enough and fcs_is_good(bytes(self._frame))))
        else:
            events.append(FlagSeen())
        self._synchronised = True
        self._octet = self._bits = 0
        self._frame.clear()
