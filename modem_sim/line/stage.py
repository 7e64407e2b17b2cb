"""The parts that a channel is made of."""

from abc import ABC, abstractmethod
from collections.abc import Callable

from modem_sim.signals import Signal
from modem_sim.timeline import Appointment, Timeline

PassOn = Callable[[Signal, float], None]
"""``(signal, now)``: hands a signal over to what comes next."""


class Stage(ABC):
    """Takes the signals of one direction at their times and passes them on, changed or not.

    A stage belongs to one channel. Subclasses implement :meth:`take`, use :meth:`pass_on` for what
    goes on now and :meth:`later` for what happens at another time.
    """

    def __init__(self) -> None:
        self._timeline: Timeline | None = None
        self._next: PassOn | None = None

    def join(self, timeline: Timeline, pass_on: PassOn) -> None:
        """Become a part of a channel, before anything is taken."""
        self._timeline, self._next = timeline, pass_on

    def leave(self) -> None:
        """The channel is closed: nothing more comes out, also not what was due later."""
        self._next = None

    @abstractmethod
    def take(self, signal: Signal, now: float) -> None:
        """A signal begins, or for octets ends, at ``now`` (see :mod:`modem_sim.signals`)."""

    def pass_on(self, signal: Signal, now: float) -> None:
        """Give ``signal`` to the next stage."""
        if self._next is not None:
            self._next(signal, now)

    def later(self, time: float, happen: Callable[[float], None]) -> Appointment:
        """Let ``happen(time)`` be called at ``time``, unless the channel is closed by then."""
        assert self._timeline is not None

        def if_open(at: float) -> None:
            if self._next is not None:
                happen(at)

        return self._timeline.at(time, if_open)


class Delay(Stage):
    """Everything arrives ``seconds`` later."""

    def __init__(self, seconds: float) -> None:
        super().__init__()
        self._seconds = seconds

    def take(self, signal: Signal, now: float) -> None:
        self.later(now + self._seconds, lambda at: self.pass_on(signal, at))
