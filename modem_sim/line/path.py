"""Both directions of a call, with their echoes."""

from collections.abc import Sequence
from dataclasses import dataclass

from modem_sim.line.channel import Channel
from modem_sim.line.gate import Gate
from modem_sim.line.stage import PassOn, Stage
from modem_sim.signals import CarrierOff, CarrierOn, Signal, ToneOff, ToneOn
from modem_sim.timeline import Timeline


@dataclass(frozen=True, slots=True)
class LineQuality:
    """What a line does to the signals of one direction.

    ``delay``: seconds, None for the exchange's own; ``echo_delay``: seconds after which the sender
    hears its own signal again, None if it does not; ``frame_stages`` and ``bit_stages``: see
    :class:`~modem_sim.line.channel.Channel`. Stages belong to one call.
    """

    delay: float | None = None
    echo_delay: float | None = None
    frame_stages: Sequence[Stage] = ()
    bit_stages: Sequence[Stage] = ()


class _Mouth:
    """What one end sends: to the other end, and as an echo to its own ear."""

    def __init__(self, forward: Channel, echo: Channel | None) -> None:
        self._forward = forward
        self._echo = echo
        self._stops: list[Signal] = []  # what ends the signals that are being sent

    def say(self, signal: Signal, now: float) -> None:
        match signal:
            case CarrierOn():
                self._stops.append(CarrierOff())
            case ToneOn():
                self._stops.append(ToneOff())
            case CarrierOff() | ToneOff():
                self._stops = [stop for stop in self._stops if stop != signal]
        self._forward.carry(signal, now)
        if self._echo is not None:
            self._echo.carry(signal, now)

    def fall_silent(self, now: float) -> None:
        while self._stops:
            self.say(self._stops[-1], now)

    def close(self) -> None:
        self._forward.close()
        if self._echo is not None:
            self._echo.close()


class _Ear:
    """What one end hears: the far end, and its own echo while the far end is silent."""

    def __init__(self, deliver: PassOn) -> None:
        self._deliver = deliver
        self._far = False
        self._echoing = False

    def far(self, signal: Signal, now: float) -> None:
        if isinstance(signal, CarrierOn | ToneOn):
            self._far, self._echoing = True, False
        elif isinstance(signal, CarrierOff | ToneOff):
            self._far = False
        self._deliver(signal, now)

    def echo(self, signal: Signal, now: float) -> None:
        if isinstance(signal, CarrierOn | ToneOn):
            self._echoing = not self._far
        if not self._echoing:
            return
        if isinstance(signal, CarrierOff | ToneOff):
            self._echoing = False
        self._deliver(signal, now)


class LinePaths:
    """The two directions of an answered call."""

    def __init__(
        self,
        timeline: Timeline,
        delay: float,
        ends: tuple[PassOn, PassOn],
        qualities: tuple[LineQuality, LineQuality],
    ) -> None:
        """``ends``: what the caller and the called hear; ``qualities``: from each of them."""
        self.gates = (Gate(), Gate())
        """What cuts off what the caller sends, and what the called sends."""
        ears = (_Ear(ends[0]), _Ear(ends[1]))
        self.delays = tuple(delay if q.delay is None else q.delay for q in qualities)
        self._mouths = tuple(
            _Mouth(
                Channel(
                    timeline,
                    self.delays[side],
                    ears[1 - side].far,
                    (
                        quality.frame_stages,
                        (*quality.bit_stages, self.gates[side]),
                    ),
                ),
                None
                if quality.echo_delay is None
                else Channel(timeline, quality.echo_delay, ears[side].echo),
            )
            for side, quality in enumerate(qualities)
        )

    def carry(self, side: int, signal: Signal, now: float) -> None:
        """``side`` (0 caller, 1 called) puts ``signal`` on its line."""
        self._mouths[side].say(signal, now)

    def fall_silent(self, side: int, now: float) -> None:
        """``side`` ends what it is sending; what is on its way still arrives."""
        self._mouths[side].fall_silent(now)

    def close(self) -> None:
        """Nothing arrives any more."""
        for mouth in self._mouths:
            mouth.close()
