"""An exchange whose subscribers are moved by a test."""

from collections.abc import Mapping
from functools import partial
from types import MappingProxyType

from modem_sim.exchange import CallEvent, Exchange, ExchangeTiming, Subscription
from modem_sim.exchange.dial_plan import DialPlan
from modem_sim.signals import Dial, LineAction, LineEvent, OffHook
from modem_sim.timeline import Timeline

SETUP = ExchangeTiming().call_setup


class Office:
    """An exchange with subscribers ``numbers`` that write down what they hear."""

    def __init__(
        self,
        timing: ExchangeTiming | None = None,
        plan: DialPlan | None = None,
        subscriptions: Mapping[str, Subscription] = MappingProxyType({}),
        numbers: str = "123",
    ) -> None:
        self.timeline = Timeline()
        self.events: list[CallEvent] = []
        self.exchange = Exchange(self.timeline, timing, plan, watch=self._watch)
        self.now = 0.0
        self.heard: dict[str, list[tuple[float, LineEvent]]] = {}
        for number in numbers:
            self.heard[number] = []
            hear = partial(self._hear, number)
            self.exchange.subscribe(number, hear, subscriptions.get(number))

    def _watch(self, event: CallEvent, _now: float) -> None:
        self.events.append(event)

    def _hear(self, number: str, event: LineEvent, now: float) -> None:
        self.heard[number].append((round(now, 6), event))

    def act(self, number: str, *actions: LineAction) -> None:
        for action in actions:
            self.exchange.act(number, action, self.now)

    def run(self, seconds: float) -> None:
        self.now += seconds
        self.timeline.advance(self.now)

    def take(self, number: str) -> list[LineEvent]:
        events = [event for _, event in self.heard[number]]
        self.heard[number].clear()
        return events

    def dial(self, caller: str, called: str) -> None:
        self.act(caller, OffHook(), Dial(called))
        self.run(SETUP + 0.01)

    def connect(self, caller: str, called: str) -> None:
        self.dial(caller, called)
        self.act(called, OffHook())
        self.run(0.1)
        for heard in self.heard.values():
            heard.clear()
