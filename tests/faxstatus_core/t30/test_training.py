"""The training check and the limits of a good one (T.30 §5.3.6.1.3)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faxstatus_core.t30.negotiation.ladder import LADDER
from faxstatus_core.t30.training import training_check, training_succeeded
from faxstatus_core.t31.modulations import V17_14400, Modulation

speeds = st.sampled_from(LADDER)


@pytest.mark.parametrize("modulation", LADDER, ids=lambda m: m.name)
def test_a_check_lasts_a_second_and_a_half_and_is_good(modulation: Modulation) -> None:
    check = training_check(modulation)
    assert len(check) * 8 == 1.5 * modulation.bit_rate
    assert not any(check)
    assert training_succeeded(check, modulation)


@given(speeds, st.integers(0, 3000))
def test_two_thirds_of_a_check_in_one_run_are_needed(modulation: Modulation, length: int) -> None:
    enough = 3 * length >= 2 * len(training_check(modulation))
    assert training_succeeded(bytes(length), modulation) == enough


@given(speeds, st.integers(0, 600), st.binary(min_size=1, max_size=1).filter(lambda o: o != b"\0"))
def test_a_tenth_may_be_wrong(modulation: Modulation, wrong: int, octet: bytes) -> None:
    zeros = len(training_check(modulation))
    received = bytes(zeros) + octet * wrong
    assert training_succeeded(received, modulation) == (10 * wrong <= zeros + wrong)


@given(speeds, st.integers(0, 5000))
def test_leading_ones_are_left_out_of_account(modulation: Modulation, ones: int) -> None:
    assert training_succeeded(b"\xff" * ones + training_check(modulation), modulation)


def test_errors_spread_over_the_whole_check_break_the_run() -> None:
    received = (bytes(99) + b"\x01") * (len(training_check(V17_14400)) // 100)
    assert not training_succeeded(received, V17_14400)


def test_a_check_of_another_speed_is_too_short() -> None:
    assert not training_succeeded(training_check(LADDER[-1]), V17_14400)


@given(st.binary(max_size=400), speeds)
def test_noise_is_no_check(noise: bytes, modulation: Modulation) -> None:
    assert not training_succeeded(noise.replace(b"\0", b"\1"), modulation)
