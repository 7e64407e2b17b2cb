"""A page that comes in blocks of frames, each repaired until it is whole (T.4 Annex A)."""

from collections.abc import Mapping
from types import MappingProxyType

from faxstatus_core.t4.page_format import Coding
from faxstatus_core.t30.actions import IncomingPage
from faxstatus_core.t30.ecm_carrier import CarrierReader
from faxstatus_core.t30.frames import FRAMES_IN_BLOCK

_NOTHING: Mapping[int, bytes] = MappingProxyType({})


class EcmPage:
    """Takes the carriers of one page after the other; feeds ``page`` in order as it gets whole."""

    def __init__(
        self, page: IncomingPage, coding: Coding, confirmed: Mapping[int, bytes] = _NOTHING
    ) -> None:
        """``confirmed``: the frames of the block before, which may come once more."""
        self.page = page
        self._coding = coding
        self._confirmed = confirmed
        self.repeats = True
        """Nothing has come of the block but what the block before had."""
        self._reader = CarrierReader()
        self.carrier_frames = 0
        """Frames that came whole in the present carrier."""
        self._frames: dict[int, bytes] = {}
        self._fed = 0
        self._broken = False
        """A gap was left for good, and nothing behind it can be decoded."""

    def begin_carrier(self) -> None:
        """A new carrier comes."""
        self.carrier_frames = 0
        self._reader = CarrierReader()

    def feed(self, octets: bytes) -> None:
        """More data of the carrier."""
        for frame in self._reader.feed(octets):
            self.carrier_frames += 1
            self._frames.setdefault(frame.number, frame.data)
            if self._confirmed.get(frame.number) != frame.data:
                self.repeats = False
        while not self.repeats and self._fed in self._frames:
            self._pass_on(self._frames[self._fed])
            self._fed += 1

    @property
    def frames(self) -> Mapping[int, bytes]:
        """Those of the present block, by number."""
        return self._frames

    @property
    def frame_count(self) -> int:
        """Frames of the block that are here."""
        return len(self._frames)

    def missing(self, frames: int) -> frozenset[int]:
        """Which of a block of ``frames`` (1 to 256) have not come."""
        return frozenset(range(min(frames, FRAMES_IN_BLOCK))) - self._frames.keys()

    def end_block(self) -> None:
        """The block is whole, or given up: what follows a gap is fed as far as it is of use."""
        for number in sorted(self._frames):
            if number < self._fed:
                continue
            # Group 3 finds its way again at the next EOL, T.6 never does.
            self._broken = self._broken or (number > self._fed and self._coding is Coding.MMR)
            self._pass_on(self._frames[number])
            self._fed = number + 1
        self._confirmed = self._frames
        self.forget_block()

    def forget_block(self) -> None:
        """What came of the block does not count."""
        self._frames = {}
        self._fed = 0
        self.repeats = True

    def give_up_block(self, frames: int) -> None:
        """The same for a block of ``frames`` that will not be completed."""
        self._broken = self._broken or (bool(self.missing(frames)) and self._coding is Coding.MMR)
        self.end_block()

    def _pass_on(self, data: bytes) -> None:
        if not self._broken:
            self.page.feed(data)
