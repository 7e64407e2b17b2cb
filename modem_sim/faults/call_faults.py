"""The triggers of one call, followed and carried out."""

from collections import Counter
from collections.abc import Iterable
from typing import Protocol

from faxstatus_core.t30.frames import Fcf
from faxstatus_core.t31.hdlc import line_bits
from faxstatus_core.t31.modulations import V21, Modulation
from faxstatus_core.trace.progress import CallProgress
from modem_sim.exchange import Call
from modem_sim.faults.fault_stage import FaultStage
from modem_sim.faults.telling import told
from modem_sim.faults.trigger import (
    AfterAnswer,
    AfterFrame,
    AtPage,
    CallEffect,
    Corrupt,
    Disturb,
    Drop,
    DropCarrier,
    FrameEffect,
    Garble,
    HangUp,
    Mute,
    OnFrame,
    Replace,
    Side,
    Trigger,
    Unplug,
)
from modem_sim.signals import Frame
from modem_sim.timeline import Timeline


class Interferer(Protocol):
    """Does what is beyond the line, and is told of every fault."""

    def fault(self, call: Call, what: str, now: float) -> None:
        """This is done to ``call``, in words."""

    def hang_up(self, call: Call, now: float) -> None:
        """End ``call``."""

    def unplug(self, number: str, seconds: float | None, now: float) -> None:
        """Take the modem at ``number`` from its computer, for so long or for ever."""

    def garble(self, number: str, octets: int, now: float) -> None:
        """Change the next ``octets`` from the computer of the modem at ``number``."""


class CallFaults:
    """Watches ``call``; make it when the call is answered. ``stages`` belong into its channels."""

    def __init__(
        self,
        call: Call,
        triggers: Iterable[Trigger],
        timeline: Timeline,
        interferer: Interferer,
        now: float,
    ) -> None:
        self._call = call
        self._triggers = list(triggers)
        self._timeline = timeline
        self._interferer = interferer
        self._progress = CallProgress()
        self._counts_lines = any(
            isinstance(t.event, AtPage) and t.event.lines is not None for t in self._triggers
        )
        self._reached: Counter[Trigger] = Counter()
        self._over = False
        self.stages = (FaultStage(self, call.number), FaultStage(self, -call.number))
        """What the caller's signals pass, and the called's."""
        for trigger in self._triggers:
            if isinstance(trigger.event, AfterAnswer):
                self._later(now + trigger.event.seconds, trigger.effect)

    def end(self) -> None:
        """The call is over: what was still to come does not."""
        self._over = True

    def frame(self, frame: Frame, now: float) -> FrameEffect | None:
        """A frame begins; the effect of the first trigger that does something to it."""
        fcf = self._progress.frame(frame.octets)
        if fcf is None:
            return None
        chosen = self._chosen(fcf, frame, now)
        if isinstance(chosen, Replace):
            self._progress.arrived(chosen.octets)
        elif not (frame.damaged or isinstance(chosen, Drop | Corrupt)):
            self._progress.arrived(frame.octets)
        return chosen

    def _chosen(self, fcf: Fcf, frame: Frame, now: float) -> FrameEffect | None:
        count = self._progress.frames[fcf]
        chosen: FrameEffect | None = None
        for trigger in self._triggers:
            match trigger.event:
                case OnFrame(wanted, nth) if wanted is fcf and nth in (0, count):
                    if not isinstance(trigger.effect, FrameEffect):
                        self._do(trigger.effect, now)
                    elif chosen is None:
                        chosen = trigger.effect
                        what = f"{fcf.standard_name}: {told(chosen)}"
                        self._interferer.fault(self._call, what, now)
                case AfterFrame(wanted, nth, seconds) if wanted is fcf and nth in (0, count):
                    ended = now + line_bits(frame.octets) / V21.bit_rate
                    self._later(ended + seconds, trigger.effect)
        return chosen

    def carrier(self, modulation: Modulation, now: float) -> None:
        """A carrier begins."""
        self._progress.carrier(modulation)

    def data(self, octets: bytes, now: float) -> None:
        """Page data or a training check passes."""
        progress = self._progress
        lines, count = progress.page_lines, progress.page_octets
        progress.data(octets, count_lines=self._counts_lines and progress.in_page)
        if not progress.in_page:
            return
        for trigger in self._triggers:
            event = trigger.event
            if not isinstance(event, AtPage) or event.page != progress.page:
                continue
            if event.lines is not None:
                reached = lines < event.lines <= progress.page_lines
            else:
                reached = count <= event.octets < progress.page_octets
            if reached:
                self._reached[trigger] += 1
                if event.nth in (0, self._reached[trigger]):
                    self._do(trigger.effect, now)

    def _later(self, time: float, effect: object) -> None:
        self._timeline.at(time, lambda at: self._do(effect, at))

    def _do(self, effect: object, now: float) -> None:
        if self._over or self._call.paths is None or not isinstance(effect, CallEffect):
            return
        self._interferer.fault(self._call, told(effect), now)
        gates = self._call.paths.gates
        match effect:
            case Mute(side, seconds):
                gate = gates[side.value]
                gate.shut(now)
                self._timeline.at(now + seconds, gate.open)
            case Disturb(side, seconds):
                self.stages[side.value].disturb(now + seconds)
            case DropCarrier(side):
                self.stages[side.value].cut_carrier(gates[side.value], now)
            case HangUp():
                self._interferer.hang_up(self._call, now)
            case Unplug(side, duration):
                self._interferer.unplug(self._number(side), duration, now)
            case Garble(side, octets):
                self._interferer.garble(self._number(side), octets, now)

    def _number(self, side: Side) -> str:
        called = self._call.called
        assert called is not None
        return self._call.caller if side is Side.CALLER else called
