"""+FRM: page data from the line (T.31 §8.3.4)."""

from faxstatus_core.t31.dle import END_OF_DATA
from faxstatus_core.t31.hdlc import FlagSeen
from faxstatus_core.t31.modulations import V21, Modulation
from faxstatus_core.t31.result_codes import ResultCode
from modem_sim.operations.base import RECOGNITION, Dce, Operation
from modem_sim.operations.receive_hdlc import ReceiveHdlc
from modem_sim.operations.rtc import TAIL, ends_in_rtc
from modem_sim.operations.shielding import shield_for_dte
from modem_sim.signals import CarrierOff, CarrierOn, LineCleared, LineEvent, Octets, TrainingDone

_LATE_START = 0.3
"""The share of a training that a receiver may miss and still train."""
_V21_CAME = "+FRH:3"


class ReceiveData(Operation):
    """CONNECT when trained, data until the carrier is lost, then NO CARRIER.

    A carrier that comes back within the time of +FCL was not lost (§8.5.2). With +FAR=1 V.21 flags
    are answered with +FRH:3, and +FRH=3 takes over (§8.5.1).
    """

    def __init__(self, dce: Dce, modulation: Modulation) -> None:
        super().__init__(dce)
        self._modulation = modulation
        self._adaptive = dce.settings.parameters["+FAR"] == (1,)
        self._training = False
        self._connected = False
        self._fading = False  # the carrier is away, and may come back
        self._tail = b""

    def start(self, now: float) -> None:
        ear = self.dce.ear
        ear.hdlc = None
        if not self.dce.connected:
            self.dce.finish(ResultCode.NO_CARRIER)
        elif ear.carrier is V21:
            self._v21_came(now)
        elif ear.carrier is self._modulation and ear.in_training:
            missed = now - ear.carrier_since
            self._training = missed <= _LATE_START * self._modulation.training

    def heard(self, event: LineEvent, now: float) -> None:
        match event:
            case CarrierOn(modulation) if self._fading:
                self._back_again(modulation)
            case CarrierOn(modulation):
                self._training = modulation is self._modulation
                self.deadline = None
                if modulation is V21:
                    self._v21_came(now)
            case TrainingDone():
                self._trained()
            case Octets(data) if self._connected and not self._fading:
                self._tail = (self._tail + data)[-TAIL:]
                self.dce.to_dte(shield_for_dte(data, self.dce.settings))
            case Octets():
                self._look_for_flags(now)
            case CarrierOff():
                self._carrier_lost(now)
            case LineCleared():
                self._end()

    def dte(self, octets: bytes, now: float) -> bytes:
        if self._connected:
            self.dce.to_dte(END_OF_DATA)
        self.dce.finish(ResultCode.OK)
        return octets

    def timeout(self, now: float) -> None:
        self.deadline = None
        if self._fading:
            self._end()
        else:
            self._other_carrier()

    def _v21_came(self, now: float) -> None:
        if self._adaptive:
            self.dce.ear.listen_for_frames()
        else:
            self.deadline = now + RECOGNITION

    def _look_for_flags(self, now: float) -> None:
        listener = self.dce.ear.hdlc
        if listener is None or not any(isinstance(event, FlagSeen) for event in listener.events):
            return
        self.dce.to_dte(self.dce.settings.format_result(_V21_CAME, _V21_CAME))
        self.dce.become(ReceiveHdlc(self.dce, listener), now)

    def _trained(self) -> None:
        ear, modulation = self.dce.ear, self._modulation
        if ear.carrier is V21 or self._connected:
            return
        if ear.carrier is not modulation:
            self._other_carrier()
        elif self._training and (ear.knows_v17 or not modulation.short_training):
            ear.knows_v17 |= modulation.recommendation == "V.17"
            self._connected = True
            self.dce.report(ResultCode.CONNECT)

    def _other_carrier(self) -> None:
        if self.dce.personality.reports_wrong_carrier:
            self.dce.finish(ResultCode.FCERROR)

    def _carrier_lost(self, now: float) -> None:
        self._training, self.deadline = False, None
        if not self._connected:
            return
        (tenths,) = self.dce.settings.parameters["+FCL"]
        if tenths and not ends_in_rtc(self._tail):
            self._fading = True
            self.deadline = now + tenths / 10
        else:
            self._end()

    def _back_again(self, modulation: Modulation) -> None:
        if modulation is self._modulation:
            self._fading, self.deadline = False, None
        else:
            self._end()

    def _end(self) -> None:
        if self._connected:
            self.dce.to_dte(END_OF_DATA)
        self.dce.finish(ResultCode.NO_CARRIER)
