"""What a modem hears: the carrier or tone on its line, since when, and V.21 frames on demand."""

from collections import deque

from faxstatus_core.t31.hdlc import FrameOctet, HdlcDeframer, HdlcEvent
from faxstatus_core.t31.modulations import V21, Modulation
from faxstatus_core.t31.tones import Tone
from modem_sim.signals import (
    CarrierOff,
    CarrierOn,
    LineEvent,
    Octets,
    ToneOff,
    ToneOn,
    TrainingDone,
)


class HdlcListener:
    """Frames of one V.21 carrier, kept from one +FRH to the next."""

    def __init__(self) -> None:
        self.events: deque[HdlcEvent] = deque()
        self.carrier_lost = False
        self._deframer = HdlcDeframer()

    def feed(self, octets: bytes) -> None:
        """Take line octets."""
        self.events.extend(self._deframer.feed(octets))

    @property
    def holds_frame(self) -> bool:
        """Whether more than flags has come and was not taken."""
        return any(isinstance(event, FrameOctet) for event in self.events)


class Ear:
    """Follows the line of one modem. All times in seconds."""

    def __init__(self) -> None:
        self.carrier: Modulation | None = None
        self.carrier_since = 0.0
        self.in_training = False
        self.tone: Tone | None = None
        self.knows_v17 = False
        """A V.17 long training was received in this call, so the short one can work."""
        self.hdlc: HdlcListener | None = None

    @property
    def silent(self) -> bool:
        """Whether there is neither carrier nor tone."""
        return self.carrier is None and self.tone is None

    def listen_for_frames(self) -> HdlcListener:
        """Begin a new listener; what an earlier one kept is dropped."""
        self.hdlc = HdlcListener()
        return self.hdlc

    def hear(self, event: LineEvent, now: float) -> None:
        """Take note of ``event``."""
        match event:
            case CarrierOn(modulation):
                self.carrier, self.carrier_since = modulation, now
                self.in_training = True
                if self.hdlc is not None and self.hdlc.carrier_lost:
                    self.hdlc = None
            case TrainingDone():
                self.in_training = False
            case Octets(data):
                if self.hdlc is not None and self.carrier is V21:
                    self.hdlc.feed(data)
            case CarrierOff():
                self._carrier_lost()
            case ToneOn(tone):
                self.tone = tone
            case ToneOff():
                self.tone = None
            case _:
                self._carrier_lost()
                self.tone = None

    def _carrier_lost(self) -> None:
        if self.carrier is V21 and self.hdlc is not None:
            self.hdlc.carrier_lost = True
        self.carrier = None
