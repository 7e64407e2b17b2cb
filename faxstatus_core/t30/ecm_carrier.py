"""What a high-speed carrier carries under error correction: HDLC frames (T.4 Annex A).

In Class 1 the DTE does the HDLC of this carrier itself: flags, inserted zeros and FCS are data of
+FTM and +FRM. A page's worth of bits is handled as text, where Python is quick.
"""

import re
from collections.abc import Iterator, Mapping

from faxstatus_core.bits import to_bits, to_octets
from faxstatus_core.t30.frames import CodedData, Fcf, Frame, FrameError, build, parse
from faxstatus_core.t31.modulations import Modulation

FLAG = "01111110"
_FLAGS = re.compile("01111110(?:1111110)*")  # two flags may share a zero
_ABORT = "1111111"
SYNCHRONISATION = 0.2
"""Seconds of flags before the first frame (200 +- 100 ms, T.4 Annex A.3.1)."""
_RETURNS = 3  # RCP frames that end a carrier (T.4 Annex A.3.3)
_LONGEST_FRAME = 4 * (4 + 256 + 2) * 8  # bits without a flag; more is no frame

_RCP = build(Frame(Fcf.RCP, final=False), with_fcs=True)


def coded_carrier(frames: Mapping[int, bytes], modulation: Modulation) -> bytes:
    """The data of a carrier with these frames, by number, in line order: FCD each, then RCP."""
    flags = round(SYNCHRONISATION * modulation.bit_rate / len(FLAG))
    parts = [FLAG * flags]
    for number, data in frames.items():
        frame = Frame(Fcf.FCD, final=False, fif=CodedData(number, data))
        parts += (_stuffed(build(frame, with_fcs=True)), FLAG)
    parts += [_stuffed(_RCP) + FLAG] * _RETURNS
    return to_octets("".join(parts))


def _stuffed(frame: bytes) -> str:
    """Its bits, with a zero after every five ones."""
    return to_bits(frame).replace("11111", "111110")


class CarrierReader:
    """Finds the frames in a carrier's data, which comes in pieces of any size."""

    def __init__(self) -> None:
        self._bits = ""
        self._in_step = False

    def feed(self, octets: bytes) -> Iterator[CodedData]:
        """The frames of coded data that have come whole and right. Damaged ones are left out."""
        bits = self._bits + to_bits(octets)
        *chunks, rest = _FLAGS.split(bits)
        # A flag at the end is kept: the next one may share its zero.
        self._bits = rest[-_LONGEST_FRAME:] if rest or not chunks else FLAG
        for chunk in chunks:
            if not self._in_step:  # what comes before the first flag is the end of anything
                self._in_step = True
            elif chunk:
                yield from _coded_data(chunk)


def _coded_data(chunk: str) -> Iterator[CodedData]:
    if _ABORT in chunk:
        return
    bits = chunk.replace("111110", "11111")
    if len(bits) % 8:
        return
    try:
        frame = parse(to_octets(bits), with_fcs=True)
    except FrameError:
        return
    if isinstance(frame.fif, CodedData):
        yield frame.fif
