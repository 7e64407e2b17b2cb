"""+FTM and +FTH (T.31 §8.3.3, §8.3.5)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faxstatus_core.t31.dle import shield
from faxstatus_core.t31.hdlc import (
    FlagSeen,
    FrameEnded,
    FrameOctet,
    HdlcDeframer,
    fcs,
)
from faxstatus_core.t31.modulations import HIGH_SPEED, V21, Modulation
from modem_sim.operations.transmit import BLOCK, BUFFER, MAXIMUM_FRAME
from modem_sim.signals import CarrierOff, CarrierOn, LineCleared, Octets, TrainingDone
from tests.modem_sim.bench import CONNECT, END, ERROR, OK, V29_TAIL, LoneModem

OCTET_V21 = 8 / 300


@pytest.fixture
def lone() -> LoneModem:
    return LoneModem.in_call()


def _frames(lone: LoneModem) -> list[bytes]:
    """The good frames that were put on the line, address to FCS."""
    frames, octets = [], bytearray()
    for event in HdlcDeframer().feed(lone.sent_octets()):
        match event:
            case FrameOctet(octet):
                octets.append(octet)
            case FrameEnded(good):
                assert good
                frames.append(bytes(octets))
                octets.clear()
    return frames


def _run_until_said(lone: LoneModem, said: bytes, limit: float = 20) -> None:
    end = lone.now + limit
    heard = b""
    while heard != said and lone.modem.deadline is not None and lone.now < end:
        heard += lone.run(lone.modem.deadline - lone.now)
    assert heard == said


# --- +FTM


@pytest.mark.parametrize("modulation", HIGH_SPEED, ids=lambda modulation: modulation.code)
def test_a_page_takes_training_and_its_bits_at_the_rate(
    lone: LoneModem, modulation: Modulation
) -> None:
    began = lone.now
    assert lone.command(f"AT+FTM={modulation.code}") == CONNECT
    assert lone.line == [(began, CarrierOn(modulation))]
    data = bytes(range(1, 251))
    assert lone.send(shield(data) + END) == b""
    assert lone.run(30) == OK
    bits_begin = began + modulation.training
    bits_end = bits_begin + len(data) * 8 / modulation.bit_rate
    assert lone.time_of(TrainingDone) == pytest.approx(bits_begin, abs=1e-9)
    (*_, (data_end, _), (tail_end, tail)) = [
        (time, action) for time, action in lone.line if isinstance(action, Octets)
    ]
    assert data_end == pytest.approx(bits_end, abs=1e-6)
    assert tail_end == pytest.approx(bits_end + modulation.turn_off, abs=1e-6)
    assert lone.time_of(CarrierOff) == tail_end
    assert lone.sent_octets() == data + tail.data
    assert isinstance(lone.line[-1][1], CarrierOff)


@pytest.mark.parametrize(
    ("code", "count"),
    [
        *((24, 2), (48, 4), (72, 4), (73, 12), (74, 12), (96, 6)),
        *((97, 16), (98, 16), (121, 20), (122, 20), (145, 23), (146, 23)),
    ],
)
def test_a_carrier_ends_in_ones(lone: LoneModem, code: int, count: int) -> None:
    lone.command(f"AT+FTM={code}")
    lone.send(b"\x01" + END)
    assert lone.run(3) == OK
    assert lone.sent_octets() == b"\x01" + b"\xff" * count


def test_ok_comes_when_the_carrier_ends(lone: LoneModem) -> None:
    lone.command("AT+FTM=145")
    lone.send(b"\x01" * 1800 + END)
    assert lone.run(1.393 + 1 + 0.012) == b""
    assert lone.run(0.002) == OK


def test_data_crosses_the_line_while_more_of_it_comes(lone: LoneModem) -> None:
    lone.command("AT+FTM=96")
    lone.send(b"\x01" * 1200)
    lone.run(0.253 + 0.5)
    assert abs(len(lone.sent_octets()) - 600) <= 1200 * BLOCK
    lone.send(b"\x02" * 1200 + END)
    assert lone.run(10) == OK
    assert lone.sent_octets() == b"\x01" * 1200 + b"\x02" * 1200 + V29_TAIL


@given(st.lists(st.binary(min_size=1, max_size=40), max_size=6))
def test_shielding_comes_off_before_the_line(pieces: list[bytes]) -> None:
    lone = LoneModem.in_call()
    lone.command("AT+FTM=96")
    data = b"".join(pieces)
    for octet in shield(data) + END:
        lone.send(bytes((octet,)))
    assert lone.run(5) == OK
    assert lone.sent_octets() == data + V29_TAIL


def test_dle_sub_is_two_dles_and_other_pairs_are_dropped(lone: LoneModem) -> None:
    lone.command("AT+FTM=96")
    lone.send(b"\x01\x10\x1a\x02\x10\x41\x03\x11\x13" + END)
    assert lone.run(5) == OK
    assert lone.sent_octets() == b"\x01\x10\x10\x02\x03\x11\x13" + V29_TAIL


def test_before_the_first_octet_ones_fill_and_after_5_s_error(lone: LoneModem) -> None:
    lone.command("AT+FTM=96")
    assert lone.run(0.253 + 4.97) == b""
    assert lone.run(0.07 + BLOCK) == ERROR
    assert set(lone.sent_octets()) == {0xFF}
    assert len(lone.sent_octets()) == pytest.approx(5 * 1200, abs=1200 * BLOCK + 10)
    assert isinstance(lone.line[-1][1], CarrierOff)
    assert lone.command("AT") == OK


def test_data_after_ones_is_still_sent(lone: LoneModem) -> None:
    lone.command("AT+FTM=96")
    lone.run(3)
    lone.send(b"\x01\x02" + END)
    assert lone.run(1) == OK
    assert lone.sent_octets().lstrip(b"\xff") == b"\x01\x02" + V29_TAIL


def test_after_a_nul_zeros_fill_until_more_comes(lone: LoneModem) -> None:
    lone.command("AT+FTM=96")
    lone.send(b"\x01\x00")
    assert lone.run(4.5) == b""
    lone.send(b"\x02\x00")
    assert lone.run(4.5) == b""
    lone.send(b"\x03" + END)
    assert lone.run(1) == OK
    sent = lone.sent_octets()
    assert sent.strip(b"\x00").split(b"\x00")[0] == b"\x01"
    assert sent.replace(b"\x00", b"") == b"\x01\x02\x03" + V29_TAIL
    assert sent.count(0) == pytest.approx(2 * 4.5 * 1200, abs=400)


def test_after_a_nul_and_5_s_error(lone: LoneModem) -> None:
    lone.command("AT+FTM=96")
    lone.send(b"\x01\x00")
    assert lone.run(0.253 + 4.97) == b""
    assert lone.run(0.07 + BLOCK) == ERROR
    assert isinstance(lone.line[-1][1], CarrierOff)


def test_after_another_octet_the_carrier_ends_with_ok(lone: LoneModem) -> None:
    lone.command("AT+FTM=96")
    lone.send(b"\x00\x01")
    assert lone.run(0.253 + 0.02) == OK
    assert lone.sent_octets() == b"\x00\x01" + V29_TAIL
    assert isinstance(lone.line[-1][1], CarrierOff)


def test_an_empty_block_is_training_and_nothing_else(lone: LoneModem) -> None:
    began = lone.now
    lone.command("AT+FTM=96")
    lone.send(END)
    assert lone.run(0.26) == OK
    assert lone.sent_octets() == V29_TAIL
    assert lone.time_of(CarrierOff) - began == pytest.approx(0.253 + 0.005)


def test_what_follows_the_end_mark_is_the_next_command(lone: LoneModem) -> None:
    lone.command("AT+FTM=96")
    assert lone.send(b"\x01" + END + b"ATS7?\r") == b""
    assert lone.run(1) == OK + b"\r\n060\r\n" + OK


def test_a_transmitter_has_room_for_a_buffer_and_no_more(lone: LoneModem) -> None:
    lone.command("AT+FTM=96")
    assert lone.modem.room == BUFFER
    lone.send(b"\x01" * BUFFER)
    assert lone.modem.room == 0
    lone.run(0.253 + 0.1)
    assert lone.modem.room == pytest.approx(2 * 1200 * BLOCK, abs=24)


def test_what_is_typed_after_the_end_mark_is_held_back_too(lone: LoneModem) -> None:
    lone.command("AT+FTM=24")
    lone.send(b"\x01" * 1000 + END)
    lone.send(b"x" * (BUFFER - 1000))
    assert lone.modem.room == 0


def test_a_transmitter_does_not_hear_that_the_line_was_cleared(lone: LoneModem) -> None:
    lone.command("AT+FTM=96")
    lone.send(b"\x01\x02\x03")
    assert lone.hear(LineCleared()) == b""
    assert lone.run(1) == OK
    lone.command("AT+FTH=3")
    lone.hear(LineCleared())
    lone.send(END)
    assert lone.run(1.1) == OK


# --- +FTH


def test_flags_flow_for_a_second_before_the_frame(lone: LoneModem) -> None:
    began = lone.now
    assert lone.command("AT+FTH=3") == CONNECT
    assert lone.line == [(began, CarrierOn(V21)), (began, TrainingDone())]
    lone.send(b"\xff\x13\x80" + END)
    assert lone.run(5) == OK
    bits = "".join(str(octet >> n & 1) for octet in lone.sent_octets() for n in range(8))
    preamble = bits.index("0" + "11111011") + 1  # the address, 0xFF, with its inserted zero
    assert 1.0 <= preamble / 300 <= 1.15
    events = HdlcDeframer().feed(lone.sent_octets())
    assert events[:37] == [FlagSeen()] * 37


def test_a_final_frame_ends_the_carrier_with_ok(lone: LoneModem) -> None:
    began, frame = lone.now, b"\xff\x13\xfb" + b"\x55" * 40
    lone.command("AT+FTH=3")
    lone.send(frame + END)
    assert lone.run(1 + 44 * OCTET_V21) == b""
    assert lone.run(5 * OCTET_V21) == OK
    assert _frames(lone) == [frame + fcs(frame)]
    octets = len(lone.sent_octets())
    assert lone.time_of(CarrierOff) - began == pytest.approx(octets * OCTET_V21, abs=OCTET_V21)
    assert lone.command("AT") == OK


@given(st.binary(max_size=40))
def test_the_next_receiver_sees_each_frame_whole(content: bytes) -> None:
    lone = LoneModem.in_call()
    first, last = b"\xff\x03" + content, b"\xff\x13" + content
    lone.command("AT+FTH=3")
    lone.send(shield(first) + END)
    _run_until_said(lone, CONNECT)
    lone.send(shield(last) + END)
    _run_until_said(lone, OK)
    assert _frames(lone) == [first + fcs(first), last + fcs(last)]


def test_after_a_frame_that_is_not_final_connect_and_flags(lone: LoneModem) -> None:
    lone.command("AT+FTH=3")
    lone.send(b"\xff\x03\x20" + END)
    assert lone.run(2) == CONNECT
    assert not any(isinstance(action, CarrierOff) for _, action in lone.line)
    lone.send(b"\xff\x13\x80" + END)
    assert lone.run(1) == OK
    assert [frame[:-2] for frame in _frames(lone)] == [b"\xff\x03\x20", b"\xff\x13\x80"]


def test_frames_sent_ahead_are_kept(lone: LoneModem) -> None:
    lone.command("AT+FTH=3")
    lone.send(b"\xff\x03\x20" + END + b"\xff\x03\x40" + END + b"\xff\x13\x80" + END + b"ATS7?\r")
    assert lone.run(5) == CONNECT + CONNECT + OK + b"\r\n060\r\n" + OK
    assert [frame[2] for frame in _frames(lone)] == [0x20, 0x40, 0x80]


@pytest.mark.parametrize("wait", [0, 0.01, 0.5])
@pytest.mark.parametrize("content", [b"\x00" * n for n in range(3)] + [b"\x1f" * n for n in (1, 5)])
def test_a_null_frame_ends_the_carrier_after_the_frame_before_it(
    lone: LoneModem, content: bytes, wait: float
) -> None:
    frame = b"\xff\x03" + content
    lone.command("AT+FTH=3")
    lone.send(frame + END)
    _run_until_said(lone, CONNECT)
    assert lone.run(wait) == b""
    assert lone.send(END) + lone.run(2 * OCTET_V21) == OK
    assert _frames(lone) == [frame + fcs(frame)]
    assert isinstance(lone.line[-1][1], CarrierOff)


def test_a_null_frame_sent_ahead_cuts_nothing(lone: LoneModem) -> None:
    lone.command("AT+FTH=3")
    lone.send(b"\xff\x03\x20" + END + END)
    assert lone.run(3) == CONNECT + OK
    assert [frame[:-2] for frame in _frames(lone)] == [b"\xff\x03\x20"]


def test_a_null_frame_at_once_is_a_carrier_without_frames(lone: LoneModem) -> None:
    assert lone.command("AT+FTH=3") == CONNECT
    assert lone.send(END) + lone.run(1.1) == OK
    assert _frames(lone) == []
    assert isinstance(lone.line[-1][1], CarrierOff)


def test_without_a_frame_error_after_5_s(lone: LoneModem) -> None:
    lone.command("AT+FTH=3")
    assert lone.run(4.99) == b""
    assert lone.run(0.07) == ERROR
    assert isinstance(lone.line[-1][1], CarrierOff)
    assert lone.command("AT") == OK


def test_without_the_next_frame_error_5_s_after_connect(lone: LoneModem) -> None:
    lone.command("AT+FTH=3")
    lone.send(b"\xff\x03\x20" + END)
    _run_until_said(lone, CONNECT)
    assert lone.run(4.99) == b""
    assert lone.run(0.07) == ERROR


def test_a_slow_dte_is_waited_for(lone: LoneModem) -> None:
    lone.command("AT+FTH=3")
    for octet in b"\xff\x13\x80" + END:
        assert lone.run(3) == b""
        lone.send(bytes((octet,)))
    assert lone.run(1) == OK
    assert len(_frames(lone)) == 1


def test_a_frame_without_control_field_answers_error(lone: LoneModem) -> None:
    lone.command("AT+FTH=3")
    assert lone.send(b"\xff" + END) + lone.run(0.1) == ERROR
    assert isinstance(lone.line[-1][1], CarrierOff)


def test_the_longest_frame_passes_through_the_room_that_the_modem_gives(lone: LoneModem) -> None:
    lone.command("AT+FTH=3")
    frame = b"\xff\x13" + b"\x01" * (MAXIMUM_FRAME - 2)
    octets = frame + END
    while octets and lone.modem.room:
        octets, now = octets[lone.modem.room :], octets[: lone.modem.room]
        lone.send(now)
    assert octets == b""
    assert lone.run(1 + 1100 * OCTET_V21) == OK
    assert _frames(lone) == [frame + fcs(frame)]


def test_an_endless_frame_answers_error_at_once(lone: LoneModem) -> None:
    lone.command("AT+FTH=3")
    said = b""
    for _ in range(2 * MAXIMUM_FRAME):
        if said or not lone.modem.room:
            break
        said = lone.send(b"\x01")
    assert said + lone.run(0.1) == ERROR
    assert isinstance(lone.line[-1][1], CarrierOff)
