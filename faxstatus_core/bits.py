"""Octets and bit strings. Line order in Class 1 is least significant bit first (T.31 §8.2)."""

REVERSED = bytes(int(f"{octet:08b}"[::-1], 2) for octet in range(256))
"""Translation table that reverses the bits of each octet."""


def to_bits(octets: bytes) -> str:
    """The bits of ``octets`` in line order, as a string of 0 and 1."""
    if not octets:
        return ""
    number = int.from_bytes(octets.translate(REVERSED), "big")
    return f"{number:0{8 * len(octets)}b}"


def to_octets(bits: str) -> bytes:
    """The octets whose bits in line order are ``bits``, filled up with zeros at the end."""
    if not bits:
        return b""
    count = -(-len(bits) // 8)
    return int(bits.ljust(8 * count, "0"), 2).to_bytes(count, "big").translate(REVERSED)
