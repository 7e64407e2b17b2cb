"""The exchange itself: follows the hooks of its subscribers, and joins them in calls."""

from collections.abc import Callable

from faxstatus_core.t31.tones import Tone
from modem_sim.exchange.calls import (
    Call,
    CallAnswered,
    CallEnded,
    CallEvent,
    CallPlaced,
    CallRefused,
    CallRinging,
)
from modem_sim.exchange.dial_plan import DialPlan, Directory, HuntGroup, Refusal
from modem_sim.exchange.subscriber import Hook, Subscriber, Subscription
from modem_sim.exchange.timing import ExchangeTiming
from modem_sim.line.path import LinePaths, LineQuality
from modem_sim.signals import (
    CallerId,
    Dial,
    LineAction,
    LineCleared,
    LineEvent,
    OffHook,
    OnHook,
    RingBurst,
    RingingStopped,
    Signal,
    ToneOff,
    ToneOn,
)
from modem_sim.timeline import Timeline

LineMaker = Callable[[Call, float], tuple[LineQuality, LineQuality]]
"""``(call, now)`` to the line of a call that is answered: from the caller, from the called."""

_QUEUE_POLL = 0.5


def perfect_line(_call: Call, _now: float) -> tuple[LineQuality, LineQuality]:
    """A line with nothing but its delay."""
    return LineQuality(), LineQuality()


