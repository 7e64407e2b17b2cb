"""Whatever subscribers do, and whenever: the exchange stays in order."""

from collections.abc import Mapping

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from faxstatus_core.t31.modulations import V21
from faxstatus_core.t31.tones import Tone
from modem_sim.exchange import Directory, HuntGroup, Refusal, Subscription
from modem_sim.signals import (
    CallerId,
    CarrierOff,
    CarrierOn,
    Dial,
    LineEvent,
    Octets,
    OffHook,
    OnHook,
    RingBurst,
    RingingStopped,
    ToneOff,
    ToneOn,
)
from tests.modem_sim.exchange.office import Office

NUMBERS = "1234"
SUBSCRIPTIONS: Mapping[str, Subscription] = {
    "2": Subscription(call_waiting=True, name="Two"),
    "3": Subscription(dial_tone=False, ring=(0.5, 0.5, 0.5, 2.5)),
}
PLAN = Directory({"8": HuntGroup(("2", "3"), rotary=True, wait=5.0), "9": Refusal(Tone.REORDER)})

subscribers = st.sampled_from(NUMBERS)


class AnyHooks(RuleBasedStateMachine):
    """Hooks, digits, signals and time in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.office = Office(plan=PLAN, subscriptions=SUBSCRIPTIONS, numbers=NUMBERS)
        self.off_hook = dict.fromkeys(NUMBERS, False)

    @rule(number=subscribers)
    def lift(self, number: str) -> None:
        if not self.off_hook[number]:
            self.off_hook[number] = True
            self.office.act(number, OffHook())

    @rule(number=subscribers)
    def hang_up(self, number: str) -> None:
        if self.off_hook[number]:
            self.off_hook[number] = False
            self.office.act(number, OnHook())

    @rule(number=subscribers, dialled=st.sampled_from([*NUMBERS, "8", "9", "0"]))
    def dial(self, number: str, dialled: str) -> None:
        self.lift(number)
        self.office.act(number, Dial(dialled))

    @rule(
        number=subscribers,
        signal=st.sampled_from(
            [CarrierOn(V21), Octets(b"~"), CarrierOff(), ToneOn(Tone.CNG), ToneOff()]
        ),
    )
    def send(self, number: str, signal: CarrierOn | Octets | CarrierOff | ToneOn | ToneOff) -> None:
        if self.off_hook[number]:
            self.office.act(number, signal)

    @rule(seconds=st.sampled_from([0.01, 0.06, 0.5, 1.0, 4.0, 30.0]))
    def wait(self, seconds: float) -> None:
        self.office.run(seconds)

    @rule(number=subscribers)
    def end(self, number: str) -> None:
        call = self.office.exchange.call_of(number)
        if call is not None:
            self.office.exchange.end(call, self.office.now)

    @invariant()
    def on_hook_one_hears_only_ringing(self) -> None:
        for number in NUMBERS:
            for event in self.office.take(number):
                if not self.off_hook[number]:
                    assert _of_ringing(event), event

    @invariant()
    def two_are_in_a_call_or_none(self) -> None:
        calls = {number: self.office.exchange.call_of(number) for number in NUMBERS}
        for number, call in calls.items():
            if call is not None:
                assert number in (call.caller, call.called)
                assert sum(other is call for other in calls.values()) <= 2

    def teardown(self) -> None:
        for number in NUMBERS:
            self.hang_up(number)
            self.office.take(number)
        self.office.run(60)
        rung = [event for number in NUMBERS for event in self.office.take(number)]
        assert not [event for event in rung if isinstance(event, RingBurst)]
        assert all(self.office.exchange.call_of(number) is None for number in NUMBERS)
        self.office.run(600)
        assert self.office.timeline.deadline is None
        self.office.act("1", OffHook(), Dial("4"))
        self.office.run(1)
        assert RingBurst() in self.office.take("4")


def _of_ringing(event: LineEvent) -> bool:
    return isinstance(event, RingBurst | RingingStopped | CallerId)


TestAnyHooks = AnyHooks.TestCase
TestAnyHooks.settings = settings(max_examples=150, stateful_step_count=40)
