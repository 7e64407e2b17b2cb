"""+FTM and +FTH: page data and HDLC frames onto the line (T.31 §8.3.3, §8.3.5)."""

import enum

from faxstatus_core.t31.dle import END_OF_DATA, DleDecoder
from faxstatus_core.t31.hdlc import HdlcFramer
from faxstatus_core.t31.modulations import V21, Modulation
from faxstatus_core.t31.result_codes import ResultCode
from modem_sim.operations.base import Dce, Operation
from modem_sim.signals import CarrierOff, CarrierOn, Octets, TrainingDone

BUFFER = 4096
"""Octets that a modem takes from the DTE ahead of the line."""
BLOCK = 0.020
"""Seconds of page data that cross the line as one signal."""
UNDERRUN = 5.0
"""Seconds for which a modem fills while it waits for data (T.31 §8.3.3)."""
PREAMBLE = 1.0
"""Seconds of flags before the first frame of a carrier (T.30 §5.3.1)."""
MAXIMUM_FRAME = 1024
"""Octets that a frame from the DTE may have."""

_FINAL_FRAME = 0x10
_ONES = b"\xff"
_ZEROS = b"\x00"


class _Phase(enum.Enum):
    TRAINING = enum.auto()
    DATA = enum.auto()
    TURN_OFF = enum.auto()


class TransmitData(Operation):
    """+FTM: CONNECT and training, then data at the line's rate until DLE ETX, then OK."""

    def __init__(self, dce: Dce, modulation: Modulation) -> None:
        super().__init__(dce)
        self._modulation = modulation
        self._decoder = DleDecoder()
        self._buffer = bytearray()
        self._ended = False
        self._after_end = b""
        self._last_octet: int | None = None
        self._phase = _Phase.TRAINING
        self._block = b""
        self._starved_since = 0.0
        self._result = ResultCode.OK

    @property
    def room(self) -> int:
        return max(0, BUFFER - len(self._buffer) - len(self._after_end))

    def start(self, now: float) -> None:
        self.dce.to_line(CarrierOn(self._modulation))
        self.dce.report(ResultCode.CONNECT)
        self.deadline = self._starved_since = now + self._modulation.training

    def dte(self, octets: bytes, now: float) -> bytes:
        if self._ended:
            self._after_end += octets
            return b""
        data, rest = self._decoder.feed(octets)
        self._buffer += data
        if rest is not None:
            self._ended, self._after_end = True, rest
        return b""

    def timeout(self, now: float) -> None:
        match self._phase:
            case _Phase.TRAINING:
                self._phase = _Phase.DATA
                self.dce.to_line(TrainingDone())
                self._next_block(now)
            case _Phase.DATA:
                self.dce.to_line(Octets(self._block))
                self._next_block(now)
            case _Phase.TURN_OFF:
                self.dce.to_line(Octets(self._block))
                self.dce.to_line(CarrierOff())
                self.dce.finish(self._result)

    def leftover(self) -> bytes:
        return self._after_end

    def _next_block(self, now: float) -> None:
        octet_time = self._modulation.octet_time
        count = max(1, round(BLOCK / octet_time))
        block = bytes(self._buffer[:count])
        if block:
            del self._buffer[:count]
            self._last_octet = block[-1]
            self._starved_since = now + len(block) * octet_time
        elif self._ended or self._last_octet not in (None, 0):
            self._turn_off(now, ResultCode.OK)
            return
        elif now - self._starved_since >= UNDERRUN:
            self._turn_off(now, ResultCode.ERROR)
            return
        else:
            # Ones before the first octet; zeros after a zero, which T.4 takes for fill.
            block = (_ONES if self._last_octet is None else _ZEROS) * count
        self._block = block
        self.deadline = now + len(block) * octet_time

    def _turn_off(self, now: float, result: ResultCode) -> None:
        # The carrier ends in scrambled ones, and a receiver takes them for data: some programs
        # (efax) see the end of a page only when these push it out of their decoder.
        self._phase, self._result = _Phase.TURN_OFF, result
        turn_off = self._modulation.turn_off
        self._block = _ONES * round(turn_off / self._modulation.octet_time)
        self.deadline = now + turn_off


class TransmitHdlc(Operation):
    """+FTH=3: flags, CONNECT, a frame; after a final frame OK, else CONNECT for the next."""

    def __init__(self, dce: Dce) -> None:
        super().__init__(dce)
        self._framer = HdlcFramer()
        self._decoder = DleDecoder()
        self._waiting = b""  # octets from the DTE that belong to later frames or commands
        self._collected = bytearray()
        self._frame: bytes | None = None
        self._sending = False
        self._final = False
        self._closing: ResultCode | None = None  # the carrier ends so after one more octet
        self._preamble_ends = 0.0
        self._heard_from_dte = 0.0

    @property
    def room(self) -> int:
        held = len(self._collected) + len(self._waiting)
        return max(0, MAXIMUM_FRAME + len(END_OF_DATA) - held)

    def start(self, now: float) -> None:
        self.dce.to_line(CarrierOn(V21))
        self.dce.to_line(TrainingDone())
        self._preamble_ends = now + PREAMBLE
        self._heard_from_dte = now
        self.deadline = now + V21.octet_time
        self.dce.report(ResultCode.CONNECT)

    def dte(self, octets: bytes, now: float) -> bytes:
        self._heard_from_dte = now
        self._waiting += octets
        self._collect()
        return b""

    def timeout(self, now: float) -> None:
        self.dce.to_line(Octets(bytes((self._framer.take_octet(),))))
        self.deadline = now + V21.octet_time
        if self._closing is not None:
            self.dce.to_line(CarrierOff())
            self.dce.finish(self._closing)
            return
        if self._framer.pending_bits >= 8:
            return
        if self._sending:
            self._sending = False
            if self._final:
                self._closing = ResultCode.OK  # the last bits of the flag are still to go
                return
            self._heard_from_dte = now
            self.dce.report(ResultCode.CONNECT)
            self._collect()
        if self._frame is not None and now >= self._preamble_ends:
            self._framer.add_frame(self._frame)
            self._frame, self._sending = None, True
        elif now - self._heard_from_dte >= UNDERRUN:
            self._closing = ResultCode.ERROR

    def leftover(self) -> bytes:
        return self._waiting

    def _collect(self) -> None:
        """Take one frame from what the DTE sent, unless one waits already."""
        busy = self._frame is not None or self._sending or self._closing is not None
        if busy or not self._waiting:
            return
        data, rest = self._decoder.feed(self._waiting)
        self._waiting = rest or b""
        self._collected += data
        if rest is None:
            if len(self._collected) > MAXIMUM_FRAME:
                self._closing = ResultCode.ERROR
            return
        frame, self._collected = bytes(self._collected), bytearray()
        if not frame:
            self._closing = ResultCode.OK  # a null frame ends the carrier (T.31 §8.3.5)
        elif len(frame) < 2:
            self._closing = ResultCode.ERROR
        else:
            self._frame = frame
            self._final = bool(frame[1] & _FINAL_FRAME)
