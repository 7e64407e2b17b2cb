"""The least line time of a call, by numbers that were worked out by hand."""

from dataclasses import astuple
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.line_measured import measured
from benchmarks.line_minimum import (
    CallShape,
    PhaseTime,
    Transmission,
    carrier_seconds,
    minimum,
    total,
)
from benchmarks.line_time import our_call
from faxstatus_core.t31.modulations import (
    HIGH_SPEED,
    V17_14400,
    V17_14400_SHORT,
    V21,
    V27TER_2400,
    V29_9600,
)

# Bits of a frame: its octets and two of FCS, the inserted zeros, a flag. The address and the ones
# that follow it are ten ones in a row, which makes two zeros.
CFR, CFR_BITS = bytes.fromhex("ff1384"), 40 + 3 + 8  # its FCS ends in 1 1111 0: one more
MCF, MCF_BITS = bytes.fromhex("ff138c"), 40 + 2 + 8
DCN, DCN_BITS = bytes.fromhex("ff13fb"), 40 + 3 + 8  # FB is 1101 1111: one more
FCD, FCD_BITS = bytes.fromhex("ff0306001234"), 64 + 2 + 8
RCP_BITS = 40 + 2 + 8

PARTIES = st.sampled_from(["caller", "called"])
FRAMES = st.lists(st.sampled_from([CFR, MCF, DCN]), max_size=3).map(tuple)
CARRIERS = st.one_of(
    st.builds(Transmission, PARTIES, st.sampled_from("BD"), st.just(V21), FRAMES),
    st.builds(
        Transmission,
        PARTIES,
        st.sampled_from("BC"),
        st.sampled_from(HIGH_SPEED),
        octets=st.integers(0, 60_000),
    ),
)
CALLS = st.lists(CARRIERS, min_size=1, max_size=8).map(tuple)


@pytest.mark.parametrize(
    ("frames", "bits"),
    [((), 0), ((CFR,), CFR_BITS), ((MCF,), MCF_BITS), ((CFR, DCN), CFR_BITS + DCN_BITS)],
)
def test_frames_take_a_second_of_flags_and_their_bits(frames: tuple[bytes, ...], bits: int) -> None:
    carrier = Transmission("called", "B", V21, frames)
    assert carrier_seconds(carrier) == pytest.approx(1.0 + bits / 300)


def test_data_take_training_octets_and_turn_off() -> None:
    check = Transmission("caller", "B", V17_14400, octets=2700)
    page = Transmission("caller", "C", V17_14400_SHORT, octets=18_000)
    slow = Transmission("caller", "C", V27TER_2400, octets=300)
    assert carrier_seconds(check) == pytest.approx(1.393 + 1.5 + 0.013)
    assert carrier_seconds(page) == pytest.approx(0.142 + 10.0 + 0.013)
    assert carrier_seconds(slow) == pytest.approx(0.943 + 1.0 + 0.007)


def test_error_correction_takes_flags_frames_and_three_rcp() -> None:
    carrier = Transmission("caller", "C", V29_9600, (FCD, FCD))
    bits = 2 * FCD_BITS + 3 * RCP_BITS
    assert carrier_seconds(carrier) == pytest.approx(0.253 + 0.2 + bits / 9600 + 0.005)


def test_the_phases_of_a_short_call_with_their_turn_rounds() -> None:
    call = CallShape(
        (
            Transmission("called", "B", V21, (MCF,)),
            Transmission("caller", "B", V21, (MCF,)),
            Transmission("caller", "B", V17_14400, octets=1800),
            Transmission("called", "D", V21, (MCF,)),
            Transmission("caller", "E", V21, (DCN,)),
        ),
        delay=0.06,
    )
    mcf, check = 1.0 + 50 / 300, 1.393 + 1.0 + 0.013
    expected = (
        PhaseTime("A", silent=1.8 + 0.075, signalling=2.6),
        PhaseTime("B", silent=0.135 + 0.075, signalling=2 * mcf, data=check),
        PhaseTime("D", silent=0.135, signalling=mcf),
        PhaseTime("E", silent=0.135, signalling=1.0 + 51 / 300),
    )
    for found, worked_out in zip(minimum(call), expected, strict=True):
        assert found.phase == worked_out.phase
        assert astuple(found)[1:] == pytest.approx(astuple(worked_out)[1:])


@given(CALLS, st.floats(0, 1))
def test_delay_costs_itself_once_at_each_turn_round(
    carriers: tuple[Transmission, ...], delay: float
) -> None:
    turns = sum(before.by != after.by for before, after in pairwise(carriers))
    near, far = minimum(CallShape(carriers, 0.0)), minimum(CallShape(carriers, delay))
    assert total(far).seconds - total(near).seconds == pytest.approx(turns * delay)


@given(CALLS)
def test_phases_add_up_to_carriers_and_what_is_between_them(
    carriers: tuple[Transmission, ...],
) -> None:
    whole = total(minimum(CallShape(carriers, 0.0)))
    sent = sum(carrier_seconds(carrier) for carrier in carriers)
    assert whole.seconds == pytest.approx(4.475 + sent + 0.075 * (len(carriers) - 1))


def test_what_our_engine_adds_to_the_least_of_its_own_call_is_little() -> None:
    call = measured(our_call())
    least, took = minimum(call.shape), call.times()
    assert [time.phase for time in took] == [time.phase for time in least]
    assert [time.phase for time in least] == [
        "A",
        "B, training 1",
        *(f"{phase}, page {page}" for page in (1, 2, 3) for phase in "CD"),
        "E",
    ]
    after_tone, least_after_tone = total(took[1:]).seconds, total(least[1:]).seconds
    assert least_after_tone < after_tone < 1.01 * least_after_tone
