"""One direction of a call."""

from collections.abc import Callable, Sequence

from modem_sim.line.frame_bits import FrameBits
from modem_sim.line.stage import Delay, PassOn, Stage
from modem_sim.signals import Signal
from modem_sim.timeline import Timeline

LineStages = tuple[Sequence[Stage], Sequence[Stage]]
"""What a channel has besides bits and delay: stages for frames, and stages for their bits."""


class Channel:
    """Carries signals through its stages, with a delay, to ``deliver(signal, now)``.

    In order: ``stages[0]``, which see V.21 frames whole (:class:`~modem_sim.signals.Frame`); the
    making of their bits; ``stages[1]``, which see every carrier as octets; the delay, in seconds.
    """

    def __init__(
        self, timeline: Timeline, delay: float, deliver: PassOn, stages: LineStages = ((), ())
    ) -> None:
        frame_stages, bit_stages = stages
        self._stages = (*frame_stages, FrameBits(), *bit_stages, Delay(delay))
        pass_on: Callable[[Signal, float], None] = deliver
        for stage in reversed(self._stages):
            stage.join(timeline, pass_on)
            pass_on = stage.take
        self._entry = pass_on

    def carry(self, signal: Signal, now: float) -> None:
        """``signal`` begins (octets: ends) at the sender's socket."""
        self._entry(signal, now)

    def close(self) -> None:
        """Nothing arrives any more."""
        for stage in self._stages:
            stage.leave()
