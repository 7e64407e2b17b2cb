"""Delay, echo and gates: what each end of a line hears, and when."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faxstatus_core.t31.hdlc import FrameEnded, FrameOctet, HdlcDeframer, line_bits
from faxstatus_core.t31.modulations import HIGH_SPEED, V21, V29_9600, Modulation
from faxstatus_core.t31.tones import Tone
from modem_sim.line.path import LinePaths, LineQuality
from modem_sim.network import NetworkWatcher
from modem_sim.operations.transmit import PREAMBLE
from modem_sim.signals import (
    CarrierOff,
    CarrierOn,
    Frame,
    LineEvent,
    Octets,
    Signal,
    ToneOff,
    ToneOn,
    TrainingDone,
)
from modem_sim.timeline import Timeline
from tests.modem_sim.bench import Bench

SATELLITE = 0.27


class Line:
    """A line whose two ends write down what they hear."""

    def __init__(self, *qualities: LineQuality, delay: float = 0.06) -> None:
        self.timeline = Timeline()
        self.heard: tuple[list[tuple[float, Signal]], ...] = ([], [])
        hear = [lambda signal, now, to=to: to.append((round(now, 6), signal)) for to in self.heard]
        both = (*qualities, LineQuality(), LineQuality())[:2]
        self.paths = LinePaths(self.timeline, delay, (hear[0], hear[1]), (both[0], both[1]))
        self.now = 0.0

    def say(self, side: int, *signals: Signal) -> None:
        for signal in signals:
            self.paths.carry(side, signal, self.now)

    def run(self, seconds: float) -> None:
        self.now += seconds
        self.timeline.advance(self.now)

    def signals(self, side: int) -> list[Signal]:
        return [signal for _, signal in self.heard[side]]


@pytest.mark.parametrize("delay", [0.0, 0.06, SATELLITE, 2 * SATELLITE])
def test_every_signal_is_late_by_the_delay_of_its_direction(delay: float) -> None:
    line = Line(LineQuality(delay=delay), LineQuality(delay=0.01))
    line.say(0, ToneOn(Tone.CNG))
    line.run(0.5)
    line.say(0, ToneOff())
    line.say(1, ToneOn(Tone.CED))
    line.run(2)
    assert line.heard[1] == [(delay, ToneOn(Tone.CNG)), (round(0.5 + delay, 6), ToneOff())]
    assert line.heard[0] == [(0.51, ToneOn(Tone.CED))]


def test_an_echo_is_heard_while_the_far_end_is_silent() -> None:
    line = Line(LineQuality(echo_delay=0.5))
    line.say(0, CarrierOn(V29_9600), Octets(b"1"))
    line.run(0.1)
    line.say(0, CarrierOff())
    line.run(2)
    assert line.heard[0] == [
        (0.5, CarrierOn(V29_9600)),
        (0.5, Octets(b"1")),
        (0.6, CarrierOff()),
    ]
    assert line.signals(1) == [CarrierOn(V29_9600), Octets(b"1"), CarrierOff()]


def test_no_echo_is_heard_below_the_far_end() -> None:
    line = Line(LineQuality(echo_delay=0.5))
    line.say(0, ToneOn(Tone.CNG))
    line.run(0.3)
    line.say(0, ToneOff())
    line.say(1, CarrierOn(V29_9600), Octets(b"2"))
    line.run(2)
    assert line.signals(0) == [CarrierOn(V29_9600), Octets(b"2")]


def test_an_echo_that_the_far_end_interrupts_does_not_come_back() -> None:
    line = Line(LineQuality(echo_delay=0.5))
    line.say(0, CarrierOn(V29_9600))
    line.run(0.6)
    line.say(1, ToneOn(Tone.CED))
    line.run(0.2)
    line.say(1, ToneOff())
    line.say(0, Octets(b"3"), CarrierOff())
    line.run(2)
    assert line.signals(0) == [CarrierOn(V29_9600), ToneOn(Tone.CED), ToneOff()]


def test_a_gate_cuts_one_direction_off_and_gives_it_back() -> None:
    line = Line()
    line.say(0, CarrierOn(V29_9600), TrainingDone(), Octets(b"a"))
    line.say(1, CarrierOn(V29_9600), TrainingDone(), Octets(b"x"))
    line.run(0.1)
    line.paths.gates[0].shut(line.now)
    line.say(0, Octets(b"b"))
    line.say(1, Octets(b"y"))
    line.run(0.1)
    line.paths.gates[0].open(line.now)
    line.say(0, Octets(b"c"), CarrierOff())
    line.run(0.1)
    data = b"".join(s.data for s in line.signals(1) if isinstance(s, Octets))
    assert b"b" not in data
    assert data.startswith(b"a")
    assert line.signals(1)[-1] == CarrierOff()
    assert CarrierOff() in line.signals(1)[:-1]
    assert b"".join(s.data for s in line.signals(0) if isinstance(s, Octets)) == b"xy"


@given(
    st.lists(st.binary(min_size=2, max_size=30), min_size=1, max_size=6),
    st.lists(st.booleans(), min_size=6, max_size=6),
    st.floats(0, 0.9),
)
def test_frames_come_whole_in_their_order_and_damaged_ones_are_known(
    frames: list[bytes], damaged: list[bool], delay: float
) -> None:
    line = Line(LineQuality(delay=delay))
    line.say(0, CarrierOn(V21))
    line.run(PREAMBLE)
    for octets, hurt in zip(frames, damaged, strict=False):
        line.say(0, Frame(octets, damaged=hurt))
        line.run(line_bits(octets) / V21.bit_rate)
    line.say(0, CarrierOff())
    line.run(delay + 1)
    assert line.signals(1)[0] == CarrierOn(V21)
    assert line.signals(1)[-1] == CarrierOff()
    deframer, found, current = HdlcDeframer(), [], bytearray()
    for signal in line.signals(1)[1:-1]:
        assert isinstance(signal, Octets)
        for event in deframer.feed(signal.data):
            if isinstance(event, FrameOctet):
                current.append(event.octet)
            elif isinstance(event, FrameEnded):
                found.append((bytes(current[:-2]), not event.good))
                current.clear()
    assert found == list(zip(frames, damaged, strict=False))
    times = [time for time, _ in line.heard[1]]
    assert times == sorted(times)
    sent = PREAMBLE + sum(line_bits(octets) for octets in frames) / V21.bit_rate
    assert times[-1] == pytest.approx(sent + delay, abs=1e-5)


class Ear(NetworkWatcher):
    """What modem b hears."""

    def __init__(self) -> None:
        self.heard: list[tuple[float, LineEvent]] = []

    def hears(self, name: str, event: LineEvent, now: float) -> None:
        if name == "b":
            self.heard.append((now, event))


@pytest.mark.parametrize("modulation", HIGH_SPEED, ids=lambda m: f"{m.code}")
def test_a_carrier_has_the_times_of_its_recommendation(modulation: Modulation) -> None:
    """Training, data at its rate, turn-off (T.31 Table 8): to a block of turn-off ones."""
    bench, ear = Bench(), Ear()
    bench.call()
    bench.network.watch(ear)
    count = 900
    bench.command("a", f"AT+FTM={modulation.code}")
    bench.send("a", bytes(count) + b"\x10\x03")
    bench.run(count * modulation.octet_time + 5)
    (on, carrier_on), (trained, training_done), *data, (off, carrier_off) = ear.heard
    kinds = [type(event) for event in (carrier_on, training_done, carrier_off)]
    assert kinds == [CarrierOn, TrainingDone, CarrierOff]
    assert b"".join(e.data for _, e in data if isinstance(e, Octets)).startswith(bytes(count))
    assert trained - on == pytest.approx(modulation.training, abs=1e-6)
    zeros = [t for t, event in data if isinstance(event, Octets) and 0 in event.data]
    assert zeros[-1] - trained == pytest.approx(count * modulation.octet_time, abs=1e-6)
    assert off - zeros[-1] == pytest.approx(modulation.turn_off, abs=1e-6)
