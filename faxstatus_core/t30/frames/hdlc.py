"""The frame around every T.30 signal: address, control, FCF, FIF (T.30 §5.3.1 to §5.3.6)."""

from construct import Byte, Construct, Container, ExprAdapter, GreedyBytes, Rebuild, Struct

from faxstatus_core.t30.frames.errors import FrameError
from faxstatus_core.t30.frames.fcf import Fcf

ADDRESS = 0xFF
"""All stations (T.30 §5.3.4)."""

MORE_FRAMES, FINAL_FRAME = 0x03, 0x13
"""The two values of the control field (T.30 §5.3.5)."""

HEADER_OCTETS = 3
"""Address, control and FCF: the least a frame holds, and the offset of its FIF."""


def _decode_address(octet: int, _context: object) -> int:
    if octet != ADDRESS:
        raise FrameError(f"0x{octet:02X} is not the address 0xFF", where="octet 0 (address)")
    return octet


def _decode_control(octet: int, _context: object) -> bool:
    if octet not in (MORE_FRAMES, FINAL_FRAME):
        raise FrameError(f"0x{octet:02X} is neither 0x03 nor 0x13", where="octet 1 (control)")
    return octet == FINAL_FRAME


def _encode_control(final: bool, _context: object) -> int:
    return FINAL_FRAME if final else MORE_FRAMES


def _decode_fcf(octet: int, _context: object) -> tuple[Fcf, bool]:
    return Fcf.of_octet(octet)


def _encode_fcf(fcf_and_x: tuple[Fcf, bool], _context: object) -> int:
    fcf, x = fcf_and_x
    return fcf.octet(x=x)


_HdlcFrame: "Construct[Container[object], dict[str, object]]" = Struct(
    "address" / Rebuild(ExprAdapter(Byte, _decode_address, lambda octet, _: octet), ADDRESS),
    "final" / ExprAdapter(Byte, _decode_control, _encode_control),
    "fcf" / ExprAdapter(Byte, _decode_fcf, _encode_fcf),
    "fif" / GreedyBytes,
)

HdlcFrame = _HdlcFrame.compile()
"""A frame from address to FIF, without flags and FCS. ``fcf`` is the pair (:class:`Fcf`, X bit).

Raises :class:`FrameError` for wrong octets; the caller sees to :data:`HEADER_OCTETS`.
"""
