"""+FAE and +FAA: is it a fax machine or a data modem that calls?"""

import pytest

from faxstatus_core.t31.tones import Tone
from modem_sim.signals import ToneOff, ToneOn
from tests.modem_sim.bench import CONNECT, OK, RING, Bench, LoneModem

FAX, DATA = b"\r\nFAX\r\n", b"\r\nDATA\r\n"


def _answering(parameter: str) -> LoneModem:
    lone = LoneModem()
    assert lone.command(f"ATE0+FCLASS=1;{parameter}=1").endswith(OK)
    assert lone.command("ATA") == b""
    lone.line.clear()
    return lone


@pytest.mark.parametrize("parameter", ["+FAE", "+FAA"])
def test_cng_makes_it_a_fax_call(parameter: str) -> None:
    lone = _answering(parameter)
    lone.run(1)
    assert lone.hear(ToneOn(Tone.CNG)) == FAX
    assert lone.hear(ToneOff()) + lone.run(6) == CONNECT
    assert lone.command("AT+FCLASS?") == b""  # it is sending flags
    assert lone.line[0][1] == ToneOn(Tone.CED)


def test_a_cng_that_comes_late_is_enough() -> None:
    lone = _answering("+FAE")
    assert lone.run(3.6) == b""
    assert lone.hear(ToneOn(Tone.CNG)) == FAX
    assert lone.run(6) == CONNECT


def test_a_fax_machine_of_this_network_is_known() -> None:
    bench = Bench()
    bench.command("b", "AT+FAE=1")
    bench.expect("b", OK)
    bench.command("a", "ATD2")
    bench.expect("b", RING)
    bench.command("b", "ATA")
    bench.expect("b", FAX)
    bench.expect("b", CONNECT)
    bench.expect("a", CONNECT)


def test_a_data_modem_is_connected_in_class_0() -> None:
    bench = Bench()
    bench.command("b", "AT+FAE=1")
    bench.expect("b", OK)
    bench.command("a", "AT+FCLASS=0")
    bench.expect("a", OK)
    bench.command("a", "ATD2")
    bench.expect("b", RING)
    bench.command("b", "ATA")
    bench.expect("b", DATA)
    assert bench.wait_for("b", b"\r\n").strip().startswith(b"CONNECT")
    assert bench.wait_for("a", b"0\r\n").strip().startswith(b"CONNECT")
    bench.send("a", b"hello")
    bench.run(2)
    assert bench.said("b").endswith(b"hello")


def test_by_default_the_caller_is_not_looked_at() -> None:
    lone = LoneModem()
    lone.command("ATE0+FCLASS=1")
    lone.command("ATA")
    assert lone.hear(ToneOn(Tone.CNG)) + lone.run(6) == CONNECT
