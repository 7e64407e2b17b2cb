"""How a transmitter brings pages over: phases C and D, with and without error correction."""

import enum
from collections.abc import Callable
from typing import Protocol

from faxstatus_core.t30.frames import Fcf
from faxstatus_core.t30.negotiation.selection import Selection
from faxstatus_core.t30.session import Steps
from faxstatus_core.t31.modulations import Modulation

Slower = Callable[[], Modulation | None]
"""The next lower speed, used from now on; None if there is none."""


class Response(enum.Enum):
    """What became of a page."""

    CONFIRMED = enum.auto()
    RETRAIN = enum.auto()
    """Confirmed, with training before the next (RTP, PIP)."""
    REFUSED = enum.auto()
    """It is to be sent again, after training (RTN, PIN)."""
    GIVEN_UP = enum.auto()
    """Parts of it never came over (EOR and ERR)."""


class Delivery(Protocol):
    """Sends pages as one DCS, to which CFR was the answer, has selected."""

    @property
    def selection(self) -> Selection:
        """How pages go; the modulation may become slower."""

    def send(
        self, index: int, data: bytes, command: Fcf, prepare: Callable[[], None]
    ) -> Steps[Response]:
        """Send page ``index`` (from 0), coded as ``data``, and ``command``: MPS, EOM or EOP.

        ``prepare`` is called while the far end answers.
        """
