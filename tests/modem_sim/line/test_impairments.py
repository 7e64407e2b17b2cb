"""Bad lines: as bad as they were asked to be, always in the same way, and never out of order."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from faxstatus_core.t31.hdlc import FrameEnded, HdlcDeframer
from faxstatus_core.t31.modulations import V17_14400, V21, V29_9600, Modulation
from faxstatus_core.t31.tones import Tone
from modem_sim.line.channel import Channel
from modem_sim.line.impairments import Bursts, Impairments, Interruptions, quality
from modem_sim.line.impairments.bit_errors import ErrorSource
from modem_sim.signals import (
    CarrierOff,
    CarrierOn,
    Frame,
    Octets,
    Signal,
    ToneOff,
    ToneOn,
    TrainingDone,
)
from modem_sim.timeline import Timeline

BLOCK = 120  # octets: 0.1 s at 9600 bit/s
DCN = b"\xff\x13\xfb"


class Line:
    """A channel with ``impairments``; what is said is heard at once, but for what they do."""

    def __init__(self, impairments: Impairments, seed: int = 1) -> None:
        made = quality(impairments, Random(seed))
        self.timeline = Timeline()
        self.heard: list[tuple[float, Signal]] = []
        stages = (made.frame_stages, made.bit_stages)
        self.channel = Channel(
            self.timeline, 0.0, lambda signal, now: self.heard.append((now, signal)), stages
        )
        self.now = 0.0

    def say(self, signal: Signal, after: float = 0.0) -> None:
        """Say ``signal`` after some seconds."""
        self.run(after)
        self.channel.carry(signal, self.now)

    def run(self, seconds: float) -> None:
        self.now += seconds
        self.timeline.advance(self.now)

    def page(self, seconds: float, modulation: Modulation = V29_9600) -> bytes:
        """A carrier with that much data, all zeros; returns the data that was heard."""
        before = len(self.heard)
        self.say(CarrierOn(modulation))
        self.say(TrainingDone(), modulation.training)
        count = round(modulation.bit_rate / 80)
        for _ in range(round(seconds * 10)):
            self.say(Octets(bytes(count)), 0.1)
        self.say(CarrierOff())
        self.run(0.001)
        return b"".join(s.data for _, s in self.heard[before:] if isinstance(s, Octets))

    def frames(self, count: int) -> list[bool]:
        """Whether each frame that was heard of ``count`` that were sent was good."""
        before = len(self.heard)
        self.say(CarrierOn(V21))
        self.say(TrainingDone())
        self.run(1.0)
        for _ in range(count):
            self.say(Frame(DCN))
            self.run(0.3)
        self.say(CarrierOff())
        octets = b"".join(s.data for _, s in self.heard[before:] if isinstance(s, Octets))
        return [e.good for e in HdlcDeframer().feed(octets) if isinstance(e, FrameEnded)]


def _wrong(data: bytes) -> int:
    return sum(octet.bit_count() for octet in data)


ALL = Impairments(
    bit_error_rate=1e-3,
    bursts=Bursts(per_minute=20, length=40),
    noise=Bursts(per_minute=20, length=80),
    dropouts=Interruptions(per_minute=20, length=60),
    top_speed=7200,
    frame_loss=0.2,
    frame_corruption=0.2,
    clipped_start=200,
)


def test_a_perfect_line_has_no_stages() -> None:
    made = quality(Impairments(), Random(1))
    assert (made.delay, made.echo_delay) == (None, None)
    assert list(made.frame_stages) == list(made.bit_stages) == []


@pytest.mark.parametrize("rate", [1e-4, 1e-3, 0.05])
def test_random_errors_are_as_many_as_asked(rate: float) -> None:
    data = Line(Impairments(bit_error_rate=rate)).page(60)
    bits = 8 * len(data)
    assert len(data) == 60 * 1200
    assert _wrong(data) == pytest.approx(rate * bits, rel=0.25)


@given(st.lists(st.integers(min_value=0, max_value=60), max_size=30), st.integers())
def test_errors_do_not_depend_on_how_the_data_is_cut(sizes: list[int], seed: int) -> None:
    whole = ErrorSource(Random(seed), 0.03).spoil(bytes(sum(sizes)))
    source = ErrorSource(Random(seed), 0.03)
    assert b"".join(source.spoil(bytes(size)) for size in sizes) == whole


def test_every_bit_can_be_wrong() -> None:
    assert ErrorSource(Random(1), 1.0).spoil(bytes(50)) == b"\xff" * 50


def test_bursts_are_short_and_full_of_errors() -> None:
    bursts = Bursts(per_minute=30, length=100, errors=0.5)
    data = Line(Impairments(bursts=bursts)).page(120)
    # 60 bursts of 960 bits, half of them wrong.
    assert _wrong(data) == pytest.approx(60 * 480, rel=0.3)
    spoilt = sum(any(data[n : n + BLOCK]) for n in range(0, len(data), BLOCK))
    assert spoilt < 60 * 3.2


def test_above_its_top_speed_a_line_is_useless_and_below_it_perfect() -> None:
    line = Line(Impairments(top_speed=9600))
    assert _wrong(line.page(10, V29_9600)) == 0
    fast = line.page(10, V17_14400)
    assert _wrong(fast) == pytest.approx(len(fast), rel=0.1)


def test_frames_are_lost_and_damaged_as_often_as_asked() -> None:
    frames = Line(Impairments(frame_loss=0.3, frame_corruption=0.5)).frames(400)
    assert len(frames) == pytest.approx(280, rel=0.15)
    assert frames.count(False) == pytest.approx(140, rel=0.2)


def test_a_lost_frame_leaves_flags() -> None:
    line = Line(Impairments(frame_loss=1.0))
    assert line.frames(3) == []
    flags = b"".join(s.data for _, s in line.heard if isinstance(s, Octets))
    assert set(flags) == {0x7E}


def test_dropouts_cut_the_carrier_and_its_data() -> None:
    line = Line(Impairments(dropouts=Interruptions(per_minute=30, length=50)))
    line.page(60)
    ons = [s for _, s in line.heard if isinstance(s, CarrierOn)]
    offs = [s for _, s in line.heard if isinstance(s, CarrierOff)]
    assert 15 < len(ons) < 50
    assert abs(len(ons) - len(offs)) <= 1


def test_the_start_of_a_v21_carrier_is_clipped() -> None:
    line = Line(Impairments(clipped_start=400))
    assert line.frames(1) == [True]
    began = next(now for now, s in line.heard if isinstance(s, CarrierOn))
    assert began == pytest.approx(0.4)
    line.run(0.1)
    assert len(line.page(1.0)) == 1200  # others are not


def test_noise_breaks_the_silence() -> None:
    line = Line(Impairments(noise=Bursts(per_minute=60, length=100)))
    line.say(ToneOn(Tone.CNG))
    line.say(ToneOff())
    line.run(60)
    noise = [s for _, s in line.heard if s == ToneOn(Tone.NOISE)]
    assert 35 < len(noise) < 85
    assert [s for _, s in line.heard].count(ToneOff()) >= len(noise)


@given(st.integers(min_value=0, max_value=10**9))
def test_a_seed_gives_the_same_line_again(seed: int) -> None:
    first, second = Line(ALL, seed), Line(ALL, seed)
    for line in (first, second):
        line.frames(3)
        line.page(2)
    assert first.heard == second.heard


@given(
    st.integers(min_value=0, max_value=10**6),
    st.lists(st.sampled_from(["page", "frames", "tone", "pause"]), max_size=6),
)
def test_what_is_heard_is_always_a_possible_line(seed: int, parts: list[str]) -> None:
    line = Line(ALL, seed)
    for part in parts:
        match part:
            case "page":
                line.page(1.0)
            case "frames":
                line.frames(2)
            case "tone":
                line.say(ToneOn(Tone.CED))
                line.say(ToneOff(), 1.0)
            case _:
                line.run(2.0)
    line.run(10)
    carrier = False
    for _, signal in line.heard:
        match signal:
            case CarrierOn():
                carrier = True
            case CarrierOff():
                carrier = False
            case Octets() | TrainingDone():
                assert carrier
            case Frame():
                pytest.fail("frames never arrive as such")
    assert not carrier
    times = [now for now, _ in line.heard]
    assert times == sorted(times)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("bit_error_rate", 1.5),
        ("frame_loss", -0.1),
        ("top_speed", 0),
        ("delay", 60),
        ("bursts", {"per_minute": 0}),
        ("noise", {"length": 5}),
        ("rain", True),
    ],
)
def test_what_no_line_can_be_is_refused(key: str, value: object) -> None:
    with pytest.raises(ValidationError, match=key):
        Impairments.model_validate({key: value})
