"""What every fax program of the tests can do."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from PIL import Image

from faxstatus_core.t4 import Coding, Resolution
from tests.interop.lab import Lab

CALL = 240
"""Seconds within which any of these calls is over."""

Received = Callable[[], list[Image.Image]]
"""Waits for the end of the call; the pages that have come."""
Peer = Callable[[str], str]


@dataclass(frozen=True)
class Fax:
    """What is to be sent. ``coding``: how; None if that is the sender's choice."""

    pages: list[Image.Image]
    resolution: Resolution = Resolution.FINE
    coding: Coding | None = None
    subaddress: str = ""


class Program(Protocol):
    """A fax program at one of the modems of ``lab``; ``folder`` is for its files."""

    header: int
    """Lines that it may print above each page that it sends, and reaches a little into it."""
    ecm: bool
    """Whether it can correct errors."""
    loses: int
    """Lines that it may lose from the top of a page if errors are not corrected."""

    def __init__(self, peer: Peer, folder: Path) -> None: ...

    def receiving(self, lab: Lab) -> AbstractContextManager[Received]:
        """Wait for a call on modem b."""

    def send(self, lab: Lab, fax: Fax) -> None:
        """Send from modem a to modem b; what was not delivered is an AssertionError."""

    def log(self) -> str:
        """What it says of the call; empty if it keeps no log."""

    def rate(self) -> int | None:
        """Bit/s of the last training, by its log."""
