"""+FCL: how long a carrier may be away (T.31 §8.5.2)."""

import pytest

from faxstatus_core.t31.hdlc import fcs
from faxstatus_core.t31.modulations import V21, V29_9600
from modem_sim.operations.rtc import TAIL, ends_in_rtc
from modem_sim.signals import CarrierOff, CarrierOn, LineCleared, Octets, TrainingDone
from tests.modem_sim.bench import (
    CONNECT,
    END,
    ERROR,
    NO_CARRIER,
    OK,
    LoneModem,
    frame_bits,
    line_octets,
)

EOL = "0" * 11 + "1"
RTC = line_octets(EOL * 6)
RTC_2D = line_octets((EOL + "1") * 6)


def _receiving(tenths: int) -> LoneModem:
    lone = LoneModem.in_call()
    assert lone.command(f"AT+FCL={tenths}") == OK
    lone.command("AT+FRM=96")
    assert lone.hear_training(96) == CONNECT
    return lone


def test_data_goes_on_when_the_carrier_comes_back_in_time() -> None:
    lone = _receiving(5)
    assert lone.hear(Octets(b"one"), CarrierOff()) + lone.run(0.49) == b"one"
    assert lone.hear(CarrierOn(V29_9600), Octets(b"two")) + lone.run(1) == b"two"
    assert lone.hear(CarrierOff()) + lone.run(0.51) == END + NO_CARRIER


def test_the_loss_is_reported_when_the_time_is_over() -> None:
    lone = _receiving(20)
    assert lone.hear(Octets(b"one"), CarrierOff()) + lone.run(1.99) == b"one"
    assert lone.run(0.02) == END + NO_CARRIER


def test_by_default_it_is_reported_at_once() -> None:
    lone = _receiving(0)
    assert lone.hear(Octets(b"one"), CarrierOff()) == b"one" + END + NO_CARRIER


@pytest.mark.parametrize("end", [RTC, RTC_2D, RTC + b"\xff" * 16])
def test_after_the_end_of_a_page_it_is_reported_at_once(end: bytes) -> None:
    lone = _receiving(20)
    said = lone.hear(Octets(b"page"), Octets(end[:4]), Octets(end[4:]), CarrierOff())
    assert said == b"page" + end + END + NO_CARRIER


def test_a_v21_carrier_ends_the_wait() -> None:
    lone = _receiving(20)
    lone.hear(CarrierOff())
    assert lone.hear(CarrierOn(V21)) == END + NO_CARRIER
    lone.hear(TrainingDone())
    assert lone.command("AT+FRH=3") + lone.hear(Octets(b"\x7e\x7e")) == CONNECT


def test_the_end_of_the_call_ends_the_wait() -> None:
    lone = _receiving(20)
    lone.hear(CarrierOff())
    assert lone.hear(LineCleared()) == END + NO_CARRIER


def test_a_character_ends_the_wait() -> None:
    lone = _receiving(20)
    lone.hear(CarrierOff())
    assert lone.send(b"\x18") == END + OK
    assert lone.run(3) == b""


def test_frames_come_after_a_gap_but_not_one_that_was_cut() -> None:
    lone = LoneModem.in_call()
    lone.command("AT+FCL=5")
    lone.command("AT+FRH=3")
    lone.hear(CarrierOn(V21), TrainingDone())
    cut = line_octets(frame_bits(b"\xff\x13\x2f")[:40])  # two flags, zeros inserted
    assert lone.hear(Octets(cut)) == CONNECT + b"\xff\x13"
    assert lone.hear(CarrierOff()) + lone.run(0.4) == b""
    assert lone.hear(CarrierOn(V21)) == END + ERROR
    frame = b"\xff\x13\x2f"
    lone.hear_frames(frame)
    assert lone.command("AT+FRH=3") == CONNECT + frame + fcs(frame) + END + OK


def test_a_v21_carrier_that_does_not_come_back() -> None:
    lone = LoneModem.in_call()
    lone.command("AT+FCL=5")
    lone.command("AT+FRH=3")
    assert lone.hear(CarrierOn(V21), TrainingDone(), Octets(b"\x7e\x7e")) == CONNECT
    assert lone.hear(CarrierOff()) + lone.run(0.49) == b""
    assert lone.run(0.02) == NO_CARRIER


def test_six_eols_are_an_rtc_and_five_are_not() -> None:
    assert ends_in_rtc(RTC)
    assert ends_in_rtc(b"\x55" * 100 + RTC_2D)
    assert not ends_in_rtc(line_octets(EOL * 5))
    assert not ends_in_rtc(RTC + b"\x55" * TAIL)
