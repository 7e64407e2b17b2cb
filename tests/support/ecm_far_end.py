"""The far end's side of an error-corrected carrier, octet by octet (T.4 Annex A)."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from faxstatus_core.bits import to_bits, to_octets
from faxstatus_core.t31.hdlc import fcs

FLAG = "01111110"
FCD, RCP = b"\xff\x03\x06", b"\xff\x03\x86"
_FLAG_OCTETS = 45  # 200 ms at 1800 octets/s, more when slower


def stuffed(frame: bytes, *, good: bool = True) -> str:
    """The bits of ``frame`` and its FCS, a zero after every five ones."""
    check = fcs(frame)
    if not good:
        check = bytes(octet ^ 0x24 for octet in check)
    return to_bits(frame + check).replace("11111", "111110")


def carrier(
    frames: Iterable[tuple[int, bytes]],
    *,
    damaged: frozenset[int] = frozenset(),
    rcps: int = 3,
    noise: bytes = b"",
) -> bytes:
    """The octets of a carrier: flags, each frame, ``rcps`` times RCP.

    ``damaged``: numbers of frames that get a wrong FCS. ``noise`` comes before and behind.
    """
    parts = [FLAG * _FLAG_OCTETS]
    parts += [stuffed(FCD + bytes([n]) + data, good=n not in damaged) + FLAG for n, data in frames]
    parts += [stuffed(RCP) + FLAG] * rcps
    return noise + to_octets("".join(parts)) + noise


@dataclass
class HeardCarrier:
    """What a carrier brought: the flags before its first frame, its frames, and its RCPs."""

    flags: int = 0
    frames: list[tuple[int, bytes]] = field(default_factory=list)
    rcps: int = 0


def read_carrier(octets: bytes) -> HeardCarrier:
    """Take a carrier apart. Raises AssertionError for anything that does not belong there."""
    heard = HeardCarrier()
    chunks = to_bits(octets).split(FLAG)
    assert not chunks[0], "something comes before the first flag"
    assert not chunks[-1].strip("0"), "something comes behind the last flag"
    for chunk in chunks[1:-1]:
        if not chunk:
            heard.flags += not heard.frames and not heard.rcps
            continue
        frame = to_octets(chunk.replace("111110", "11111"))
        content, check = frame[:-2], frame[-2:]
        assert check == fcs(content), "wrong FCS"
        if content == RCP:
            heard.rcps += 1
        else:
            assert content.startswith(FCD), content[:4]
            assert not heard.rcps, "a frame behind RCP"
            heard.frames.append((content[3], content[4:]))
    heard.flags += 1
    return heard
