"""The telephone exchange: numbers, ringing, busy, and calls that carry signals with a delay."""

import enum
from collections.abc import Callable
from dataclasses import dataclass, field

from modem_sim.signals import (
    CarrierOff,
    CarrierOn,
    Dial,
    LineAction,
    LineCleared,
    LineEvent,
    OffHook,
    OnHook,
    RingBurst,
    RingingStopped,
    Signal,
    Tone,
    ToneOff,
    ToneOn,
)
from modem_sim.timeline import Appointment, Timeline


@dataclass(frozen=True, slots=True)
class ExchangeTiming:
    """Durations of the network, in seconds.

    ``one_way_delay``: from one modem's socket to the other's; ``clearing``: from a hang-up until
    the other side's line is cleared, which must outlast what is still on its way.
    """

    one_way_delay: float = 0.060
    dial_tone: float = 0.2
    call_setup: float = 0.5
    ring_on: float = 2.0
    ring_off: float = 4.0
    clearing: float = 0.5


Route = Callable[[str, str, "list[str]"], str | None]
"""``(caller, dialled, numbers)`` to the number that rings, or None: no such number."""


def exact_route(_caller: str, dialled: str, numbers: list[str]) -> str | None:
    """The number that was dialled, if there is one."""
    return dialled if dialled in numbers else None


def other_route(caller: str, dialled: str, numbers: list[str]) -> str | None:
    """Any number but one's own rings the other end of a pair; one's own is busy."""
    if dialled == caller:
        return caller
    return next((number for number in numbers if number != caller), None)


class _Hook(enum.Enum):
    ON_HOOK = enum.auto()
    DIALLING = enum.auto()
    CALLING = enum.auto()
    RINGING = enum.auto()
    CONNECTED = enum.auto()
    TONE = enum.auto()


@dataclass(slots=True, eq=False)
class _Subscriber:
    number: str
    notify: Callable[[LineEvent, float], None]
    hook: _Hook = _Hook.ON_HOOK
    peer: "_Subscriber | None" = None
    stop: Signal | None = None  # what ends the signal that this subscriber sends
    pending: list[Appointment] = field(default_factory=list)

    def forget_pending(self) -> None:
        for appointment in self.pending:
            appointment.cancel()
        self.pending.clear()


class Exchange:
    """Joins subscribers that act on their lines; tells each what it hears, on a timeline."""

    def __init__(
        self,
        timeline: Timeline,
        timing: ExchangeTiming | None = None,
        route: Route = exact_route,
    ) -> None:
        self._timeline = timeline
        self._timing = timing or ExchangeTiming()
        self._route = route
        self._subscribers: dict[str, _Subscriber] = {}

    def subscribe(self, number: str, notify: Callable[[LineEvent, float], None]) -> None:
        """Give ``number`` a line; ``notify(event, now)`` hears it. A taken number: ValueError."""
        if number in self._subscribers:
            raise ValueError(f"the number {number} is taken")
        self._subscribers[number] = _Subscriber(number, notify)

    def act(self, number: str, action: LineAction, now: float) -> None:
        """The subscriber at ``number`` does ``action`` to its line."""
        subscriber = self._subscribers[number]
        match action:
            case OffHook():
                self._off_hook(subscriber, now)
            case OnHook():
                self._on_hook(subscriber, now)
            case Dial(dialled):
                self._dial(subscriber, dialled, now)
            case _:
                self._carry(subscriber, action, now)

    def _later(self, subscriber: _Subscriber, time: float, event: LineEvent) -> None:
        subscriber.pending.append(
            self._timeline.at(time, lambda now: subscriber.notify(event, now))
        )

    def _carry(self, sender: _Subscriber, signal: Signal, now: float) -> None:
        match signal:
            case CarrierOn():
                sender.stop = CarrierOff()
            case ToneOn():
                sender.stop = ToneOff()
            case CarrierOff() | ToneOff():
                sender.stop = None
        if sender.hook is not _Hook.CONNECTED or sender.peer is None:
            return
        peer = sender.peer
        arrival = now + self._timing.one_way_delay

        def arrive(time: float) -> None:
            # What was on its way when the sender hung up still arrives, until the line is cleared.
            if peer.hook is _Hook.CONNECTED and peer.peer is sender:
                peer.notify(signal, time)

        self._timeline.at(arrival, arrive)

    def _off_hook(self, subscriber: _Subscriber, now: float) -> None:
        if subscriber.hook is _Hook.RINGING and subscriber.peer is not None:
            caller = subscriber.peer
            caller.forget_pending()
            subscriber.forget_pending()
            caller.hook = subscriber.hook = _Hook.CONNECTED
            self._later(caller, now, ToneOff())
        elif subscriber.hook is _Hook.ON_HOOK:
            subscriber.hook = _Hook.DIALLING
            self._later(subscriber, now + self._timing.dial_tone, ToneOn(Tone.DIAL))

    def _dial(self, caller: _Subscriber, dialled: str, now: float) -> None:
        if caller.hook is not _Hook.DIALLING:
            return
        caller.forget_pending()
        caller.notify(ToneOff(), now)
        caller.hook = _Hook.CALLING
        ready = now + self._timing.call_setup
        caller.pending.append(
            self._timeline.at(ready, lambda at: self._set_up(caller, dialled, at))
        )

    def _set_up(self, caller: _Subscriber, dialled: str, now: float) -> None:
        number = self._route(caller.number, dialled, list(self._subscribers))
        called = self._subscribers.get(number) if number is not None else None
        if called is None or called.hook is not _Hook.ON_HOOK:
            caller.hook = _Hook.TONE
            caller.notify(ToneOn(Tone.UNOBTAINABLE if called is None else Tone.BUSY), now)
            return
        caller.peer, called.peer = called, caller
        called.hook = _Hook.RINGING
        self._ring(caller, called, now)

    def _ring(self, caller: _Subscriber, called: _Subscriber, now: float) -> None:
        caller.pending.clear()
        called.pending.clear()
        rest = now + self._timing.ring_on
        again = rest + self._timing.ring_off
        self._later(caller, rest, ToneOff())
        called.pending.append(
            self._timeline.at(again, lambda at: self._ring(caller, called, at)),
        )
        caller.notify(ToneOn(Tone.RINGBACK), now)
        called.notify(RingBurst(), now)

    def _on_hook(self, subscriber: _Subscriber, now: float) -> None:
        hook, peer = subscriber.hook, subscriber.peer
        subscriber.forget_pending()
        if subscriber.stop is not None:
            self._carry(subscriber, subscriber.stop, now)
        subscriber.hook, subscriber.peer = _Hook.ON_HOOK, None
        if peer is None:
            return
        if hook is _Hook.CALLING:
            peer.forget_pending()
            peer.hook, peer.peer = _Hook.ON_HOOK, None
            peer.notify(RingingStopped(), now)
        elif hook is _Hook.CONNECTED and peer.peer is subscriber:
            cleared = now + max(self._timing.clearing, self._timing.one_way_delay)
            peer.pending.append(
                self._timeline.at(cleared, lambda at: self._clear(peer, subscriber, at))
            )

    def _clear(self, subscriber: _Subscriber, gone: _Subscriber, now: float) -> None:
        if subscriber.hook is _Hook.CONNECTED and subscriber.peer is gone:
            subscriber.hook, subscriber.peer = _Hook.TONE, None
            subscriber.notify(LineCleared(), now)
