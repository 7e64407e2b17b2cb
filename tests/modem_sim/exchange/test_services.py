"""What a line can have besides calls: caller id, cadences, hunt groups, call waiting."""

import pytest

from faxstatus_core.t31.modulations import V29_9600
from faxstatus_core.t31.tones import Tone
from modem_sim.exchange import (
    Directory,
    ExchangeTiming,
    HuntGroup,
    Refusal,
    Subscription,
    Unanswered,
)
from modem_sim.signals import (
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
    ToneOff,
    ToneOn,
)
from tests.modem_sim.exchange.office import SETUP, Office


def test_the_caller_is_shown_after_the_first_ring_and_only_then() -> None:
    office = Office(subscriptions={"1": Subscription(name="Ann")})
    office.dial("1", "2")
    office.run(20)
    times = [time for time, event in office.heard["2"] if isinstance(event, CallerId)]
    assert times == [pytest.approx(SETUP + 2.0 + ExchangeTiming().caller_id)]
    assert CallerId("1", "Ann") in office.take("2")


def test_a_line_without_caller_id_is_shown_nobody() -> None:
    office = Office(subscriptions={"2": Subscription(caller_id=False)})
    office.dial("1", "2")
    office.run(20)
    assert not [event for event in office.take("2") if isinstance(event, CallerId)]


def test_who_answers_before_is_not_shown_the_caller() -> None:
    office = Office()
    office.dial("1", "2")
    office.act("2", OffHook())
    office.run(20)
    assert not [event for event in office.take("2") if isinstance(event, CallerId)]


def test_a_line_rings_in_its_own_cadence() -> None:
    cadence = (0.4, 0.2, 0.4, 2.0)
    office = Office(subscriptions={"2": Subscription(ring=cadence)})
    office.dial("1", "2")
    office.run(6.0)
    rings = [(t, e.first_of_cycle) for t, e in office.heard["2"] if isinstance(e, RingBurst)]
    begun = rings[0][0]
    assert [(round(t - begun, 6), first) for t, first in rings] == [
        (0.0, True),
        (0.6, False),
        (3.0, True),
        (3.6, False),
        (6.0, True),
    ]


def test_a_line_without_dial_tone_can_still_dial() -> None:
    office = Office(subscriptions={"1": Subscription(dial_tone=False)})
    office.act("1", OffHook())
    office.run(30)
    assert office.take("1") == []
    office.act("1", Dial("2"))
    office.run(1)
    assert RingBurst() in office.take("2")


@pytest.mark.parametrize("tone", [Tone.BUSY, Tone.REORDER, Tone.UNOBTAINABLE])
def test_a_number_that_refuses(tone: Tone) -> None:
    office = Office(plan=Directory({"9": Refusal(tone)}))
    office.dial("1", "9")
    assert office.take("1")[-1] == ToneOn(tone)
    assert [type(event).__name__ for event in office.events] == ["CallPlaced", "CallRefused"]


def test_a_number_that_rings_and_never_answers() -> None:
    office = Office(plan=Directory({"9": Unanswered()}))
    office.dial("1", "9")
    office.run(100)
    heard = office.take("1")
    assert heard.count(ToneOn(Tone.RINGBACK)) == 21
    assert not any(office.heard[other] for other in "23")
    office.act("1", OnHook())
    office.run(100)
    assert office.take("1") == []


GROUP = Directory({"9": HuntGroup(("1", "2", "3"))})


def test_a_hunt_group_rings_the_first_free_line() -> None:
    office = Office(plan=GROUP, numbers="12345")
    office.act("1", OffHook())
    office.dial("4", "9")
    assert RingBurst() in office.take("2")
    office.dial("5", "9")
    assert RingBurst() in office.take("3")


def test_a_hunt_group_without_a_free_line_is_busy() -> None:
    office = Office(plan=GROUP, numbers="1234")
    for member in "123":
        office.act(member, OffHook())
    office.dial("4", "9")
    assert office.take("4")[-1] == ToneOn(Tone.BUSY)


def test_a_rotary_group_goes_on_from_the_last_line() -> None:
    office = Office(plan=Directory({"9": HuntGroup(("1", "2", "3"), rotary=True)}), numbers="1234")
    rung = []
    for _ in range(4):
        office.dial("4", "9")
        rung += [member for member in "123" if RingBurst() in office.take(member)]
        office.act("4", OnHook())
        office.run(1)
    assert rung == ["1", "2", "3", "1"]


