"""DLE shielding of data between DTE and DCE (T.31 §8.2)."""

DLE = 0x10
ETX = 0x03
SUB = 0x1A
CAN = b"\x18"
END_OF_DATA = bytes((DLE, ETX))

_DLE_OCTET = bytes((DLE,))


def shield(data: bytes) -> bytes:
    """``data`` with every DLE doubled; the end mark is not added."""
    return data.replace(_DLE_OCTET, _DLE_OCTET * 2)


class DleDecoder:
    """Takes shielding off a stream that arrives in pieces of any size."""

    def __init__(self) -> None:
        self._after_dle = False

    def feed(self, octets: bytes) -> tuple[bytes, bytes | None]:
        """Decode ``octets``.

        Returns the data octets, and what followed DLE ETX (possibly nothing, ``b""``) if the end
        mark was among them, else None. DLE SUB is two DLEs; other pairs are dropped (T.31 §8.2).
        """
        if not self._after_dle and DLE not in octets:
            return octets, None
        data = bytearray()
        position = 0
        while position < len(octets):
            if self._after_dle:
                self._after_dle = False
                second = octets[position]
                position += 1
                if second == ETX:
                    return bytes(data), octets[position:]
                if second == DLE:
                    data.append(DLE)
                elif second == SUB:
                    data += _DLE_OCTET * 2
                continue
            mark = octets.find(_DLE_OCTET, position)
            if mark < 0:
                data += octets[position:]
                break
            data += octets[position:mark]
            self._after_dle = True
            position = mark + 1
        return bytes(data), None
