"""+FAR=1: V.21 in place of the modulation that was asked for (T.31 §8.5.1)."""

import pytest

from faxstatus_core.t31.hdlc import fcs
from faxstatus_core.t31.modulations import V21, V29_9600
from modem_sim.signals import CarrierOff, CarrierOn, Octets, TrainingDone
from tests.modem_sim.bench import (
    CONNECT,
    END,
    FCERROR,
    NO_CARRIER,
    OK,
    Bench,
    LoneModem,
)

V21_CAME = b"\r\n+FRH:3\r\n"
DCN = b"\xff\x13\xfb"


def _adaptive() -> LoneModem:
    lone = LoneModem.in_call()
    assert lone.command("AT+FAR=1") == OK
    return lone


def test_the_frame_is_received_in_place_of_the_page() -> None:
    lone = _adaptive()
    assert lone.command("AT+FRM=145") == b""
    assert lone.hear(CarrierOn(V21), TrainingDone()) + lone.run(0.5) == b""
    frame = DCN + fcs(DCN)
    assert lone.hear_frames(DCN) == V21_CAME + CONNECT + frame + END + OK
    assert lone.command("AT+FRH=3") == CONNECT
    assert lone.hear(CarrierOff()) == NO_CARRIER


def test_a_v21_carrier_that_was_there_before_the_command() -> None:
    lone = _adaptive()
    lone.hear(CarrierOn(V21), TrainingDone())
    assert lone.command("AT+FRM=145") == b""
    assert lone.hear(Octets(b"\x7e" * 4)) == V21_CAME + CONNECT


def test_the_modulation_that_was_asked_for_is_received_as_ever() -> None:
    lone = _adaptive()
    lone.command("AT+FRM=145")
    assert lone.hear_training(145) == CONNECT
    assert lone.hear(Octets(b"page")) + lone.hear(CarrierOff()) == b"page" + END + NO_CARRIER


def test_v21_is_found_after_another_v21_carrier_without_flags() -> None:
    lone = _adaptive()
    lone.command("AT+FRM=96")
    assert lone.hear(CarrierOn(V21), CarrierOff()) == b""
    assert lone.hear(CarrierOn(V21), TrainingDone(), Octets(b"\x7e\x7e")) == V21_CAME + CONNECT


def test_another_high_speed_carrier_is_the_wrong_one() -> None:
    lone = _adaptive()
    lone.command("AT+FRM=96")
    assert lone.hear_training(48) == FCERROR


@pytest.mark.parametrize("command", ["AT+FRM=96", "AT+FRH=3"])
def test_a_character_aborts(command: str) -> None:
    lone = _adaptive()
    lone.command(command)
    lone.hear(CarrierOn(V29_9600 if "FRH" in command else V21))
    assert lone.send(b"\x18") == OK
    assert lone.run(5) == b""


def test_without_it_v21_is_the_wrong_carrier() -> None:
    lone = LoneModem.in_call()
    lone.command("AT+FRM=145")
    assert lone.hear(CarrierOn(V21), TrainingDone()) == b""
    assert lone.hear(Octets(b"\x7e" * 8)) + lone.run(0.5) == FCERROR


def test_the_result_is_the_same_in_digits() -> None:
    lone = _adaptive()
    lone.command("ATV0")
    lone.command("AT+FRM=145")
    lone.hear(CarrierOn(V21), TrainingDone())
    assert lone.hear(Octets(b"\x7e" * 4)) == b"+FRH:3\r1\r"


def test_a_far_modem_that_repeats_its_command() -> None:
    bench = Bench()
    bench.call()
    bench.command("b", "AT+FAR=1")
    bench.expect("b", OK)
    bench.command("b", "AT+FRM=145")
    bench.command("a", "AT+FTH=3")
    bench.expect("a", CONNECT)
    bench.send("a", DCN + END)
    bench.expect("b", V21_CAME + CONNECT + DCN + fcs(DCN) + END + OK)
