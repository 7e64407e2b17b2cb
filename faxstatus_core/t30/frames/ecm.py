"""The FIFs of error correction: FCD, PPS, EOR and PPR (T.30 Annex A, T.4 Annex A)."""

from dataclasses import dataclass

from construct import Byte, Bytes, Construct, ExprAdapter, GreedyBytes, Struct

from faxstatus_core.t30.frames.errors import FrameError
from faxstatus_core.t30.frames.fcf import Fcf

FRAMES_IN_BLOCK = 256

_NULL = 0x00
_MAP_OCTETS = FRAMES_IN_BLOCK // 8


@dataclass(frozen=True)
class CodedData:
    """FCD: frame ``number`` (0 to 255) of a block, with 64 or 256 octets; the last may be short."""

    number: int
    data: bytes = b""


@dataclass(frozen=True)
class PartialPageSignal:
    """PPS. ``command``: what follows the page (EOM, MPS, EOP, ...), None (NULL) within a page.

    ``page`` and ``block`` count from 0, modulo 256; ``frames`` (1 to 256) is the block's length.
    """

    command: Fcf | None
    page: int
    block: int
    frames: int


@dataclass(frozen=True)
class EndOfRetransmission:
    """EOR: the block is given up. ``command`` as in PPS."""

    command: Fcf | None


@dataclass(frozen=True)
class PartialPageRequest:
    """PPR: the numbers (0 to 255) of the frames that are wanted again."""

    frames: frozenset[int]


_COMMANDS = frozenset({Fcf.EOM, Fcf.MPS, Fcf.EOP, Fcf.EOS, Fcf.PRI_EOM, Fcf.PRI_MPS, Fcf.PRI_EOP})
"""What FCF2 can be, besides NULL."""


def _decode_command(octet: int, _context: object) -> Fcf | None:
    if octet == _NULL:
        return None
    command, _ = Fcf.of_octet(octet)
    if command not in _COMMANDS:
        raise FrameError(f"{command.standard_name} is no FCF2", where="octet 3 (FCF2)")
    return command


def _encode_command(command: Fcf | None, _context: object) -> int:
    # FCF2 has no X bit: its first bit is 1 (T.30 Annex A.4.3).
    return _NULL if command is None else command.octet(x=True)


_Command: "Construct[Fcf | None, Fcf | None]" = ExprAdapter(Byte, _decode_command, _encode_command)

CodedDataField: "Construct[CodedData, CodedData]" = ExprAdapter(
    Struct("number" / Byte, "data" / GreedyBytes).compile(),  # one for each frame of a page
    lambda fields, _: CodedData(fields.number, fields.data),
    lambda frame, _: vars(frame),
)

PartialPageSignalField: "Construct[PartialPageSignal, PartialPageSignal]" = ExprAdapter(
    Struct("command" / _Command, "page" / Byte, "block" / Byte, "frames_less_1" / Byte),
    lambda fields, _: PartialPageSignal(
        fields.command, fields.page, fields.block, fields.frames_less_1 + 1
    ),
    lambda signal, _: {**vars(signal), "frames_less_1": signal.frames - 1},
)
"""Octets after these four are let pass: real machines append some."""

EndOfRetransmissionField: "Construct[EndOfRetransmission, EndOfRetransmission]" = ExprAdapter(
    Struct("command" / _Command),
    lambda fields, _: EndOfRetransmission(fields.command),
    lambda signal, _: vars(signal),
)


def _decode_map(octets: bytes, _context: object) -> frozenset[int]:
    bits = int.from_bytes(octets, "little")
    return frozenset(number for number in range(FRAMES_IN_BLOCK) if bits >> number & 1)


def _encode_map(frames: frozenset[int], _context: object) -> bytes:
    for number in frames:
        if number not in range(FRAMES_IN_BLOCK):
            raise FrameError(f"there is no frame {number}", where="frames", remedy="use 0 to 255")
    return sum(1 << number for number in frames).to_bytes(_MAP_OCTETS, "little")


PartialPageRequestField: "Construct[PartialPageRequest, PartialPageRequest]" = ExprAdapter(
    Struct("frames" / ExprAdapter(Bytes(_MAP_OCTETS), _decode_map, _encode_map)),
    lambda fields, _: PartialPageRequest(fields.frames),
    lambda request, _: vars(request),
)
"""Frame 0 is the least significant bit of the first octet, as a Class 1 DTE sees it."""
