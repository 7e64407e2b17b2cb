"""+FRM and +FRH (T.31 §8.3.4, §8.3.6)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faxstatus_core.t31.dle import shield
from faxstatus_core.t31.hdlc import fcs
from faxstatus_core.t31.modulations import BY_CODE, HIGH_SPEED, V21
from faxstatus_core.t31.tones import Tone
from modem_sim.signals import (
    CarrierOff,
    CarrierOn,
    LineCleared,
    Octets,
    ToneOff,
    ToneOn,
    TrainingDone,
)
from tests.modem_sim.bench import (
    CONNECT,
    END,
    ERROR,
    FCERROR,
    NO_CARRIER,
    OK,
    LoneModem,
    frame_bits,
    line_octets,
)

DIS = b"\xff\x13\x80\x00\xce\xf8"
CSI = b"\xff\x03\x40" + b" " * 10
V29 = BY_CODE[96]
V17, V17_SHORT = BY_CODE[145], BY_CODE[146]


@pytest.fixture
def lone() -> LoneModem:
    return LoneModem.in_call()


def _received(*frames: bytes) -> list[bytes]:
    """What the DTE sees of good frames: with FCS, shielded, ended, and confirmed."""
    return [shield(frame + fcs(frame)) + END + OK for frame in frames]


# --- +FRM


@pytest.mark.parametrize(
    "code", [modulation.code for modulation in HIGH_SPEED if not modulation.short_training]
)
def test_connect_when_trained_then_data_then_no_carrier(lone: LoneModem, code: int) -> None:
    assert lone.command(f"AT+FRM={code}") == b""
    assert lone.hear(CarrierOn(BY_CODE[code])) == b""
    assert lone.run(BY_CODE[code].training) == b""
    assert lone.hear(TrainingDone()) == CONNECT
    assert lone.hear(Octets(b"\x00\x01\x11\x13")) == b"\x00\x01\x11\x13"
    assert lone.hear(Octets(b"\x02")) == b"\x02"
    assert lone.hear(CarrierOff()) == END + NO_CARRIER
    assert lone.command("AT") == OK


@given(st.lists(st.binary(min_size=1, max_size=30) | st.just(b"\x10"), max_size=8))
def test_dle_in_the_data_is_doubled(blocks: list[bytes]) -> None:
    lone = LoneModem.in_call()
    lone.command("AT+FRM=96")
    lone.hear_training(96)
    said = b"".join(lone.hear(Octets(block)) for block in blocks)
    assert said == b"".join(block.replace(b"\x10", b"\x10\x10") for block in blocks)


def test_a_carrier_without_data_ends_too(lone: LoneModem) -> None:
    lone.command("AT+FRM=96")
    assert lone.hear_training(96) == CONNECT
    assert lone.hear(CarrierOff()) == END + NO_CARRIER


@pytest.mark.parametrize("stage", ["silence", "training"])
def test_any_character_aborts_before_connect(lone: LoneModem, stage: str) -> None:
    lone.command("AT+FRM=96")
    if stage == "training":
        lone.hear(CarrierOn(V29))
    assert lone.send(b"\x18") == OK
    assert lone.command("AT") == OK
    assert lone.hear(TrainingDone(), Octets(b"late"), CarrierOff()) == b""


@pytest.mark.parametrize("character", [b"\x18", b"x", b"\r", b"\x10", b"\x00"])
def test_any_character_aborts_data(lone: LoneModem, character: bytes) -> None:
    lone.command("AT+FRM=96")
    lone.hear_training(96)
    lone.hear(Octets(b"data"))
    assert lone.send(character) == END + OK
    assert lone.hear(Octets(b"more"), CarrierOff()) == b""


def test_a_command_that_aborts_is_carried_out(lone: LoneModem) -> None:
    lone.command("AT+FRM=96")
    assert lone.command("ATS7?") == OK + b"\r\n060\r\n" + OK


def test_v21_instead_of_the_page_is_a_wrong_carrier(lone: LoneModem) -> None:
    lone.command("AT+FRM=96")
    assert lone.hear(CarrierOn(V21), TrainingDone()) == b""
    assert lone.run(1) == FCERROR
    assert lone.command("AT+FRH=3") == b""
    assert lone.hear_frames(DIS) == CONNECT + _received(DIS)[0]


def test_v21_that_is_there_already_is_a_wrong_carrier(lone: LoneModem) -> None:
    lone.hear(CarrierOn(V21), TrainingDone())
    lone.run(3)
    assert lone.command("AT+FRM=96") == b""
    assert lone.run(1) == FCERROR


def test_a_v21_that_ends_at_once_is_not_reported(lone: LoneModem) -> None:
    lone.command("AT+FRM=96")
    lone.hear(CarrierOn(V21), TrainingDone())
    lone.run(0.05)
    assert lone.hear(CarrierOff()) + lone.run(2) == b""
    assert lone.hear_training(96) == CONNECT


@pytest.mark.parametrize(("wanted", "code"), [(96, 72), (72, 145), (145, 73), (24, 48), (97, 96)])
def test_another_modulation_gives_no_data(lone: LoneModem, wanted: int, code: int) -> None:
    lone.command(f"AT+FRM={wanted}")
    said = lone.hear_training(code) + lone.hear(Octets(b"data"))
    assert said == FCERROR
    assert lone.hear(CarrierOff()) == b""


@pytest.mark.parametrize("late", [0.1, 0.2, 0.5])
def test_who_begins_after_the_training_gets_no_data(lone: LoneModem, late: float) -> None:
    lone.hear(CarrierOn(V29))
    lone.run(0.253)
    lone.hear(TrainingDone())
    lone.run(late)
    assert lone.command("AT+FRM=96") == b""
    assert lone.hear(Octets(b"data"), CarrierOff()) + lone.run(3) == b""
    assert lone.hear_training(96) == CONNECT


@pytest.mark.parametrize(("missed", "said"), [(0.25, CONNECT), (0.5, b""), (0.9, b"")])
def test_a_modem_trains_only_on_most_of_the_training(
    lone: LoneModem, missed: float, said: bytes
) -> None:
    lone.hear(CarrierOn(V17))
    lone.run(missed * V17.training)
    lone.command("AT+FRM=145")
    lone.run((1 - missed) * V17.training)
    assert lone.hear(TrainingDone(), Octets(b"")) == said


def test_a_short_training_needs_an_earlier_long_one(lone: LoneModem) -> None:
    lone.command("AT+FRM=146")
    assert lone.hear_training(146) + lone.hear(Octets(b"data"), CarrierOff()) == b""
    assert lone.send(b"\x18") == OK
    lone.command("AT+FRM=145")
    assert lone.hear_training(145) == CONNECT
    assert lone.hear(CarrierOff()) == END + NO_CARRIER
    lone.command("AT+FRM=146")
    assert lone.hear_training(146) + lone.hear(Octets(b"data")) == CONNECT + b"data"


def test_a_long_training_that_was_not_received_teaches_nothing(lone: LoneModem) -> None:
    lone.hear_training(145)
    lone.hear(CarrierOff())
    lone.command("AT+FRM=146")
    assert lone.hear_training(146) == b""


def test_a_long_training_teaches_for_one_call_only(lone: LoneModem) -> None:
    lone.command("AT+FRM=145")
    assert lone.hear_training(145) == CONNECT
    assert lone.hear(CarrierOff()) == END + NO_CARRIER
    lone.command("ATH")
    lone.run(1)
    lone.command("ATA")
    lone.run(7)
    lone.send(END)
    lone.run(1)
    lone.command("AT+FRM=146")
    assert lone.hear_training(146) == b""


def test_tones_are_not_carriers(lone: LoneModem) -> None:
    lone.command("AT+FRM=96")
    assert lone.hear(ToneOn(Tone.CNG)) + lone.run(1) + lone.hear(ToneOff()) == b""
    assert lone.hear_training(96) == CONNECT


def test_a_page_is_cut_when_the_line_is_cleared(lone: LoneModem) -> None:
    lone.command("AT+FRM=96")
    lone.hear_training(96)
    assert lone.hear(Octets(b"data"), LineCleared()) == b"data" + END + NO_CARRIER
    assert lone.command("AT+FRM=96") == NO_CARRIER


def test_a_receiver_without_connect_says_no_carrier_when_the_line_is_cleared(
    lone: LoneModem,
) -> None:
    lone.command("AT+FRM=96")
    assert lone.hear(LineCleared()) == NO_CARRIER


# --- +FRH


def test_connect_at_flags_then_the_frame_with_its_fcs_then_ok(lone: LoneModem) -> None:
    assert lone.command("AT+FRH=3") == b""
    assert lone.hear(CarrierOn(V21), TrainingDone()) == b""
    assert lone.hear(Octets(b"\x7e\x7e")) == CONNECT
    assert lone.hear_frames(DIS) == _received(DIS)[0]


def test_the_octets_of_a_frame_come_as_they_arrive(lone: LoneModem) -> None:
    lone.hear(CarrierOn(V21), TrainingDone())
    lone.command("AT+FRH=3")
    said = [lone.hear(Octets(bytes((octet,)))) for octet in line_octets(frame_bits(DIS))]
    assert b"".join(said) == CONNECT + _received(DIS)[0]
    assert sum(len(piece) for piece in said[:6]) > len(CONNECT)


def test_the_next_command_gives_the_next_frame_with_connect_at_once(lone: LoneModem) -> None:
    lone.hear(CarrierOn(V21), TrainingDone())
    lone.command("AT+FRH=3")
    csi, tsi, dis = _received(CSI, b"\xff\x03\x42" + b"1" * 20, DIS)
    assert lone.hear_frames(CSI, b"\xff\x03\x42" + b"1" * 20, DIS) == CONNECT + csi
    assert lone.command("AT+FRH=3") == CONNECT + tsi
    assert lone.command("AT+FRH=3") == CONNECT + dis


def test_a_frame_that_waits_is_given_though_the_carrier_is_gone(lone: LoneModem) -> None:
    lone.hear(CarrierOn(V21), TrainingDone())
    lone.command("AT+FRH=3")
    lone.hear_frames(CSI, DIS)
    assert lone.hear(CarrierOff()) == b""
    assert lone.command("AT+FRH=3") == CONNECT + _received(DIS)[0]
    assert lone.command("AT+FRH=3") == NO_CARRIER


@pytest.mark.parametrize("flags", [0, 1, 3])
def test_no_carrier_when_nothing_but_flags_came_before_it_went(lone: LoneModem, flags: int) -> None:
    lone.hear(CarrierOn(V21), TrainingDone())
    lone.command("AT+FRH=3")
    lone.hear_frames(DIS, flags=flags)
    lone.hear(CarrierOff())
    assert lone.command("AT+FRH=3") == NO_CARRIER
    assert lone.command("AT+FRH=3") == b""
    assert lone.hear(CarrierOn(V21)) + lone.hear_frames(DIS) == CONNECT + _received(DIS)[0]


def test_a_going_carrier_connects_at_once_and_its_end_is_no_carrier(lone: LoneModem) -> None:
    lone.hear(CarrierOn(V21), TrainingDone())
    lone.command("AT+FRH=3")
    lone.hear_frames(DIS)
    assert lone.command("AT+FRH=3") == CONNECT
    assert lone.hear(CarrierOff()) == NO_CARRIER


def test_another_carrier_does_not_give_the_frames_of_the_last(lone: LoneModem) -> None:
    lone.hear(CarrierOn(V21), TrainingDone())
    lone.command("AT+FRH=3")
    lone.hear_frames(CSI, b"\xff\x03\x42")
    lone.hear(CarrierOff())
    lone.run(1)
    lone.hear(CarrierOn(V21), TrainingDone())
    assert lone.command("AT+FRH=3") == b""
    assert lone.hear_frames(DIS) == CONNECT + _received(DIS)[0]


@given(st.integers(0, 8 * 8 - 1))
def test_a_flipped_bit_answers_error(place: int) -> None:
    lone = LoneModem.in_call()
    lone.hear(CarrierOn(V21), TrainingDone())
    lone.command("AT+FRH=3")
    frame = b"\xff\x13\x80\x00\x46\x68"  # inserted zeros only in its address
    bits = frame_bits(frame)
    place += 16 + 9
    flipped = bits[:place] + str(1 - int(bits[place])) + bits[place + 1 :]
    # The frames after it are for the next command; a flip may make a flag or an abort.
    said = lone.hear(Octets(line_octets(flipped) + b"\x7e\x7e\x7e"))
    assert said.startswith(CONNECT)
    assert OK not in said
    assert said.endswith(END + ERROR)


@pytest.mark.parametrize("content", [b"", b"\x80", b"\x10\x10\x03", b"\x10" * 5])
def test_dle_in_a_frame_is_doubled(lone: LoneModem, content: bytes) -> None:
    lone.hear(CarrierOn(V21), TrainingDone())
    lone.command("AT+FRH=3")
    assert lone.hear_frames(b"\xff\x13" + content) == CONNECT + _received(b"\xff\x13" + content)[0]


def test_an_abort_ends_the_frame_with_error_and_the_next_is_whole(lone: LoneModem) -> None:
    lone.hear(CarrierOn(V21), TrainingDone())
    lone.command("AT+FRH=3")
    half = line_octets(frame_bits(DIS)[:-32])
    said = lone.hear(Octets(half + b"\xff\xff"))
    assert said.startswith(CONNECT + b"\xff\x13")
    assert said.endswith(END + ERROR)
    assert lone.hear_frames(DIS) == b""
    assert lone.command("AT+FRH=3") == CONNECT + _received(DIS)[0]


def test_a_carrier_lost_in_a_frame(lone: LoneModem) -> None:
    lone.hear(CarrierOn(V21), TrainingDone())
    lone.command("AT+FRH=3")
    said = lone.hear(Octets(line_octets(frame_bits(DIS)[:48])), CarrierOff())
    assert said.startswith(CONNECT + b"\xff\x13")
    assert said.endswith(END + NO_CARRIER)
    assert lone.command("AT+FRH=3") == b""


def test_a_page_carrier_instead_of_frames_is_a_wrong_carrier(lone: LoneModem) -> None:
    lone.command("AT+FRH=3")
    assert lone.hear(CarrierOn(V29)) == b""
    assert lone.run(1) == FCERROR


def test_a_page_carrier_that_is_there_already_is_a_wrong_carrier(lone: LoneModem) -> None:
    lone.hear_training(96)
    assert lone.command("AT+FRH=3") == b""
    assert lone.run(1) == FCERROR
    assert lone.hear(Octets(b"data"), CarrierOff()) == b""


def test_the_tail_of_a_page_is_not_reported(lone: LoneModem) -> None:
    lone.hear_training(96)
    lone.command("AT+FRH=3")
    lone.run(0.1)
    assert lone.hear(CarrierOff()) + lone.run(1) == b""
    lone.hear(CarrierOn(V21))
    assert lone.hear_frames(DIS) == CONNECT + _received(DIS)[0]


def test_any_character_aborts_while_waiting_for_flags(lone: LoneModem) -> None:
    lone.command("AT+FRH=3")
    assert lone.send(b"\x18") == OK
    lone.command("AT+FRH=3")
    lone.hear(CarrierOn(V21))
    assert lone.hear(Octets(b"\x7e")) == CONNECT
    assert lone.send(b"\x18") == OK


def test_any_character_aborts_a_frame(lone: LoneModem) -> None:
    lone.hear(CarrierOn(V21))
    lone.command("AT+FRH=3")
    said = lone.hear(Octets(line_octets(frame_bits(DIS)[:48])))
    assert said.startswith(CONNECT + b"\xff\x13")
    assert lone.send(b"\x18") == END + OK
    assert lone.hear_frames(DIS) == b""


def test_other_commands_forget_the_frames_that_wait_only_when_they_act(lone: LoneModem) -> None:
    lone.hear(CarrierOn(V21))
    lone.command("AT+FRH=3")
    lone.hear_frames(CSI, DIS)
    lone.hear(CarrierOff())
    lone.command("ATS7?")
    assert lone.command("AT+FRH=3") == CONNECT + _received(DIS)[0]


def test_in_a_cleared_call_every_receiver_says_only_no_carrier(lone: LoneModem) -> None:
    lone.command("AT+FRH=3")
    assert lone.hear(LineCleared()) == NO_CARRIER
    for _ in range(3):
        assert lone.command("AT+FRH=3") == NO_CARRIER
        assert lone.command("AT+FRH=3") == NO_CARRIER
        assert lone.command("AT+FRM=96") == NO_CARRIER
        assert lone.command("AT+FRS=1") == NO_CARRIER


def test_a_frame_that_came_before_the_line_was_cleared_is_given(lone: LoneModem) -> None:
    lone.hear(CarrierOn(V21))
    lone.command("AT+FRH=3")
    lone.hear_frames(CSI, DIS)
    lone.hear(LineCleared())
    assert lone.command("AT+FRH=3") == CONNECT + _received(DIS)[0]
    assert lone.command("AT+FRH=3") == NO_CARRIER


@given(st.lists(st.binary(max_size=60), max_size=10))
def test_noise_on_a_v21_carrier_never_raises(noise: list[bytes]) -> None:
    lone = LoneModem.in_call()
    lone.hear(CarrierOn(V21), TrainingDone())
    for octets in noise:
        lone.command("AT+FRH=3")
        lone.hear(Octets(octets))
    lone.send(b"\x18")
    lone.hear(Octets(b"\x7e"), CarrierOff())
    lone.send(b"\x18")
    assert lone.command("AT").endswith(OK)
