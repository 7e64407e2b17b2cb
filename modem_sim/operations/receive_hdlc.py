"""+FRH: HDLC frames from the line (T.31 §8.3.6)."""

from faxstatus_core.t31.dle import END_OF_DATA
from faxstatus_core.t31.hdlc import FlagSeen, FrameAborted, FrameEnded, FrameOctet, HdlcEvent
from faxstatus_core.t31.modulations import V21, Modulation
from faxstatus_core.t31.result_codes import ResultCode
from modem_sim.ear import HdlcListener
from modem_sim.operations.base import RECOGNITION, Dce, Operation
from modem_sim.operations.shielding import shield_for_dte
from modem_sim.signals import CarrierOff, CarrierOn, LineCleared, LineEvent, Octets

_FCS = 2  # octets


class ReceiveHdlc(Operation):
    """+FRH=3: CONNECT at flags, one frame with its FCS, then OK or ERROR after the FCS.

    A carrier that comes back within the time of +FCL was not lost (§8.5.2), but a frame in which
    it was away is.
    """

    def __init__(self, dce: Dce, listener: HdlcListener | None = None) -> None:
        super().__init__(dce)
        self._listener = listener
        self._connected = False
        self._in_frame = False
        self._finished = False
        self._fading = False  # the carrier is away, and may come back
        self._octets = bytearray()  # of the frame, not yet given to the DTE
        self._kept = 0 if dce.personality.frames_with_fcs else _FCS

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
            case CarrierOn(modulation) if self._fading:
                self._back_again(modulation)
            case CarrierOn(modulation):
                self.deadline = None if modulation is V21 else now + RECOGNITION
            case Octets():
                self._take_events()
            case CarrierOff():
                self._fade(now)
            case LineCleared():
                self._carrier_lost()

    def dte(self, octets: bytes, now: float) -> bytes:
        if self._in_frame:
            self.dce.to_dte(END_OF_DATA)
        self.dce.ear.hdlc = None
        self.dce.finish(ResultCode.OK)
        return octets

    def timeout(self, now: float) -> None:
        self.deadline = None
        personality = self.dce.personality
        if self._fading:
            self._carrier_lost()
        elif personality.connects_on_noise:
            self._connect()
        elif personality.reports_wrong_carrier:
            self.dce.ear.hdlc = None
            self.dce.finish(ResultCode.FCERROR)

    def _connect(self) -> None:
        if not self._connected:
            self._connected = True
            self.dce.report(ResultCode.CONNECT)

    def _take_events(self) -> None:
        assert self._listener is not None
        events = self._listener.events
        while events and not self._finished:
            self._take(events.popleft())
        self._give_octets()

    def _take(self, event: HdlcEvent) -> None:
        match event:
            case FlagSeen():
                self._connect()
            case FrameOctet(octet):
                self._connect()
                self._in_frame = True
                self._octets.append(octet)
            case FrameEnded(good):
                self._end_frame(ResultCode.OK if good else ResultCode.ERROR)
            case FrameAborted():
                self._end_frame(ResultCode.ERROR)

    def _give_octets(self) -> None:
        count = max(0, len(self._octets) - self._kept)
        if count:
            octets = bytes(self._octets[:count])
            self.dce.to_dte(shield_for_dte(octets, self.dce.settings))
            del self._octets[:count]

    def _end_frame(self, code: ResultCode) -> None:
        if self._in_frame:
            self._give_octets()
            self._finished = True
            self.dce.to_dte(END_OF_DATA)
            self.dce.finish(code)

    def _fade(self, now: float) -> None:
        self.deadline = None
        if not self._connected:
            return
        (tenths,) = self.dce.settings.parameters["+FCL"]
        if tenths:
            self._fading = True
            self.deadline = now + tenths / 10
        else:
            self._carrier_lost()

    def _back_again(self, modulation: Modulation) -> None:
        self._fading, self.deadline = False, None
        if modulation is not V21:
            self._carrier_lost()
            return
        self._listener = self.dce.ear.listen_for_frames()
        self._end_frame(ResultCode.ERROR)

    def _carrier_lost(self) -> None:
        if self._in_frame:
            self.dce.to_dte(END_OF_DATA)
        self.dce.ear.hdlc = None
        self._finished = True
        self.dce.finish(ResultCode.NO_CARRIER)