@pytest.mark.parametrize(("free_after", "rings"), [(3.0, True), (12.0, False)])
def test_a_caller_waits_for_a_free_line_of_a_group(free_after: float, rings: bool) -> None:
    office = Office(plan=Directory({"9": HuntGroup(("1",), wait=10.0)}))
    office.act("1", OffHook())
    office.dial("3", "9")
    assert ToneOn(Tone.RINGBACK) in office.take("3")
    office.run(free_after)
    office.act("1", OnHook())
    office.run(2)
    assert (RingBurst() in office.take("1")) is rings
    assert (office.take("3")[-1] == ToneOn(Tone.BUSY)) is not rings


WAITING = {"2": Subscription(call_waiting=True)}


def test_a_second_call_is_announced_by_a_tone_that_cuts_the_far_end_off() -> None:
    office = Office(subscriptions=WAITING)
    office.connect("1", "2")
    office.act("1", CarrierOn(V29_9600))
    office.run(0.1)
    assert office.take("2") == [CarrierOn(V29_9600)]
    office.dial("3", "2")
    assert ToneOn(Tone.RINGBACK) in office.take("3")
    office.run(0.1)
    assert set(office.take("2")) == {CarrierOff(), ToneOn(Tone.CALL_WAITING)}
    office.act("1", Octets(b"lost"))
    office.run(ExchangeTiming().call_waiting_tone + 0.1)
    heard = office.take("2")
    assert heard[0] == ToneOff()
    assert Octets(b"lost") not in heard


def test_who_waits_rings_when_the_line_is_free() -> None:
    office = Office(subscriptions=WAITING)
    office.connect("1", "2")
    office.dial("3", "2")
    office.act("2", OnHook())
    office.run(2)
    assert RingBurst() in office.take("2")
    office.act("2", OffHook())
    office.act("3", CarrierOn(V29_9600))
    office.run(1)
    assert CarrierOn(V29_9600) in office.take("2")


def test_who_stops_waiting_is_heard_no_more() -> None:
    office = Office(subscriptions=WAITING)
    office.connect("1", "2")
    office.dial("3", "2")
    office.act("3", OnHook())
    office.run(1)
    office.take("2")
    office.run(60)
    assert office.take("2") == []
    office.act("2", OnHook())
    office.run(5)
    assert not [event for event in office.take("2") if isinstance(event, RingBurst)]


def test_a_third_caller_is_refused() -> None:
    office = Office(subscriptions=WAITING, numbers="1234")
    office.connect("1", "2")
    office.dial("3", "2")
    office.dial("4", "2")
    assert office.take("4")[-1] == ToneOn(Tone.BUSY)


@pytest.mark.parametrize("phase", ["dialling", "ringing", "answered"])
def test_the_network_ends_a_call(phase: str) -> None:
    office = Office()
    office.act("1", OffHook(), Dial("2"))
    call = office.exchange.call_of("1")
    assert call is not None
    if phase != "dialling":
        office.run(SETUP + 0.1)
    if phase == "answered":
        office.act("2", OffHook())
        office.run(0.1)
    office.take("2")
    office.exchange.end(call, office.now)
    assert office.take("1")[-1] == LineCleared()
    left = {"dialling": [], "ringing": [RingingStopped()], "answered": [LineCleared()]}
    assert office.take("2") == left[phase]
    office.run(60)
    assert office.take("1") == office.take("2") == []
    office.exchange.end(call, office.now)
    assert office.take("1") == []


def test_ten_calls_at_the_same_time() -> None:
    numbers = "0123456789ABCDEFGHIJ"
    office = Office(numbers=numbers)
    pairs = list(zip(numbers[:10], numbers[10:], strict=True))
    for caller, called in pairs:
        office.act(caller, OffHook(), Dial(called))
    office.run(SETUP + 0.1)
    for index, (caller, called) in enumerate(pairs):
        office.act(called, OffHook())
        office.act(caller, CarrierOn(V29_9600), Octets(bytes([index])))
    office.run(1)
    for index, (_, called) in enumerate(pairs):
        assert [e for e in office.take(called) if isinstance(e, Octets)] == [Octets(bytes([index]))]
