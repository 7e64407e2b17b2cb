"""Where frames become the bits of a V.21 carrier."""

from faxstatus_core.t31.hdlc import HdlcFramer
from faxstatus_core.t31.modulations import V21
from modem_sim.line.stage import Stage
from modem_sim.signals import CarrierOff, CarrierOn, Frame, Octets, Signal
from modem_sim.timeline import Appointment

BLOCK = 4
"""Octets of flags or frame that cross the line as one signal: 107 ms."""

_ROUNDING = 1e-6
_LATE = 2  # octets: a frame waits for the end of a flag, and its last octet is filled with flags


class FrameBits(Stage):
    """Makes a V.21 carrier's bits of the frames it carries: flags, zero insertion and FCS.

    Frames go in whole, at the time of their first bit; octets come out, each at the time of its
    last bit. The last octet of a frame's closing flag is never held back (T.30 §5.3).
    """

    def __init__(self) -> None:
        super().__init__()
        self._framer: HdlcFramer | None = None
        self._made = bytearray()
        self._made_until = 0.0
        self._tick: Appointment | None = None

    def take(self, signal: Signal, now: float) -> None:
        match signal:
            case CarrierOn():
                self._stop(now)
                self.pass_on(signal, now)
                if signal.modulation is V21:
                    self._framer, self._made_until = HdlcFramer(), now
                    self._set_tick()
            case Frame(octets, damaged) if self._framer is not None:
                self._make(now)
                self._framer.add_frame(octets, damaged=damaged)
                self._set_tick()
            case Frame():
                pass  # its carrier is gone
            case CarrierOff():
                self._stop(now)
                self.pass_on(signal, now)
            case _:
                self.pass_on(signal, now)

    def _stop(self, now: float) -> None:
        if self._framer is not None:
            self._make(now)
            late = min(-(-self._framer.pending_bits // 8), _LATE)
            self._made += bytes(self._framer.take_octet() for _ in range(late))
            self._give(now)
            self._framer = None
        if self._tick is not None:
            self._tick.cancel()
            self._tick = None

    def _make(self, now: float) -> None:
        """Take from the framer what has been on the line until ``now``."""
        assert self._framer is not None
        count = int((now - self._made_until + _ROUNDING) / V21.octet_time)
        self._made += bytes(self._framer.take_octet() for _ in range(count))
        self._made_until += count * V21.octet_time

    def _give(self, now: float) -> None:
        if self._made:
            self.pass_on(Octets(bytes(self._made)), now)
            self._made.clear()

    def _set_tick(self) -> None:
        assert self._framer is not None
        if self._tick is not None:
            self._tick.cancel()
        octets = max(BLOCK - len(self._made), 1)
        if bits := self._framer.pending_bits:
            octets = min(octets, -(-bits // 8))
        self._tick = self.later(self._made_until + octets * V21.octet_time, self._ticks)

    def _ticks(self, now: float) -> None:
        self._make(now)
        self._give(now)
        self._set_tick()
