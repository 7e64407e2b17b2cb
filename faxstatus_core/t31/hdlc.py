"""HDLC on the bit level: FCS, flags, zero insertion (ISO/IEC 13239, T.30 §5.3).

Bits travel least significant first within an octet. A :class:`HdlcFramer` turns frames into line
octets, a :class:`HdlcDeframer` turns line octets back into frames.
"""

_POLYNOMIAL = 0x8408  # CRC-16/X.25: 0x1021 reflected
_PRESET = 0xFFFF


def _table_entry(octet: int) -> int:
    for _ in range(8):
        octet = (octet >> 1) ^ (_POLYNOMIAL if octet & 1 else 0)
    return octet


_TABLE = tuple(_table_entry(octet) for octet in range(256))


def fcs(octets: bytes) -> bytes:
    """The two frame check sequence octets for ``octets``, in line order (T.30 §5.3.7)."""
    remainder = _PRESET
    for octet in octets:
        remainder = (remainder >> 8) ^ _TABLE[(remainder ^ octet) & 0xFF]
    return (remainder ^ 0xFFFF).to_bytes(2, "little")


def fcs_is_good(frame: bytes) -> bool:
    """Whether ``frame`` (address to FCS) carries the FCS of its own content."""
    return len(frame) > 2 and fcs(frame[:-2]) == frame[-2:]
