"""+FRM and +FRH: page data and HDLC frames from the line (T.31 §8.3.4, §8.3.6)."""

from faxstatus_core.t31.dle import END_OF_DATA, shield
from faxstatus_core.t31.hdlc import FlagSeen, FrameAborted, FrameEnded, FrameOctet, HdlcEvent
from faxstatus_core.t31.modulations import V21, Modulation
from faxstatus_core.t31.result_codes import ResultCode
from modem_sim.ear import HdlcListener
from modem_sim.operations.base import RECOGNITION, Dce, Operation
from modem_sim.signals import CarrierOff, CarrierOn, LineCleared, LineEvent, Octets, TrainingDone

_LATE_START = 0.3
"""The share of a training that a receiver may miss and still train."""


class ReceiveData(Operation):
    """+FRM: CONNECT when trained, data until the carrier is lost, then NO CARRIER."""

    def __init__(self, dce: Dce, modulation: Modulation) -> None:
        super().__init__(dce)
        self._modulation = modulation
        self._training = False
        self._connected = False

    def start(self, now: float) -> None:
        ear = self.dce.ear
        ear.hdlc = None
        if not self.dce.connected:
            self.dce.finish(ResultCode.NO_CARRIER)
        elif ear.carrier is V21:
            self.deadline = now + RECOGNITION
        elif ear.carrier is self._modulation and ear.in_training:
            missed = now - ear.carrier_since
            self._training = missed <= _LATE_START * self._modulation.training

    def heard(self, event: LineEvent, now: float) -> None:
        match event:
            case CarrierOn(modulation):
                self._training = modulation is self._modulation
                self.deadline = now + RECOGNITION if modulation is V21 else None
            case TrainingDone():
                self._trained()
            case Octets(data) if self._connected:
                self.dce.to_dte(shield(data))
            case CarrierOff() | LineCleared():
                self._carrier_lost(cleared=isinstance(event, LineCleared))

    def dte(self, octets: bytes, now: float) -> bytes:
        if self._connected:
            self.dce.to_dte(END_OF_DATA)
        self.dce.finish(ResultCode.OK)
        return octets

    def timeout(self, now: float) -> None:
        self.deadline = None
        self.dce.finish(ResultCode.FCERROR)

    def _trained(self) -> None:
        ear, modulation = self.dce.ear, self._modulation
        if ear.carrier is V21:
            return
        if ear.carrier is not modulation:
            self.dce.finish(ResultCode.FCERROR)
        elif self._training and (ear.knows_v17 or not modulation.short_training):
            ear.knows_v17 |= modulation.recommendation == "V.17"
            self._connected = True
            self.dce.report(ResultCode.CONNECT)

    def _carrier_lost(self, *, cleared: bool) -> None:
        self._training, self.deadline = False, None
        if self._connected:
            self.dce.to_dte(END_OF_DATA)
        if self._connected or cleared:
            self.dce.finish(ResultCode.NO_CARRIER)


class ReceiveHdlc(Operation):
    """+FRH=3: CONNECT at flags, one frame with its FCS, then OK or ERROR after the FCS."""

    def __init__(self, dce: Dce, listener: HdlcListener | None = None) -> None:
        super().__init__(dce)
        self._listener = listener
        self._connected = False
        self._in_frame = False

    def start(self, now: float) -> None:
        ear = self.dce.ear
        going_on = self._listener or ear.hdlc
        gone = going_on.carrier_lost if going_on else not self.dce.connected
        if gone and not (going_on and going_on.holds_frame):
            self._carrier_lost()
            return
        self._listener = going_on or ear.listen_for_frames()
        if going_on:
            self._connect()
        self._take_events()
        if self._finished:
            return
        if gone:
            self._carrier_lost()
        elif ear.carrier not in (None, V21):
            self.deadline = now + RECOGNITION

    def heard(self, event: LineEvent, now: float) -> None:
        match event:
            case CarrierOn(modulation):
                self.deadline = None if modulation is V21 else now + RECOGNITION
            case Octets():
                self._take_events()
            case CarrierOff() | LineCleared():
                self.deadline = None
                if self._connected or isinstance(event, LineCleared):
                    self._carrier_lost()

    def dte(self, octets: bytes, now: float) -> bytes:
        if self._in_frame:
            self.dce.to_dte(END_OF_DATA)
        self.dce.ear.hdlc = None
        self.dce.finish(ResultCode.OK)
        return octets

    def timeout(self, now: float) -> None:
        self.deadline = None
        self.dce.ear.hdlc = None
        self.dce.finish(ResultCode.FCERROR)

    _finished = False

    def _connect(self) -> None:
        if not self._connected:
            self._connected = True
            self.dce.report(ResultCode.CONNECT)

    def _take_events(self) -> None:
        assert self._listener is not None
        events = self._listener.events
        while events and not self._finished:
            self._take(events.popleft())

    def _take(self, event: HdlcEvent) -> None:
        match event:
            case FlagSeen():
                self._connect()
            case FrameOctet(octet):
                self._connect()
                self._in_frame = True
                self.dce.to_dte(shield(bytes((octet,))))
            case FrameEnded(good):
                self._end_frame(ResultCode.OK if good else ResultCode.ERROR)
            case FrameAborted():
                self._end_frame(ResultCode.ERROR)

    def _end_frame(self, code: ResultCode) -> None:
        if self._in_frame:
            self._finished = True
            self.dce.to_dte(END_OF_DATA)
            self.dce.finish(code)

    def _carrier_lost(self) -> None:
        if self._in_frame:
            self.dce.to_dte(END_OF_DATA)
        self.dce.ear.hdlc = None
        self._finished = True
        self.dce.finish(ResultCode.NO_CARRIER)
