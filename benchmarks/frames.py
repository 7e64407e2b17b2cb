"""Parsing and building T.30 frames, beside a parser that is written by hand for each."""

from collections.abc import Callable
from functools import partial

from benchmarks.timing import seconds
from faxstatus_core.t30.frames import CodedData, Fcf, Frame, Identification, build, parse
from faxstatus_core.t30.negotiation.capabilities import Capabilities
from faxstatus_core.t31.hdlc import fcs

_TIMES = 2000
_NUMBER = Identification("+49 30 123456")
_FRAMES = {
    "MCF": Frame(Fcf.MCF),
    "TSI": Frame(Fcf.TSI, x=True, final=False, fif=_NUMBER),
    "FCD": Frame(Fcf.FCD, final=False, fif=CodedData(3, bytes(range(256)))),
    "DIS": Frame(Fcf.DIS, fif=Capabilities().dis()),
}


def run() -> None:
    """Print microseconds a frame, and how many times the duration by hand they are."""
    for name, frame in _FRAMES.items():
        octets = build(frame, with_fcs=True)
        ours = seconds(partial(_repeat, partial(parse, octets, with_fcs=True)))
        by_hand = seconds(partial(_repeat, partial(_parse_by_hand, octets)))
        building = seconds(partial(_repeat, partial(build, frame, with_fcs=True)))
        print(
            f"{name} parse {ours / _TIMES * 1e6:6.1f} us, {ours / by_hand:5.1f} times by hand;"
            f" build {building / _TIMES * 1e6:6.1f} us"
        )


def _repeat(action: Callable[[], object]) -> None:
    for _ in range(_TIMES):
        action()


def _parse_by_hand(octets: bytes) -> tuple[int, bool, object]:
    """What a program without declarations would do: FCS, header, and the FIF of some."""
    if fcs(octets[:-2]) != octets[-2:] or octets[0] != 0xFF or octets[1] not in (0x03, 0x13):
        raise ValueError("no frame")
    final, fcf, fif = octets[1] == 0x13, octets[2], octets[3:-2]
    match fcf:
        case 0x06:
            return fcf, final, (fif[0], fif[1:])
        case 0x42 | 0x43 | 0x40:
            return fcf, final, fif[::-1].decode("latin-1").strip(" ")
        case 0x80:
            bits = int.from_bytes(fif, "little")
            return fcf, final, [bits >> number & 1 for number in range(8 * len(fif))]
    return fcf, final, fif
