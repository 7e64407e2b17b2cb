"""Makes records of the signals that one station sends, or of those that it hears."""

from collections.abc import Iterator
from typing import TypedDict

from faxstatus_core.t31.hdlc import MINIMUM_FRAME, FrameEnded, FrameOctet, HdlcDeframer
from faxstatus_core.t31.modulations import BY_CODE, V21, Modulation
from faxstatus_core.t31.tones import Tone
from faxstatus_core.trace.records import (
    CarrierRecord,
    FrameRecord,
    Record,
    ToneRecord,
    TrainedRecord,
    Way,
)
from modem_sim.signals import (
    CarrierOff,
    CarrierOn,
    Frame,
    Octets,
    Signal,
    ToneOff,
    ToneOn,
    TrainingDone,
)

_FCS_OCTETS = 2


class At(TypedDict):
    """When and where something happened: the first fields of a record."""

    t: float
    call: int | None
    station: str


class Carriage:
    """Follows the signals of one station in one direction."""

    def __init__(self, way: Way) -> None:
        self._way = way
        self._modulation: Modulation | None = None
        self._tone: Tone | None = None
        self._octets = 0
        self._deframer: HdlcDeframer | None = None
        self._frame = bytearray()

    def take(self, signal: Signal, at: At, *, framed: bool) -> Iterator[Record]:
        """What ``signal`` is in a trace; ``framed``: a faster carrier has frames too."""
        match signal:
            case ToneOn(tone):
                self._tone = tone
                yield ToneRecord(**at, way=self._way, tone=tone.name, on=True)
            case ToneOff() if self._tone is not None:
                yield ToneRecord(**at, way=self._way, tone=self._tone.name, on=False)
                self._tone = None
            case CarrierOn(modulation) if modulation.code not in BY_CODE:
                self._modulation = None  # of a data call, which is not a fax
            case CarrierOn(modulation):
                self._modulation, self._octets = modulation, 0
                self._deframer = HdlcDeframer() if modulation is V21 or framed else None
                self._frame.clear()
                yield CarrierRecord(**at, way=self._way, code=modulation.code, on=True)
            case _ if self._modulation is not None:
                yield from self._on_carrier(signal, self._modulation, at)

    def _on_carrier(self, signal: Signal, modulation: Modulation, at: At) -> Iterator[Record]:
        code = modulation.code
        match signal:
            case TrainingDone():
                yield TrainedRecord(**at, way=self._way, code=code)
            case Frame(octets, damaged):
                yield FrameRecord(
                    **at, way=self._way, code=code, hex=octets.hex(), good=not damaged
                )
            case Octets(data):
                self._octets += len(data)
                yield from self._deframed(data, code, at)
            case CarrierOff():
                self._modulation = None
                yield CarrierRecord(**at, way=self._way, code=code, on=False, octets=self._octets)

    def _deframed(self, data: bytes, code: int, at: At) -> Iterator[Record]:
        if self._deframer is None:
            return
        for event in self._deframer.feed(data):
            if isinstance(event, FrameOctet):
                self._frame.append(event.octet)
                continue
            if isinstance(event, FrameEnded) and len(self._frame) >= MINIMUM_FRAME:
                content = self._frame[:-_FCS_OCTETS].hex()
                yield FrameRecord(**at, way=self._way, code=code, hex=content, good=event.good)
            self._frame.clear()
