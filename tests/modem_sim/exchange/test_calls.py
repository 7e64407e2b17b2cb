"""The exchange on its own: what each subscriber hears, and when."""

import pytest

from faxstatus_core.t31.modulations import V21
from faxstatus_core.t31.tones import Tone
from modem_sim.exchange import CallEnded, Directory, ExchangeTiming, HuntGroup, OtherEnd, Refusal
from modem_sim.signals import (
    NORMAL_RING,
    CallerId,
    CarrierOff,
    CarrierOn,
    Dial,
    LineCleared,
    Octets,
    OffHook,
    OnHook,
    RingBurst,
    RingingStopped,
    Signal,
    ToneOff,
    ToneOn,
)
from tests.modem_sim.exchange.office import SETUP, Office


def test_a_number_is_given_once() -> None:
    office = Office()
    with pytest.raises(ValueError, match="the number 1 is taken"):
        office.exchange.subscribe("1", lambda _event, _now: None)


def test_dial_tone_comes_after_a_moment_and_ends_with_the_digits() -> None:
    office = Office()
    office.act("1", OffHook())
    office.run(1)
    assert office.heard["1"] == [(0.2, ToneOn(Tone.DIAL))]
    office.act("1", Dial("9"))
    assert office.heard["1"][1:] == [(1.0, ToneOff())]


def test_who_hangs_up_at_once_hears_nothing() -> None:
    office = Office()
    office.act("1", OffHook(), OnHook())
    office.run(5)
    assert office.take("1") == []


def test_ringing_has_the_cadence_of_two_seconds_in_six() -> None:
    office = Office()
    office.act("1", OffHook(), Dial("2"))
    office.run(SETUP + 13)
    bursts = [(SETUP + 6 * n, RingBurst()) for n in range(3)]
    shown = (SETUP + NORMAL_RING[0] + ExchangeTiming().caller_id, CallerId("1"))
    assert office.heard["2"] == [bursts[0], shown, *bursts[1:]]
    assert office.heard["1"][1:] == [
        (0.5, ToneOn(Tone.RINGBACK)),
        (1.5, ToneOff()),
        (5.5, ToneOn(Tone.RINGBACK)),
        (6.5, ToneOff()),
        (10.5, ToneOn(Tone.RINGBACK)),
        (11.5, ToneOff()),
    ]


@pytest.mark.parametrize("after", [0.5, 3, 7])
def test_answering_ends_ringing_and_ringing_tone(after: float) -> None:
    office = Office()
    office.dial("1", "2")
    office.run(after)
    office.act("2", OffHook())
    heard = len(office.heard["2"])
    office.run(30)
    assert len(office.heard["2"]) == heard
    tones = [event for _, event in office.heard["1"]]
    assert tones[-1] == ToneOff()
    assert tones.count(ToneOn(Tone.RINGBACK)) == 1 + after // 5


def test_a_number_that_is_not_there_gives_the_information_tone() -> None:
    office = Office()
    office.dial("1", "7")
    assert office.take("1")[-1] == ToneOn(Tone.UNOBTAINABLE)


def test_busy_when_off_hook_ringing_or_in_a_call_or_oneself() -> None:
    office = Office()
    office.dial("1", "1")
    assert office.take("1")[-1] == ToneOn(Tone.BUSY)
    office.dial("2", "1")
    assert office.take("2")[-1] == ToneOn(Tone.BUSY)
    office.act("1", OnHook())
    office.act("2", OnHook())
    office.dial("1", "2")
    office.dial("3", "2")
    assert office.take("3")[-1] == ToneOn(Tone.BUSY)
    office.act("3", OnHook())
    office.act("2", OffHook())
    for called in "12":
        office.dial("3", called)
        assert office.take("3")[-1] == ToneOn(Tone.BUSY)
        office.act("3", OnHook())


def test_who_dial_each_other_are_both_busy() -> None:
    office = Office()
    office.act("1", OffHook(), Dial("2"))
    office.act("2", OffHook(), Dial("1"))
    office.run(5)
    assert office.take("1")[-1] == office.take("2")[-1] == ToneOn(Tone.BUSY)


def test_a_caller_who_gives_up_stops_the_ringing() -> None:
    office = Office()
    office.dial("1", "2")
    office.act("1", OnHook())
    assert office.take("2") == [RingBurst(), RingingStopped()]
    office.run(30)
    assert office.take("2") == []
    office.dial("2", "1")
    assert office.take("1")[-1] == RingBurst()


def test_signals_arrive_after_the_delay_in_their_order_and_only_at_the_other_end() -> None:
    office = Office()
    office.connect("1", "2")
    began = office.now
    signals: list[Signal] = [CarrierOn(V21), Octets(b"a"), Octets(b"b"), CarrierOff()]
    office.act("1", *signals)
    office.run(0.059)
    assert office.take("2") == []
    office.run(0.01)
    assert office.heard["2"] == [(round(began + 0.06, 6), signal) for signal in signals]
    assert office.take("1") == office.take("3") == []


