"""What can be connected to a telephone line: a modem, or a fax machine."""

from typing import Protocol

from modem_sim.signals import LineAction, LineEvent


class Station(Protocol):
    """A pure state machine at a telephone socket. It is told the time, in seconds."""

    @property
    def deadline(self) -> float | None:
        """When :meth:`handle_timeout` is due."""

    def handle_timeout(self, now: float) -> None:
        """The deadline has come."""

    def receive_line(self, event: LineEvent, now: float) -> None:
        """Something happened on the line."""

    def take_line_output(self) -> list[LineAction]:
        """What it does to the line since the last call, in order."""
