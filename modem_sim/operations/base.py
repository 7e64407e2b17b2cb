"""The contract between a modem and the operation that it is carrying out."""

from typing import Protocol

from faxstatus_core.t31.result_codes import ResultCode
from modem_sim.ear import Ear
from modem_sim.personality import Personality
from modem_sim.settings import Settings
from modem_sim.signals import LineAction, LineEvent

RECOGNITION = 0.2
"""Seconds for which a carrier must stand before a modem says that it is the wrong one."""


class Dce(Protocol):
    """What an operation may see and do of its modem."""

    settings: Settings
    personality: Personality
    ear: Ear
    connected: bool

    def to_dte(self, octets: bytes) -> None:
        """Send octets to the DTE."""

    def to_line(self, action: LineAction) -> None:
        """Act on the telephone line."""

    def report(self, code: ResultCode) -> None:
        """Send a result code and go on."""

    def finish(self, code: ResultCode) -> None:
        """End the operation with a final result code, back in command state."""

    def become(self, operation: "Operation", now: float) -> None:
        """Let another operation take this one's place."""

    def hang_up(self) -> None:
        """Go on hook."""


class Operation:
    """One action command under way. Every entry is told the time, in seconds."""

    deadline: float | None = None
    """When :meth:`timeout` wants to be called."""

    def __init__(self, dce: Dce) -> None:
        self.dce = dce

    @property
    def room(self) -> int:
        """Octets that may come from the DTE now."""
        return 4096

    @property
    def awaits_dte(self) -> bool:
        """Whether it can go on only when the DTE sends something (+FIT, T.31 §8.5.4)."""
        return False

    def start(self, now: float) -> None:
        """The command has been accepted."""

    def dte(self, octets: bytes, now: float) -> bytes:
        """Octets came from the DTE; returns those that are for the command state."""
        raise NotImplementedError

    def leftover(self) -> bytes:
        """At the end: octets from the DTE that it did not use, for the command state."""
        return b""

    def heard(self, event: LineEvent, now: float) -> None:
        """The ear has taken note of ``event``."""

    def timeout(self, now: float) -> None:
        """The deadline has come."""
