"""The stage of a channel in which frames are changed; what follows is kept in order."""

from random import Random
from typing import Protocol

from faxstatus_core.t31.hdlc import line_bits
from faxstatus_core.t31.modulations import V21, Modulation
from modem_sim.faults.trigger import Corrupt, Delay, Drop, FrameEffect, Repeat, Replace
from modem_sim.line.gate import Gate
from modem_sim.line.stage import Stage
from modem_sim.signals import CarrierOff, CarrierOn, Frame, Octets, Signal

_WRONG_BITS = 0.05


class SignalWatcher(Protocol):
    """Is asked about each frame, and told of carriers and data, as they are sent."""

    def frame(self, frame: Frame, now: float) -> FrameEffect | None:
        """A frame begins; what is to happen to it."""

    def carrier(self, modulation: Modulation, now: float) -> None:
        """A carrier begins."""

    def data(self, octets: bytes, now: float) -> None:
        """Data of a carrier that is not V.21 has been sent."""


class FaultStage(Stage):
    """Asks its watcher what to do. What makes a carrier longer moves all that follows.

    ``gate`` cuts off what passes here; ``seed`` decides which bits are disturbed.
    """

    def __init__(self, watcher: SignalWatcher, seed: int = 0) -> None:
        super().__init__()
        self._chance = Random(seed)  # noqa: S311 - must repeat
        self._disturbed_until = 0.0
        self._watcher = watcher
        self._lag = 0.0
        self._free_at = 0.0
        self._carrier: Modulation | None = None
        self._cut: Gate | None = None

    def cut_carrier(self, gate: Gate, now: float) -> None:
        """Shut ``gate`` until the carrier that is on has ended. Without one: nothing happens."""
        if self._carrier is not None and self._cut is None:
            self._cut = gate
            gate.shut(now)

    def disturb(self, until: float) -> None:
        """Noise until then: bits are wrong, and frames damaged."""
        self._disturbed_until = until

    def take(self, signal: Signal, now: float) -> None:
        if now < self._disturbed_until:
            signal = self._disturbed(signal)
        match signal:
            case CarrierOn(modulation):
                self._lag = max(0.0, self._free_at - now)
                self._carrier = modulation
                self._watcher.carrier(modulation, now)
                self._emit(signal, now)
            case Frame():
                self._emit_frame(signal, now)
            case Octets(data) if self._carrier is not V21:
                self._emit(signal, now)
                self._watcher.data(data, now)
            case CarrierOff():
                self._emit(signal, now)
                self._free_at, self._carrier = now + self._lag, None
                if self._cut is not None:
                    gate, self._cut = self._cut, None
                    self.later(self._free_at, gate.open)
            case _:
                self._emit(signal, now)

    def _disturbed(self, signal: Signal) -> Signal:
        match signal:
            case Frame(octets):
                return Frame(octets, damaged=True)
            case Octets(data):
                wrong = bytes(
                    sum(1 << bit for bit in range(8) if self._chance.random() < _WRONG_BITS)
                    for _ in data
                )
                return Octets(bytes(a ^ b for a, b in zip(data, wrong, strict=True)))
            case _:
                return signal

    def _emit_frame(self, frame: Frame, now: float) -> None:
        match self._watcher.frame(frame, now):
            case None:
                self._emit(frame, now)
            case Drop():
                pass
            case Corrupt():
                self._emit(Frame(frame.octets, damaged=True), now)
            case Repeat(times):
                for _ in range(times):
                    self._emit(frame, now)
                    self._lag += _duration(frame)
                self._emit(frame, now)
            case Delay(seconds):
                self._lag += seconds
                self._emit(frame, now)
            case Replace(octets):
                other = Frame(octets)
                self._emit(other, now)
                self._lag += max(0.0, _duration(other) - _duration(frame))

    def _emit(self, signal: Signal, now: float) -> None:
        if self._lag:
            self.later(now + self._lag, lambda at: self.pass_on(signal, at))
        else:
            self.pass_on(signal, now)


def _duration(frame: Frame) -> float:
    return line_bits(frame.octets) / V21.bit_rate
