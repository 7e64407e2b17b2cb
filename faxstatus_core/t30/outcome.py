"""Every way in which a T.30 session can end."""

import enum
from dataclasses import dataclass


class Cause(enum.Enum):
    """Why a session ended; the value is a sentence for a person."""

    COMPLETED = "the fax was transmitted"
    NO_FAX_MACHINE = "no fax machine was heard at the other end"
    NO_SENDER = "the caller sent no fax"
    POLLED = "the caller asks for a document"
    TURNED_ROUND = "the document was sent, and one is asked for"
    NOTHING_TO_POLL = "the called machine has no document to be polled"
    WRONG_PASSWORD = "the caller gave no password, or a wrong one"  # noqa: S105 - a sentence
    INCOMPATIBLE = "the two machines have nothing in common for this fax"
    TRAINING_FAILED = "the line was too bad at every speed"
    NO_RESPONSE_TO_TRAINING = "the called machine did not answer to training"
    NO_RESPONSE_TO_PAGE = "the called machine did not confirm a page"
    NO_RESPONSE_TO_POLL = "the called machine did not answer to the request for its document"
    NOT_READY = "the called machine was not ready to go on for too long"
    PAGE_REFUSED = "the called machine refused a page as unreadable"
    PAGE_UNREADABLE = "a page of the document could not be read"
    PAGES_INCOMPLETE = "parts of a page did not come through"
    NO_PAGE = "the calling machine announced a page and did not send it"
    NO_COMMAND = "the calling machine fell silent after a page"
    DISCONNECTED = "the other end broke off the call"
    NOT_STORED = "a received page could not be stored"
    MODEM_FAILED = "the modem failed"
    ABORTED = "the call was cancelled"


FOR_WANT_OF_A_SIGNAL = frozenset(
    {
        Cause.NO_FAX_MACHINE,
        Cause.NO_SENDER,
        Cause.NO_RESPONSE_TO_TRAINING,
        Cause.NO_RESPONSE_TO_PAGE,
        Cause.NO_RESPONSE_TO_POLL,
        Cause.NOT_READY,
        Cause.NO_PAGE,
        Cause.NO_COMMAND,
        Cause.DISCONNECTED,
    }
)
"""The causes of which it helps to know what was awaited, and what came."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a session ended.

    ``phase`` of T.30 in which it did; ``confirmed``: the numbers of the pages, from 1, that the
    receiving end confirmed. ``detail``: more about the cause; ``awaited`` and ``came``: the signals
    that were waited for last and that came in their place, if the call ended for want of them;
    ``tries``: how often they were asked for.
    """

    cause: Cause
    phase: str
    confirmed: tuple[int, ...] = ()
    detail: str = ""
    awaited: str = ""
    came: str = ""
    tries: int = 0

    @property
    def succeeded(self) -> bool:
        """Whether the whole document passed."""
        return self.cause is Cause.COMPLETED

    @property
    def pages(self) -> int:
        """How many pages were confirmed."""
        return len(self.confirmed)

    @property
    def text(self) -> str:
        """One sentence for a person."""
        if self.succeeded:
            return self.cause.value
        parts = [self.detail] if self.detail else []
        if self.awaited:
            came = self.came or "nothing"
            tries = f", {self.tries} times" if self.tries > 1 else ""
            parts.append(f"awaited {self.awaited}, came {came}{tries}")
        if self.confirmed:
            parts.append(f"confirmed: {_pages(self.confirmed)}")
        return f"{self.cause.value} ({'; '.join(parts)})" if parts else self.cause.value


def _pages(numbers: tuple[int, ...]) -> str:
    whole = numbers == tuple(range(1, len(numbers) + 1))
    if whole and len(numbers) > 1:
        return f"pages 1 to {len(numbers)}"
    return f"page{'s' if len(numbers) > 1 else ''} {', '.join(map(str, numbers))}"
