"""Circuits 106 to 109 and 125, and what &C, &D and &S make of them (V.250 §6.2.8, §6.2.9)."""

import pytest

from faxstatus_core.t31.modulations import BY_CODE
from modem_sim.signals import CarrierOff, CarrierOn, OffHook, OnHook, RingBurst, RingingStopped
from tests.modem_sim.bench import OK, RING, LoneModem


def _off_and_on(lone: LoneModem) -> bytes:
    lone.modem.set_dtr(False, lone.now)
    lone.modem.set_dtr(True, lone.now)
    return lone.send(b"")


def test_d0_ignores_dtr() -> None:
    lone = LoneModem.in_call()
    lone.command("AT&D0+FRH=3")
    assert _off_and_on(lone) == b""
    assert lone.modem.off_hook
    assert lone.send(b"\x18") == OK


def test_d1_leaves_a_fax_command_alone() -> None:
    lone = LoneModem.in_call()
    lone.command("AT&D1+FRH=3")
    assert _off_and_on(lone) == b""
    assert lone.modem.off_hook
    assert lone.send(b"\x18") == OK


def test_d2_hangs_up_and_keeps_the_settings() -> None:
    lone = LoneModem.in_call()
    lone.command("ATS7=30&D2+FRH=3")
    assert _off_and_on(lone) == b""
    assert [action for _, action in lone.line] == [OnHook()]
    assert lone.command("ATS7?+FCLASS?") == b"\r\n030\r\n\r\n1\r\n" + OK


def test_d3_hangs_up_and_resets() -> None:
    lone = LoneModem.in_call()
    lone.command("ATS7=30&D3+FRH=3")
    assert _off_and_on(lone) == b""
    assert [action for _, action in lone.line] == [OnHook()]
    lone.command("ATE0")
    assert lone.command("ATS7?+FCLASS?") == b"\r\n060\r\n\r\n0\r\n" + OK


def test_only_the_change_of_dtr_counts() -> None:
    lone = LoneModem.in_call()
    lone.modem.set_dtr(True, lone.now)
    assert lone.modem.off_hook
    lone.modem.set_dtr(False, lone.now)
    lone.command("ATH1")
    lone.modem.set_dtr(False, lone.now)
    assert lone.modem.off_hook


@pytest.mark.parametrize(("line", "answers"), [("AT&D0", True), ("AT&D1", True), ("AT&D2", False)])
def test_without_dtr_calls_are_answered_only_if_it_is_ignored(line: str, answers: bool) -> None:
    lone = LoneModem()
    lone.command(f"{line}S0=1")
    lone.modem.set_dtr(False, lone.now)
    lone.hear(RingBurst())
    assert ([action for _, action in lone.line] == [OffHook()]) is answers


def test_the_ring_indicator_lasts_as_long_as_each_burst() -> None:
    lone = LoneModem()
    lone.hear(RingBurst((0.4, 0.2, 0.8, 2.0)))
    assert lone.modem.ring_indicator
    lone.run(0.39)
    assert lone.modem.ring_indicator
    lone.run(0.21)
    assert not lone.modem.ring_indicator
    lone.hear(RingBurst((0.4, 0.2, 0.8, 2.0), first_of_cycle=False))
    lone.run(0.79)
    assert lone.modem.ring_indicator
    lone.run(0.02)
    assert not lone.modem.ring_indicator


def test_the_ring_indicator_ends_with_the_answer_and_with_the_ringing() -> None:
    lone = LoneModem()
    lone.hear(RingBurst())
    lone.command("ATA")
    assert not lone.modem.ring_indicator
    lone = LoneModem()
    lone.hear(RingBurst())
    lone.hear(RingingStopped())
    assert not lone.modem.ring_indicator
    assert lone.modem.deadline is None


def test_carrier_detect_follows_the_carrier_with_c1_and_is_on_with_c0() -> None:
    lone = LoneModem.in_call()
    assert not lone.modem.carrier_detect
    lone.hear(CarrierOn(BY_CODE[3]))
    assert lone.modem.carrier_detect
    lone.hear(CarrierOff())
    assert not lone.modem.carrier_detect
    lone.command("AT&C0")
    assert lone.modem.carrier_detect


def test_data_set_ready_is_on_with_s0_and_follows_the_call_with_s1() -> None:
    lone = LoneModem()
    assert lone.modem.data_set_ready
    lone.command("AT&S1")
    assert not lone.modem.data_set_ready
    lone.command("ATA")
    assert lone.modem.data_set_ready
    lone.modem.drop_dtr()
    assert not lone.modem.data_set_ready


def test_with_q1_rings_move_the_indicator_only() -> None:
    lone = LoneModem()
    lone.command("ATE0Q1")
    assert lone.hear(RingBurst()) == b""
    assert lone.modem.ring_indicator
    lone.command("ATQ0")
    assert lone.hear(RingBurst()) == RING
