"""A queue of things that happen at a time: the discrete-event heart of the emulated network."""

import heapq
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(slots=True, eq=False)
class Appointment:
    """Something due at ``time`` (seconds)."""

    time: float
    happen: Callable[[float], None]
    cancelled: bool = False

    def cancel(self) -> None:
        """Let the moment pass without anything happening."""
        self.cancelled = True


class Timeline:
    """Appointments in the order of their time; first come, first served among equals.

    Knows no clock: :meth:`advance` is told the time.
    """

    def __init__(self) -> None:
        self._heap: list[tuple[float, int, Appointment]] = []
        self._sequence = 0

    def at(self, time: float, happen: Callable[[float], None]) -> Appointment:
        """Call ``happen(time)`` when :meth:`advance` reaches ``time``."""
        self._sequence += 1
        appointment = Appointment(time, happen)
        heapq.heappush(self._heap, (time, self._sequence, appointment))
        return appointment

    @property
    def deadline(self) -> float | None:
        """When the next appointment is due."""
        while self._heap and self._heap[0][2].cancelled:
            heapq.heappop(self._heap)
        return self._heap[0][0] if self._heap else None

    def advance(self, now: float) -> None:
        """Let everything due by ``now`` happen, each at its own time."""
        while (deadline := self.deadline) is not None and deadline <= now:
            _, _, appointment = heapq.heappop(self._heap)
            appointment.happen(appointment.time)
