"""How a receiver takes pages: phases C and D, with and without error correction."""

from typing import Protocol

from faxstatus_core.t30.frames import Fcf, Frame
from faxstatus_core.t30.session import Steps
from faxstatus_core.t30.timers import T4

LAST_PAGE = (Fcf.EOP, Fcf.PRI_EOP)
NEW_DOCUMENT = (Fcf.EOM, Fcf.PRI_EOM, Fcf.EOS)
NEXT_PAGE = (Fcf.MPS, Fcf.PRI_MPS)

_RECOGNITION = 0.3
REPEAT_BEGINS = 1.15 * T4 + _RECOGNITION
"""Seconds from a response until the modem tells of a command that is repeated for want of it.

T4 runs from the end of the first command, or of what was heard in place of the response; most pages
take longer than that.
"""


class Reception(Protocol):
    """Takes pages as one DCS, which was answered with CFR, has selected."""

    @property
    def commands(self) -> tuple[Fcf, ...]:
        """What its sender may say."""

    @property
    def page_is_due(self) -> bool:
        """Whether data should come now, and not a command."""

    def receive(self) -> Steps[None]:
        """Take the data that is due; a command may come in its place."""

    def obey(self, command: Frame) -> Steps[tuple[Frame, ...]]:
        """Do what one of :attr:`commands` says; the response that is to be sent."""

    @property
    def can_repeat(self) -> bool:
        """Whether the last response still answers all that can have come."""

    @property
    def back_to_phase_b(self) -> bool:
        """Whether the page that was confirmed last ended a document (EOM)."""
