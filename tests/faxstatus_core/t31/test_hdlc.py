"""HDLC on the bit level (ISO/IEC 13239)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faxstatus_core.t31.hdlc import (
    FlagSeen,
    FrameAborted,
    FrameEnded,
    FrameOctet,
    HdlcDeframer,
    HdlcEvent,
    HdlcFramer,
    fcs,
    fcs_is_good,
    line_bits,
)

FLAG = "01111110"
# Frames full of ones need most zero insertion.
_FRAMES = st.lists(
    st.binary(min_size=2, max_size=20)
    | st.lists(st.sampled_from(b"\xff\x7e\xfe\x1f\x00"), min_size=2, max_size=20).map(bytes),
    max_size=5,
)


def _line(frames: list[bytes], *, preamble: int = 1, gap: int = 0) -> bytes:
    framer = HdlcFramer()
    for _ in range(preamble):
        framer.add_flag()
    for frame in frames:
        framer.add_frame(frame)
        for _ in range(gap):
            framer.add_flag()
    octets = bytearray()
    while framer.pending_bits:
        octets.append(framer.take_octet())
        if framer.pending_bits < 8:
            octets.append(framer.take_octet())
            break
    return bytes(octets)


def _bits(octets: bytes) -> str:
    return "".join(str(octet >> place & 1) for octet in octets for place in range(8))


def _octets(bits: str) -> bytes:
    bits += "1" * (-len(bits) % 8)  # idle line
    return bytes(int(bits[start : start + 8][::-1], 2) for start in range(0, len(bits), 8))


def _frames(events: list[HdlcEvent]) -> list[tuple[bytes, bool]]:
    frames, octets = [], bytearray()
    for event in events:
        match event:
            case FrameOctet(octet):
                octets.append(octet)
            case FrameEnded(good):
                frames.append((bytes(octets), good))
                octets.clear()
    return frames


def test_the_check_sequence_of_the_standard_check_string() -> None:
    assert fcs(b"123456789") == b"\x6e\x90"  # CRC-16/X.25: 0x906E, low octet first


def test_a_check_sequence_is_good_only_for_its_own_frame() -> None:
    frame = b"\xff\x13\x80"
    assert fcs_is_good(frame + fcs(frame))
    assert not fcs_is_good(b"\xff\x13\x81" + fcs(frame))
    assert not fcs_is_good(b"")
    assert not fcs_is_good(fcs(b""))


def test_a_frame_on_the_line_bit_by_bit() -> None:
    # 0xFF and 0x13: a zero after every five ones, least significant bit first.
    line = _bits(_line([b"\xff\x13"]))
    body = "11111" + "0" + "111" + "11" + "0" + "001000"
    assert line.startswith(FLAG + body)


def test_flags_fill_when_nothing_waits() -> None:
    framer = HdlcFramer()
    assert framer.pending_bits == 0
    assert [framer.take_octet() for _ in range(3)] == [0x7E] * 3


@given(frames=_FRAMES, offset=st.integers(0, 7), gap=st.integers(0, 2))
def test_frames_come_back_from_any_bit_offset(frames: list[bytes], offset: int, gap: int) -> None:
    line = _octets(_bits(_line(frames, preamble=2, gap=gap))[offset:])
    events = HdlcDeframer().feed(line)
    assert _frames(events) == [(frame + fcs(frame), True) for frame in frames]
    assert isinstance(events[0], FlagSeen)


@given(frames=_FRAMES, cut=st.integers(0, 200))
def test_frames_come_back_in_two_pieces(frames: list[bytes], cut: int) -> None:
    line, deframer = _line(frames), HdlcDeframer()
    events = deframer.feed(line[:cut]) + deframer.feed(line[cut:])
    assert _frames(events) == [(frame + fcs(frame), True) for frame in frames]


@given(st.binary(max_size=500), st.binary(min_size=2, max_size=20))
def test_noise_never_raises_and_the_frame_after_it_is_whole(noise: bytes, frame: bytes) -> None:
    deframer = HdlcDeframer()
    deframer.feed(noise)
    deframer.feed(b"\x7e\x7e")
    assert _frames(deframer.feed(_line([frame])))[-1] == (frame + fcs(frame), True)


@given(st.binary(min_size=2, max_size=20), st.integers(0, 10_000))
def test_a_flipped_bit_is_noticed(frame: bytes, place: int) -> None:
    bits = _bits(_line([frame]))
    place = 8 + place % (8 * (len(frame) + 2))  # inside the frame, between the flags
    flipped = bits[:place] + str(1 - int(bits[place])) + bits[place + 1 :]
    assert (frame + fcs(frame), True) not in _frames(HdlcDeframer().feed(_octets(flipped)))


def test_two_flags_may_share_a_zero() -> None:
    assert HdlcDeframer().feed(_octets("0111111" + FLAG)) == [FlagSeen(), FlagSeen()]


def test_one_flag_may_close_a_frame_and_open_the_next() -> None:
    frames = [b"\xff\x03\x20", b"\xff\x13\x80"]
    assert _bits(_line(frames)).count(FLAG) == 3
    assert len(_frames(HdlcDeframer().feed(_line(frames)))) == 2


def test_nothing_is_a_frame_before_the_first_flag() -> None:
    assert HdlcDeframer().feed(b"\xff\x13\x80\x00") == []


@pytest.mark.parametrize("octets", [b"\x01", b"\xff\x13", b"\xff" + fcs(b"\xff")])
def test_a_frame_of_less_than_four_octets_is_bad(octets: bytes) -> None:
    stuffed = _bits(octets).replace("11111", "111110")
    events = HdlcDeframer().feed(_octets(FLAG + stuffed + FLAG))
    assert _frames(events) == [(octets, False)]


def test_a_frame_that_is_not_whole_octets_is_bad() -> None:
    frame = b"\x01\x02\x03"
    bits = _bits(frame + fcs(frame)).replace("11111", "111110")
    for extra in ("0", "00", "0000000"):
        ((_, good),) = _frames(HdlcDeframer().feed(_octets(FLAG + bits + extra + FLAG)))
        assert not good


def test_seven_ones_abort_a_frame_once() -> None:
    deframer = HdlcDeframer()
    aborted = deframer.feed(_octets(FLAG + "00000000" * 4 + "1111111" + "0" + "11111111" + "0"))
    assert [event for event in aborted if not isinstance(event, FrameOctet)] == [
        FlagSeen(),
        FrameAborted(),
    ]
    frame = b"\xff\x13\x80"
    assert _frames(deframer.feed(_line([frame]))) == [(frame + fcs(frame), True)]


def test_ones_between_frames_abort_nothing() -> None:
    assert HdlcDeframer().feed(_octets(FLAG + "1" * 40)) == [FlagSeen()]


@given(st.binary(min_size=2, max_size=300))
def test_the_length_of_a_frame_on_the_line_is_that_of_its_bits(frame: bytes) -> None:
    framer = HdlcFramer()
    framer.add_frame(frame)
    assert line_bits(frame) == framer.pending_bits
