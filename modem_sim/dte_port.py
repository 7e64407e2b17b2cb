"""The modem's socket for the DTE: what waits there, and who may send (V.250 §6.2.12)."""

OUTPUT_LIMIT = 1 << 16
"""Octets that wait for a DTE that does not take them; when more come, the oldest are lost, so that
the last result code is always among what is left."""

XON, XOFF = b"\x11", b"\x13"

_LOW, _HIGH = 256, 512
"""Octets of room at which the DTE is told to stop, and at which it may go on."""

_NONE, _SOFTWARE, _CIRCUIT, _PASSED_ON = range(4)  # of +IFC


class DtePort:
    """Queues octets for the DTE and does the flow control of both directions.

    ``ifc`` are always the two values of +IFC: how the DTE holds the modem back, and how the modem
    holds the DTE back.
    """

    def __init__(self) -> None:
        self.rts = True
        """Circuit 133: the DTE is ready to receive."""
        self.dtr = True
        """Circuit 108/2: the DTE is there."""
        self._output = bytearray()
        self._urgent = bytearray()  # flow control characters, which nothing holds back
        self._xoff = False
        self._holding = False  # there is little room
        self._xoff_sent = False

    def put(self, octets: bytes) -> None:
        """Queue octets for the DTE."""
        self._output += octets
        del self._output[:-OUTPUT_LIMIT]

    def take(self, ifc: tuple[int, ...]) -> bytes:
        """What the DTE receives now."""
        urgent = bytes(self._urgent)
        self._urgent.clear()
        stopped = self._xoff if ifc[0] in (_SOFTWARE, _PASSED_ON) else not self.rts
        if stopped and ifc[0] != _NONE:
            return urgent
        output = bytes(self._output)
        self._output.clear()
        return urgent + output

    def sift(self, octets: bytes, ifc: tuple[int, ...]) -> bytes:
        """Obey DC1 and DC3 among what the DTE sent; returns what is to be used of it."""
        if ifc[0] not in (_SOFTWARE, _PASSED_ON):
            return octets
        last = max(octets.rfind(XON), octets.rfind(XOFF))
        if last >= 0:
            self._xoff = octets[last : last + 1] == XOFF
        return octets if ifc[0] == _PASSED_ON else octets.translate(None, XON + XOFF)

    def tell_room(self, room: int, ifc: tuple[int, ...]) -> None:
        """The modem has room for so many octets: tell the DTE to stop or to go on."""
        self._holding = room < (_HIGH if self._holding else _LOW)
        if self._holding and not self._xoff_sent and ifc[1] == _SOFTWARE:
            self._xoff_sent = True
            self._urgent += XOFF
        elif self._xoff_sent and not self._holding:
            self._xoff_sent = False
            self._urgent += XON

    def clear_to_send(self, ifc: tuple[int, ...]) -> bool:
        """Circuit 106."""
        return not (self._holding and ifc[1] == _CIRCUIT)

    def go_on(self) -> None:
        """Forget a DC3: its DC1 can no longer come."""
        self._xoff = False

    def forget_dte(self) -> None:
        """The DTE is gone, and with it what it did not take and what it asked for."""
        self._output.clear()
        self._urgent.clear()
        self._xoff = self._xoff_sent = False
