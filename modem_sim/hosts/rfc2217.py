"""A modem's DTE side as a remote serial port: Telnet with RFC 2217, by pyserial's server side."""

import struct
from collections.abc import Callable
from typing import cast

from serial import rfc2217

from modem_sim.hosts.circuits import Circuits
from modem_sim.hosts.fd import FdHost

_HELD = 16384
"""Octets kept for a modem that has no room, so that DTR is not stuck behind them."""
_SUBOPTION = 64
"""Octets that a suboption may have; RFC 2217 has some with a text, which nobody sends here."""
_IAC = b"\xff"


class _Port:
    """What :class:`serial.rfc2217.PortManager` takes for a serial port."""

    baudrate = 115200
    bytesize = 8
    parity = "N"
    stopbits: float = 1
    xonxoff = False
    rtscts = False
    break_condition = False

    def __init__(self, wire: "Rfc2217Wire") -> None:
        self._wire = wire

    @property
    def cts(self) -> bool:
        return self._wire.circuits.clear_to_send

    @property
    def dsr(self) -> bool:
        return self._wire.circuits.data_set_ready

    @property
    def ri(self) -> bool:
        return self._wire.circuits.ring_indicator

    @property
    def cd(self) -> bool:
        return self._wire.circuits.carrier_detect

    @property
    def dtr(self) -> bool:
        return self._wire.dtr

    @dtr.setter
    def dtr(self, on: bool) -> None:
        self._wire.switch_dtr(on)

    @property
    def rts(self) -> bool:
        return self._wire.rts

    @rts.setter
    def rts(self, on: bool) -> None:
        self._wire.switch_rts(on)

    def reset_input_buffer(self) -> None:
        """Nothing from the modem waits here: it is on its way to the client."""

    def reset_output_buffer(self) -> None:
        self._wire.purge()


class Rfc2217Wire:
    """A Telnet connection to a client that has control circuits (RFC 854, RFC 2217).

    ``lost`` is called once, when the client leaves or sends what is not Telnet.
    """

    def __init__(
        self,
        descriptor: int,
        circuits: Circuits,
        *,
        receive: Callable[[bytes], None],
        set_dtr: Callable[[bool], None],
        set_rts: Callable[[bool], None],
        lost: Callable[[], None],
    ) -> None:
        self.circuits = circuits
        self.dtr = self.rts = True
        self._receive = receive
        self._set_dtr = set_dtr
        self._set_rts = set_rts
        self._lost = lost
        self._room = 0
        self._held = bytearray()
        self._pumping = False
        self._closed = False
        self._fd = FdHost(descriptor, self._read, self._ended)
        self._fd.open()
        self._manager = rfc2217.PortManager(
            cast(rfc2217.Serial, _Port(self)), cast(rfc2217.Serial, self)
        )
        self._fd.set_room(_HELD)

    def deliver(self, octets: bytes) -> None:
        """The modem sent octets."""
        self._fd.deliver(octets.replace(_IAC, _IAC + _IAC))

    def set_room(self, room: int) -> None:
        """The modem takes so many octets now."""
        self._room = room
        self._pump()

    def set_circuits(self, circuits: Circuits) -> None:
        """The modem signals so now."""
        self.circuits = circuits
        self._manager.check_modem_lines()

    def close(self) -> None:
        """Stop. The descriptor stays open."""
        self._closed = True
        self._held.clear()
        self._fd.close()

    def write(self, octets: bytes) -> None:
        """Send Telnet's own octets: what PortManager asks of its connection."""
        self._fd.deliver(octets)

    def switch_dtr(self, on: bool) -> None:
        """The client switches circuit 108/2; what it sent before comes first, if there is room."""
        self._pump()
        self.dtr = on
        self._set_dtr(on)

    def switch_rts(self, on: bool) -> None:
        """The client switches circuit 105."""
        self.rts = on
        self._set_rts(on)

    def purge(self) -> None:
        """Forget what the modem has not taken."""
        self._held.clear()
        self._pump()

    def _read(self, octets: bytes) -> None:
        try:
            for octet in self._manager.filter(octets):
                if self._closed:
                    return
                self._held += octet
        except (KeyError, TypeError, ValueError, struct.error):
            # How PortManager fails for suboptions that end too soon or have unknown values.
            self._ended()
            return
        if len(self._manager.suboption or b"") > _SUBOPTION:
            self._ended()
            return
        self._pump()

    def _pump(self) -> None:
        # The modem's answer to what it is given calls set_room, and so comes back here.
        if self._pumping:
            return
        self._pumping = True
        while self._held and self._room > 0:
            octets = bytes(self._held[: self._room])
            del self._held[: len(octets)]
            self._receive(octets)
        self._pumping = False
        self._fd.set_room(_HELD - len(self._held))

    def _ended(self) -> None:
        if not self._closed:
            self.close()
            self._lost()
