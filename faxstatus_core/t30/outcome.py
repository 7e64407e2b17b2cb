"""Every way in which a T.30 session can end."""

import enum
from dataclasses import dataclass


class Cause(enum.Enum):
    """Why a session ended; the value is a sentence for a person."""

    COMPLETED = "the fax was transmitted"
    NO_FAX_MACHINE = "no fax machine was heard at the other end"
    NO_SENDER = "the caller sent no fax"
    POLLED = "the caller asks for a document"
    INCOMPATIBLE = "the two machines have nothing in common for this fax"
    TRAINING_FAILED = "the line was too bad at every speed"
    NO_RESPONSE_TO_TRAINING = "the called machine did not answer to training"
    NO_RESPONSE_TO_PAGE = "the called machine did not confirm a page"
    PAGE_REFUSED = "the called machine refused a page as unreadable"
    PAGE_UNREADABLE = "a page of the document could not be read"
    NO_PAGE = "the calling machine announced a page and did not send it"
    NO_COMMAND = "the calling machine fell silent after a page"
    DISCONNECTED = "the other end broke off the call"
    NOT_STORED = "a received page could not be stored"
    MODEM_FAILED = "the modem failed"
    ABORTED = "the call was cancelled"


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a session ended: ``cause``, the T.30 ``phase``, pages confirmed, and what is known more.

    ``detail`` says what was awaited and what came, if that helps.
    """

    cause: Cause
    phase: str
    pages: int
    detail: str = ""

    @property
    def succeeded(self) -> bool:
        """Whether the whole document passed."""
        return self.cause is Cause.COMPLETED

    @property
    def text(self) -> str:
        """One sentence for a person."""
        return f"{self.cause.value} ({self.detail})" if self.detail else self.cause.value
