"""A switch in a line."""

from faxstatus_core.t31.tones import Tone
from modem_sim.line.stage import Stage
from modem_sim.signals import CarrierOff, CarrierOn, Octets, Signal, ToneOff, ToneOn, TrainingDone


class Gate(Stage):
    """Lets signals through while it is open. Shutting it sounds like the signal's end.

    When it opens again in the middle of a carrier, the carrier is heard, but its training has
    been missed.
    """

    def __init__(self) -> None:
        super().__init__()
        self._shut = 0
        self._carrier: CarrierOn | None = None
        self._training = False
        self._tone: Tone | None = None

    def shut(self, now: float) -> None:
        """Let nothing through, until :meth:`open` was called as often as this."""
        self._shut += 1
        if self._shut > 1:
            return
        if self._carrier is not None:
            self.pass_on(CarrierOff(), now)
        if self._tone is not None:
            self.pass_on(ToneOff(), now)

    def open(self, now: float) -> None:
        """Undo one :meth:`shut`. Raises ValueError if there was none."""
        if not self._shut:
            raise ValueError("the gate is open")
        self._shut -= 1
        if self._shut:
            return
        if self._carrier is not None:
            self.pass_on(self._carrier, now)
            self._training = False  # its rest is of no use
        if self._tone is not None:
            self.pass_on(ToneOn(self._tone), now)

    def take(self, signal: Signal, now: float) -> None:
        match signal:
            case CarrierOn():
                self._carrier, self._training = signal, True
            case TrainingDone() if not self._training:
                return
            case CarrierOff():
                self._carrier = None
            case ToneOn(tone):
                self._tone = tone
            case ToneOff():
                self._tone = None
            case Octets() | TrainingDone():
                pass
        if not self._shut:
            self.pass_on(signal, now)
        elif isinstance(signal, CarrierOn | TrainingDone):
            self._training = False
