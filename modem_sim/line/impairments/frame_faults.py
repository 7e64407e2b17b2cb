"""V.21 frames that are lost or damaged at random."""

from random import Random

from modem_sim.line.stage import Stage
from modem_sim.signals import Frame, Signal


class FrameFaults(Stage):
    """Flags take the place of a share ``loss`` of the frames; a share has a wrong FCS."""

    def __init__(self, chance: Random, loss: float, corruption: float) -> None:
        super().__init__()
        self._chance = chance
        self._loss = loss
        self._corruption = corruption

    def take(self, signal: Signal, now: float) -> None:
        if isinstance(signal, Frame):
            if self._chance.random() < self._loss:
                return
            if self._chance.random() < self._corruption:
                signal = Frame(signal.octets, damaged=True)
        self.pass_on(signal, now)
