"""Data calls of class 0: ITU-T V.21, 300 bit/s, both directions at once, start-stop characters.

The two channels are modulations of their own, so that neither end takes the echo of its carrier,
or a fax machine's V.21 frames, for the other end. A character takes the time of ten bits.
"""

from typing import Protocol

from faxstatus_core.t31.modulations import Modulation
from faxstatus_core.t31.result_codes import ResultCode
from modem_sim.operations.base import Dce, Operation
from modem_sim.operations.escape import EscapeDetector
from modem_sim.signals import CarrierOff, CarrierOn, LineCleared, LineEvent, Octets, TrainingDone

CALLER_CARRIER = Modulation(0, "V.21 channel 1", 300, 0.0, 0.0)
ANSWER_CARRIER = Modulation(0, "V.21 channel 2", 300, 0.0, 0.0)
CHARACTER = 10 / 300
"""Seconds of a character: start bit, eight bits, stop bit."""
BUFFER = 4096
"""Octets that a modem takes from the DTE ahead of the line."""

_GAP = 0.075  # after the answer tone, V.25 §3.2
_READY = 1.0  # from the caller's carrier until it lets its DTE send: the other end has seen it
_NEVER = 255  # S10: loss of the carrier does not end the call


class DataDce(Dce, Protocol):
    """What data calls need of their modem besides."""

    def suspend(self) -> None:
        """OK, and command state; the operation goes on until ATO takes it up again."""


class DataCall(Operation):
    """The two carriers find each other; then :class:`DataMode`.

    Of the called modem it begins after the answer tone; of the calling one when it hears
    :data:`ANSWER_CARRIER`.
    """

    def __init__(self, dce: DataDce, *, answering: bool) -> None:
        super().__init__(dce)
        self._data_dce = dce
        self._own = ANSWER_CARRIER if answering else CALLER_CARRIER
        self._far = CALLER_CARRIER if answering else ANSWER_CARRIER
        self._first = answering
        self._sending = False
        self._gives_up = 0.0

    def start(self, now: float) -> None:
        self._gives_up = now + self.dce.settings.registers[7]
        if self._first:
            self.deadline = now + _GAP
        else:
            self._await_far_carrier(now)

    def dte(self, octets: bytes, now: float) -> bytes:
        self._fail()
        return octets

    def heard(self, event: LineEvent, now: float) -> None:
        if isinstance(event, LineCleared):
            self._fail()
        elif isinstance(event, CarrierOn | CarrierOff) and (self._sending or not self._first):
            self._await_far_carrier(now)

    def timeout(self, now: float) -> None:
        if self._first and not self._sending:
            self._send_carrier()
            self._await_far_carrier(now)
        elif self.dce.ear.carrier is not self._far:
            self._fail()
        elif self._sending:
            self.dce.become(DataMode(self._data_dce, self._far), now)
        else:
            self._send_carrier()
            self.deadline = now + _READY

    def _await_far_carrier(self, now: float) -> None:
        there = self.dce.ear.carrier is self._far
        self.deadline = now + self.dce.settings.registers[9] / 10 if there else self._gives_up

    def _send_carrier(self) -> None:
        self._sending = True
        self.dce.to_line(CarrierOn(self._own))
        self.dce.to_line(TrainingDone())

    def _fail(self) -> None:
        self.dce.hang_up()
        self.dce.finish(ResultCode.NO_CARRIER)


class DataMode(Operation):
    """The DTE's octets go onto the line as they are, and the line's to the DTE.

    Reports CONNECT when it starts, and whenever ATO comes back to it. Between the escape sequence
    and ATO what the DTE gave before is still sent; what the line brings is lost.
    """

    def __init__(self, dce: DataDce, far: Modulation) -> None:
        super().__init__(dce)
        self._data_dce = dce
        self._far = far
        self._buffer = bytearray()
        self._online = False
        self._escape = EscapeDetector(0.0)
        self._sent: float | None = None  # when the character on the line ends
        self._loss: float | None = None  # when the carrier will have been away for too long
        self._idle: float | None = None

    @property
    def room(self) -> int:
        return BUFFER - len(self._buffer)

    def start(self, now: float) -> None:
        self._online = True
        self._escape = EscapeDetector(now)
        settings = self.dce.settings
        words = "CONNECT 300" if settings.monitor else "CONNECT"  # V.250 §6.2.7
        self.dce.to_dte(settings.format_result(words, ResultCode.CONNECT.digits))
        self._active(now)

    def suspend(self) -> None:
        """Command state; the call goes on."""
        self._online, self._escape.due, self._idle = False, None, None
        self._set_deadline()
        self._data_dce.suspend()

    def dte(self, octets: bytes, now: float) -> bytes:
        registers = self.dce.settings.registers
        end = self._escape.take(octets, registers[2], registers[12] * 0.020, now)
        self._buffer += octets[:end]
        if self._sent is None:
            self._sent = now + CHARACTER
        self._active(now)
        if end is None:
            return b""
        self.suspend()
        return octets[end:]

    def heard(self, event: LineEvent, now: float) -> None:
        match event:
            case Octets(data) if self._online and self.dce.ear.carrier is self._far:
                self.dce.to_dte(data)
                self._active(now)
            case CarrierOn(modulation) if modulation is self._far:
                self._loss = None
            case CarrierOff() if self._loss is None:
                delay = self.dce.settings.registers[10]
                self._loss = None if delay == _NEVER else now + delay / 10
            case LineCleared():
                self._end()
        self._set_deadline()

    def timeout(self, now: float) -> None:
        if _due(self._loss, now) or _due(self._idle, now):
            self._end()
            return
        if _due(self._sent, now):
            self.dce.to_line(Octets(bytes(self._buffer[:1])))
            del self._buffer[:1]
            self._sent = now + CHARACTER if self._buffer else None
        if _due(self._escape.due, now):
            self.suspend()
        self._set_deadline()

    def _active(self, now: float) -> None:
        limit = self.dce.settings.registers[30]
        self._idle = now + 10 * limit if limit else None
        self._set_deadline()

    def _set_deadline(self) -> None:
        times = (self._sent, self._loss, self._idle, self._escape.due)
        self.deadline = min((time for time in times if time is not None), default=None)

    def _end(self) -> None:
        self._sent = self._loss = self._idle = self._escape.due = None
        self.dce.hang_up()
        self.dce.finish(ResultCode.NO_CARRIER)


def _due(time: float | None, now: float) -> bool:
    return time is not None and time <= now
