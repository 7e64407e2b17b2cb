"""Parts of a signal that do not arrive."""

from random import Random

from faxstatus_core.t31.modulations import V21
from modem_sim.line.gate import Gate
from modem_sim.line.stage import PassOn
from modem_sim.signals import CarrierOn, Signal
from modem_sim.timeline import Timeline


class Dropouts(Gate):
    """Now and then nothing passes for ``length`` seconds."""

    def __init__(self, chance: Random, interval: float, length: float) -> None:
        """``interval``: seconds from one to the next, on average."""
        super().__init__()
        self._chance = chance
        self._interval = interval
        self._length = length

    def join(self, timeline: Timeline, pass_on: PassOn) -> None:
        super().join(timeline, pass_on)
        self._begun = False

    def take(self, signal: Signal, now: float) -> None:
        if not self._begun:
            self._begun = True
            self._wait(now)
        super().take(signal, now)

    def _wait(self, now: float) -> None:
        self.later(now + self._chance.expovariate(1 / self._interval), self._drop_out)

    def _drop_out(self, now: float) -> None:
        self.shut(now)
        self.later(now + self._length, self._come_back)

    def _come_back(self, now: float) -> None:
        self.open(now)
        self._wait(now)


class ClippedStart(Gate):
    """The first ``seconds`` of every V.21 carrier are cut off, as by a voice switch."""

    def __init__(self, seconds: float) -> None:
        super().__init__()
        self._seconds = seconds

    def take(self, signal: Signal, now: float) -> None:
        if isinstance(signal, CarrierOn) and signal.modulation is V21:
            self.shut(now)
            self.later(now + self._seconds, self.open)
        super().take(signal, now)