class Exchange:
    """Joins subscribers that act on their lines; tells each what it hears, on a timeline."""

    def __init__(
        self,
        timeline: Timeline,
        timing: ExchangeTiming | None = None,
        plan: DialPlan | None = None,
        *,
        line: LineMaker = perfect_line,
        watch: Callable[[CallEvent, float], None] = lambda _event, _now: None,
    ) -> None:
        self._timeline = timeline
        self._timing = timing or ExchangeTiming()
        self._plan = plan or Directory()
        self._line = line
        self._watch = watch
        self._subscribers: dict[str, Subscriber] = {}
        self._last_member: dict[tuple[str, ...], str] = {}
        self._calls = 0

    def subscribe(
        self,
        number: str,
        notify: Callable[[LineEvent, float], None],
        subscription: Subscription | None = None,
    ) -> None:
        """Give ``number`` a line; ``notify(event, now)`` hears it. A taken number: ValueError."""
        if number in self._subscribers:
            raise ValueError(f"the number {number} is taken")
        self._subscribers[number] = Subscriber(number, notify, subscription or Subscription())

    def call_of(self, number: str) -> Call | None:
        """The call in which ``number`` is."""
        return self._subscribers[number].call

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

    def end(self, call: Call, now: float) -> None:
        """The network ends ``call``: both sides find their lines cleared."""
        parties = [s for s in self._subscribers.values() if s.call is call]
        if not parties:
            return
        self._tell_end(call, None, now)
        self._close(call)
        for party in parties:
            if party.hook is Hook.RINGING:
                self._stop_ringing(party, now)
            else:
                self._clear(party, call, now)

    # --- hooks

    def _off_hook(self, subscriber: Subscriber, now: float) -> None:
        if subscriber.hook is Hook.RINGING:
            self._answer(subscriber, now)
        elif subscriber.hook is Hook.ON_HOOK:
            subscriber.hook = Hook.DIALLING
            if subscriber.subscription.dial_tone:
                self._later(subscriber, now + self._timing.dial_tone, ToneOn(Tone.DIAL))

    def _on_hook(self, subscriber: Subscriber, now: float) -> None:
        hook, call, waiting = subscriber.hook, subscriber.call, subscriber.waiting
        subscriber.forget_pending()
        subscriber.hook, subscriber.call, subscriber.waiting = Hook.ON_HOOK, None, None
        if call is not None:
            self._leave(subscriber, call, hook, now)
        if waiting is not None:
            waiting.called = None
            caller = self._subscribers[waiting.caller]
            caller.forget_pending()
            caller.pending.append(
                self._timeline.at(
                    now + self._timing.call_setup,
                    lambda at: self._set_up(waiting, at),
                )
            )

    def _leave(self, subscriber: Subscriber, call: Call, hook: Hook, now: float) -> None:
        if hook in (Hook.CALLING, Hook.CONNECTED):
            self._tell_end(call, subscriber.number, now)
        other = self._other(subscriber, call)
        if call.paths is not None:
            call.paths.fall_silent(self._side(subscriber, call), now)
        if other is None:
            return
        if hook is Hook.CALLING and other.waiting is call:
            other.waiting = None
        elif hook is Hook.CALLING and other.call is call:
            self._stop_ringing(other, now)
        elif hook is Hook.CONNECTED and other.call is call:
            # What was on its way when one end hung up still arrives, until the line is cleared.
            delay = call.paths.delays[self._side(subscriber, call)] if call.paths else 0.0
            cleared = now + max(self._timing.clearing, delay)
            other.pending.append(
                self._timeline.at(cleared, lambda at: self._clear(other, call, at))
            )
        elif hook is Hook.CONNECTED:
            self._close(call)  # nobody is left to clear it

    def _tell_end(self, call: Call, by: str | None, now: float) -> None:
        """Once: who hangs up second, or is cleared, ends nothing any more."""
        if not call.over:
            call.over = True
            self._watch(CallEnded(call, by), now)

    def _clear(self, subscriber: Subscriber, call: Call, now: float) -> None:
        if subscriber.call is not call:
            return
        self._close(call)
        subscriber.forget_pending()
        subscriber.hook, subscriber.call = Hook.TONE, None
        subscriber.notify(LineCleared(), now)

    def _close(self, call: Call) -> None:
        if call.paths is not None:
            call.paths.close()

    def _stop_ringing(self, called: Subscriber, now: float) -> None:
        called.forget_pending()
        called.hook, called.call = Hook.ON_HOOK, None
        called.notify(RingingStopped(), now)

    # --- setting up

    def _dial(self, caller: Subscriber, dialled: str, now: float) -> None:
        if caller.hook is not Hook.DIALLING:
            return
        caller.forget_pending()
        caller.notify(ToneOff(), now)
        self._calls += 1
        call = caller.call = Call(self._calls, caller.number, dialled)
        caller.hook = Hook.CALLING
        self._watch(CallPlaced(call), now)
        ready = now + self._timing.call_setup
        caller.pending.append(self._timeline.at(ready, lambda at: self._set_up(call, at)))

    def _set_up(self, call: Call, now: float) -> None:
        caller = self._subscribers[call.caller]
        caller.pending.clear()
        destination = self._plan.resolve(call.caller, call.dialled, self._subscribers)
        match destination:
            case Refusal(tone):
                self._refuse(call, tone, now)
            case HuntGroup():
                self._hunt(call, destination, now, now + destination.wait)
            case _:
                self._ringing_tone(caller, now)

    def _hunt(self, call: Call, group: HuntGroup, now: float, until: float) -> None:
        caller = self._subscribers[call.caller]
        members = self._in_order(group)
        free = next((m for m in members if m.hook is Hook.ON_HOOK), None)
        if free is not None:
            self._last_member[group.members] = free.number
            caller.forget_pending()
            self._ring_first(call, free, now)
            return
        announced = next((m for m in members if self._can_announce(m, call)), None)
        if announced is not None:
            self._announce(call, announced, now)
        elif not members:
            self._refuse(call, Tone.UNOBTAINABLE, now)
        elif now >= until:
            caller.forget_pending()
            self._refuse(call, Tone.BUSY, now)
        else:
            if not caller.pending:
                self._ringing_tone(caller, now)
            caller.pending.append(
                self._timeline.at(
                    min(now + _QUEUE_POLL, until), lambda at: self._hunt(call, group, at, until)
                )
            )

    def _in_order(self, group: HuntGroup) -> list[Subscriber]:
        members = [self._subscribers[n] for n in group.members if n in self._subscribers]
        last = self._last_member.get(group.members)
        if group.rotary and last in group.members:
            start = group.members.index(last) + 1
            members = members[start:] + members[:start]
        return members

    def _refuse(self, call: Call, tone: Tone, now: float) -> None:
        caller = self._subscribers[call.caller]
        caller.hook, caller.call = Hook.TONE, None
        self._watch(CallRefused(call, tone), now)
        caller.notify(ToneOn(tone), now)

    # --- ringing

    def _ring_first(self, call: Call, called: Subscriber, now: float) -> None:
        call.called, called.call = called.number, call
        called.hook = Hook.RINGING
        self._watch(CallRinging(call), now)
        caller = self._subscribers[call.caller]
        if called.subscription.caller_id:
            name = caller.subscription.name
            shown = now + called.subscription.ring[0] + self._timing.caller_id
            self._later(called, shown, CallerId(caller.number, name))
        self._ring(called, 0, now)
        if called.hook is Hook.RINGING:
            self._ringing_tone(caller, now)

    def _ring(self, called: Subscriber, step: int, now: float) -> None:
        """One part of the cadence: even steps ring, odd ones are silent."""
        cadence = called.subscription.ring
        following = (step + 1) % len(cadence)
        called.pending.append(
            self._timeline.at(now + cadence[step], lambda at: self._ring(called, following, at))
        )
        if step % 2 == 0:  # last, for who hears it may answer at once
            called.notify(RingBurst(cadence, first_of_cycle=step == 0), now)

    def _ringing_tone(self, caller: Subscriber, now: float) -> None:
        """The ringing tone, in the cadence of E.180."""
        self._later(caller, now + 1.0, ToneOff())
        caller.pending.append(
            self._timeline.at(now + 5.0, lambda at: self._ringing_tone(caller, at))
        )
        caller.notify(ToneOn(Tone.RINGBACK), now)

    def _answer(self, called: Subscriber, now: float) -> None:
        call = called.call
        assert call is not None
        caller = self._subscribers[call.caller]
        caller.forget_pending()
        called.forget_pending()
        caller.hook = called.hook = Hook.CONNECTED
        call.paths = LinePaths(
            self._timeline,
            self._timing.one_way_delay,
            (self._hearer(caller, call), self._hearer(called, call)),
            self._line(call, now),
        )
        self._watch(CallAnswered(call), now)
        self._later(caller, now, ToneOff())

    # --- a second call

    def _can_announce(self, member: Subscriber, call: Call) -> bool:
        return (
            member.subscription.call_waiting
            and member.hook is Hook.CONNECTED
            and member.waiting is None
            and member.number != call.caller
        )

    def _announce(self, call: Call, called: Subscriber, now: float) -> None:
        call.called, called.waiting = called.number, call
        self._ringing_tone(self._subscribers[call.caller], now)
        self._announcing_tone(called, call, now)

    def _announcing_tone(self, called: Subscriber, waiting: Call, now: float) -> None:
        """The tone is heard in place of the far end, which is cut off meanwhile."""
        call = called.call
        if called.waiting is not waiting or call is None or call.paths is None:
            return
        gate = call.paths.gates[1 - self._side(called, call)]
        gate.shut(now)
        called.notify(ToneOn(Tone.CALL_WAITING), now)

        def end(at: float) -> None:
            if called.call is call:
                called.notify(ToneOff(), at)
            gate.open(at)

        self._timeline.at(now + self._timing.call_waiting_tone, end)
        self._timeline.at(
            now + self._timing.call_waiting,
            lambda at: self._announcing_tone(called, waiting, at),
        )

    # --- signals

    def _carry(self, sender: Subscriber, signal: Signal, now: float) -> None:
        call = sender.call
        if sender.hook is Hook.CONNECTED and call is not None and call.paths is not None:
            call.paths.carry(self._side(sender, call), signal, now)

    def _hearer(self, subscriber: Subscriber, call: Call) -> Callable[[Signal, float], None]:
        def hear(signal: Signal, now: float) -> None:
            if subscriber.hook is Hook.CONNECTED and subscriber.call is call:
                subscriber.notify(signal, now)

        return hear

    def _later(self, subscriber: Subscriber, time: float, event: LineEvent) -> None:
        subscriber.pending.append(
            self._timeline.at(time, lambda now: subscriber.notify(event, now))
        )

    @staticmethod
    def _side(subscriber: Subscriber, call: Call) -> int:
        return 0 if subscriber.number == call.caller else 1

    def _other(self, subscriber: Subscriber, call: Call) -> Subscriber | None:
        number = call.called if subscriber.number == call.caller else call.caller
        return self._subscribers[number] if number is not None else None
