"""What a command is given, and what it may answer."""

from collections.abc import Callable, Container
from typing import Protocol

from modem_sim.operations.base import Dce, Operation
from modem_sim.settings import Identity
from modem_sim.v250 import Command


class Commanded(Dce, Protocol):
    """What a command may see and do of its modem."""

    identity: Identity
    off_hook: bool
    suspended: Operation | None
    """The data call that ATO returns to."""

    def go_off_hook(self) -> None:
        """Seize the line without dialling."""

    def restore(self, profile: int | None) -> None:
        """Take the settings of stored profile 0 or 1, or None: those of the factory."""

    def store(self, profile: int) -> None:
        """Keep the settings as profile 0 or 1."""


class CommandError(Exception):
    """The command is unknown, out of range, or not possible now: ERROR, and nothing changed."""


Outcome = str | Operation | None
"""Information text, an operation to start, or nothing to add to OK."""

Handler = Callable[[Commanded, Command], Outcome]
"""Carries out one command. Raises :class:`CommandError`, or ValueError, which means the same."""


def allow(value: object, allowed: Container[object]) -> None:
    """Raises :class:`CommandError` unless ``value`` is allowed."""
    if value not in allowed:
        raise CommandError(str(value))