def test_nothing_is_carried_before_the_answer() -> None:
    office = Office()
    office.dial("1", "2")
    office.act("1", ToneOn(Tone.CNG))
    office.run(1)
    assert office.take("2") == [RingBurst()]


def test_the_last_signals_arrive_before_the_line_is_cleared_half_a_second_later() -> None:
    office = Office()
    office.connect("1", "2")
    began = office.now
    office.act("1", CarrierOff(), OnHook())
    office.run(2)
    assert office.heard["2"] == [
        (round(began + 0.06, 6), CarrierOff()),
        (round(began + 0.5, 6), LineCleared()),
    ]
    assert office.take("1") == []


def test_a_carrier_ends_when_its_sender_hangs_up() -> None:
    office = Office()
    office.connect("1", "2")
    office.act("1", CarrierOn(V21), OnHook())
    office.run(0.07)
    assert office.take("2") == [CarrierOn(V21), CarrierOff()]


def test_a_tone_ends_when_its_sender_hangs_up() -> None:
    office = Office()
    office.connect("1", "2")
    office.act("2", ToneOn(Tone.CED), OnHook())
    office.run(0.07)
    assert office.take("1") == [ToneOn(Tone.CED), ToneOff()]


def test_clearing_outlasts_even_a_satellite_hop() -> None:
    office = Office(ExchangeTiming(one_way_delay=2))
    office.connect("1", "2")
    office.act("1", CarrierOff(), OnHook())
    office.run(3)
    assert office.take("2") == [CarrierOff(), LineCleared()]


def test_who_hung_up_hears_nothing_more() -> None:
    office = Office()
    office.connect("1", "2")
    office.act("1", OnHook())
    office.act("2", CarrierOn(V21))
    office.run(5)
    assert office.take("1") == []


@pytest.mark.parametrize("first", ["1", "2"])
def test_both_hang_up_and_the_lines_are_free(first: str) -> None:
    office = Office()
    office.connect("1", "2")
    other = "2" if first == "1" else "1"
    office.act(first, OnHook())
    office.run(0.1)
    office.act(other, OnHook())
    office.run(5)
    assert office.take("1") == office.take("2") == []
    office.dial("1", "2")
    assert office.take("2") == [RingBurst()]


def test_the_end_of_one_call_does_not_clear_the_next() -> None:
    office = Office(ExchangeTiming(one_way_delay=3, call_setup=0.5))
    office.connect("1", "2")
    office.act("1", OnHook())
    office.act("2", OnHook())
    office.connect("2", "1")
    office.run(10)
    assert LineCleared() not in office.take("1") + office.take("2")


def test_who_has_not_hung_up_after_clearing_is_busy_and_then_free() -> None:
    office = Office()
    office.connect("1", "2")
    office.act("1", OnHook())
    office.run(1)
    office.dial("3", "2")
    assert office.take("3")[-1] == ToneOn(Tone.BUSY)
    office.act("3", OnHook())
    office.act("2", OnHook())
    office.dial("3", "2")
    assert office.take("2")[-1] == RingBurst()


def test_a_directory_knows_its_subscribers_and_special_numbers() -> None:
    group = HuntGroup(("1", "2"))
    directory = Directory({"7": group, "8": Refusal(Tone.REORDER)})
    assert directory.resolve("1", "2", {"1", "2"}) == HuntGroup(("2",))
    assert directory.resolve("1", "3", {"1", "2"}) == Refusal(Tone.UNOBTAINABLE)
    assert directory.resolve("1", "7", {"1", "2"}) is group
    assert directory.resolve("1", "8", {"1", "2"}) == Refusal(Tone.REORDER)


@pytest.mark.parametrize("dialled", ["2", "5", "123"])
def test_each_of_a_pair_reaches_the_other(dialled: str) -> None:
    plan = OtherEnd("1", "2")
    assert plan.resolve("1", dialled, {"1", "2"}) == HuntGroup(("2",))
    assert plan.resolve("2", "1" + dialled, {"1", "2"}) == HuntGroup(("1",))
    assert plan.resolve("1", "1", {"1", "2"}) == Refusal(Tone.BUSY)


@pytest.mark.parametrize("first", ["1", "2"])
def test_nothing_goes_on_when_both_have_hung_up(first: str) -> None:
    office = Office()
    office.connect("1", "2")
    office.act("1", CarrierOn(V21), ToneOn(Tone.CNG))
    office.run(1)
    office.act(first, OnHook())
    office.run(0.1)
    office.act("2" if first == "1" else "1", OnHook())
    office.run(10)
    assert office.timeline.deadline is None


def test_the_end_of_a_call_is_told_once_and_by_whom() -> None:
    office = Office()
    office.connect("1", "2")
    office.act("1", OnHook())
    office.run(0.1)
    office.act("2", OnHook())
    office.run(5)
    ends = [event for event in office.events if isinstance(event, CallEnded)]
    assert [event.by for event in ends] == ["1"]
