"""+FTM and +FTH: page data and HDLC frames onto the line (T.31 §8.3.3, §8.3.5)."""

import enum

from faxstatus_core.t31.dle import END_OF_DATA, DleDecoder
from faxstatus_core.t31.hdlc import line_bits
from faxstatus_core.t31.modulations import V21, Modulation
from faxstatus_core.t31.result_codes import ResultCode
from modem_sim.operations.base import Dce, Operation
from modem_sim.signals import CarrierOff, CarrierOn, Frame, Octets, TrainingDone

BUFFER = 4096
"""Octets that a modem takes from the DTE ahead of the line."""
BLOCK = 0.100
"""Seconds of page data that cross the line as one signal."""
UNDERRUN = 5.0
"""Seconds for which a modem fills while it waits for data (T.31 §8.3.3)."""
PREAMBLE = 38 * V21.octet_time
"""Seconds of flags before the first frame of a carrier: 1 s and a little (T.30 §5.3.1)."""
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
    """+FTM: CONNECT and training, then data at the line's rate until DLE ETX, then OK.

    The personality may have CONNECT late, or so early that the modem loses the first data.
    """

    def __init__(self, dce: Dce, modulation: Modulation) -> None:
        super().__init__(dce)
        self._modulation = modulation
        self._decoder = DleDecoder()
        self._buffer = bytearray()
        self._ended = False
        self._after_end = b""
        self._last_octet: int | None = None
        self._phase = _Phase.TRAINING
        self._phase_ends = 0.0
        self._connects: float | None = None
        self._ready = 0.0
        self._block = b""
        self._starved_since = 0.0
        self._result = ResultCode.OK

    @property
    def room(self) -> int:
        return max(0, BUFFER - len(self._buffer) - len(self._after_end))

    @property
    def awaits_dte(self) -> bool:
        return self._connects is None and not (self._ended or self._buffer)

    def start(self, now: float) -> None:
        personality = self.dce.personality
        self.dce.to_line(CarrierOn(self._modulation))
        self._connects = now + personality.connect_delay
        self._ready = self._connects + personality.early_connect
        self._phase_ends = now + self._modulation.training
        self._starved_since = max(self._ready, self._phase_ends)
        self._set_deadline(now)

    def dte(self, octets: bytes, now: float) -> bytes:
        if now < self._ready:
            return b""
        if self._ended:
            self._after_end += octets
            return b""
        data, rest = self._decoder.feed(octets)
        self._buffer += data
        if rest is not None:
            self._ended, self._after_end = True, rest
        return b""

    def timeout(self, now: float) -> None:
        if now >= self._phase_ends:
            self._end_phase(now)
        self._set_deadline(now)

    def _set_deadline(self, now: float) -> None:
        if self._connects is not None and now >= self._connects:
            self._connects = None
            self.dce.report(ResultCode.CONNECT)
        self.deadline = self._phase_ends
        if self._connects is not None:
            self.deadline = min(self._phase_ends, self._connects)

    def _end_phase(self, now: float) -> None:
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
        self._phase_ends = now + len(block) * octet_time

    def _turn_off(self, now: float, result: ResultCode) -> None:
        # The carrier ends in scrambled ones, and a receiver takes them for data: some programs
        # (efax) see the end of a page only when these push it out of their decoder.
        self._phase, self._result = _Phase.TURN_OFF, result
        turn_off = self._modulation.turn_off
        self._block = _ONES * round(turn_off / self._modulation.octet_time)
        self._phase_ends = now + turn_off


class TransmitHdlc(Operation):
    """+FTH=3: flags, CONNECT, a frame; after a final frame OK, else CONNECT for the next."""

    def __init__(self, dce: Dce) -> None:
        super().__init__(dce)
        self._decoder = DleDecoder()
        self._waiting = b""  # octets from the DTE that belong to later frames or commands
        self._collected = bytearray()
        self._frame: bytes | None = None
        self._sending = False
        self._final = False
        self._preamble_ends = 0.0

    @property
    def room(self) -> int:
        held = len(self._collected) + len(self._waiting)
        return max(0, MAXIMUM_FRAME + len(END_OF_DATA) - held)

    @property
    def awaits_dte(self) -> bool:
        held = self._sending or self._collected or self._waiting
        return self._frame is None and not held

    def start(self, now: float) -> None:
        self.dce.to_line(CarrierOn(V21))
        self.dce.to_line(TrainingDone())
        self._preamble_ends = now + PREAMBLE
        self.deadline = now + UNDERRUN
        self.dce.report(ResultCode.CONNECT)

    def dte(self, octets: bytes, now: float) -> bytes:
        self._waiting += octets
        self._collect(now)
        return b""

    def timeout(self, now: float) -> None:
        if self._sending:
            self._sending = False
            if self._final:
                self._close(ResultCode.OK)
                return
            self.deadline = now + UNDERRUN
            self.dce.report(ResultCode.CONNECT)
            self._collect(now)
        elif self._frame == b"":
            self._close(ResultCode.OK)  # a null frame ends the carrier (T.31 §8.3.5)
        elif self._frame is not None:
            self.dce.to_line(Frame(self._frame))
            self.deadline = now + line_bits(self._frame) / V21.bit_rate
            self._frame, self._sending = None, True
        else:
            self._close(ResultCode.ERROR)

    def leftover(self) -> bytes:
        return self._waiting

    def _collect(self, now: float) -> None:
        """Take one frame from what the DTE sent, unless one waits already."""
        if self._frame is not None or self._sending or not self._waiting:
            return
        self.deadline = now + UNDERRUN
        data, rest = self._decoder.feed(self._waiting)
        self._waiting = rest or b""
        self._collected += data
        if rest is None:
            if len(self._collected) > MAXIMUM_FRAME:
                self._close(ResultCode.ERROR)
            return
        frame, self._collected = bytes(self._collected), bytearray()
        if len(frame) == 1:
            self._close(ResultCode.ERROR)
            return
        self._frame = frame
        self._final = bool(frame and frame[1] & _FINAL_FRAME)
        self.deadline = max(now, self._preamble_ends)

    def _close(self, result: ResultCode) -> None:
        self.dce.to_line(CarrierOff())
        self.dce.finish(result)
