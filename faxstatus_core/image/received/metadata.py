"""What is known of a received fax beside its pels: of the call, and of each page."""

from dataclasses import dataclass
from datetime import datetime
from typing import Self

from faxstatus_core.t4.decode import DecodedPage
from faxstatus_core.t4.page_format import Coding
from faxstatus_core.text import printable

_LONGEST_TEXT = 200


@dataclass(frozen=True, slots=True)
class FaxMetadata:
    """What is known of the call. Texts may be anything that came over the line."""

    tsid: str = ""
    """What the sender called itself: TSI, or CSI when it was polled."""
    csid: str = ""
    """Our own identification."""
    caller_id: str = ""
    """The number that the network gave."""
    sender_name: str = ""
    """The name that the network gave, or another that is known for the sender."""
    maker: str = ""
    """Who made the remote machine, and its model, as far as it told (NSF, NSS)."""
    sub_address: str = ""
    """SUB (T.30 §5.3.6.2.12): whom the fax is for."""
    started: datetime | None = None
    """When the call began; with its time zone."""
    duration: float | None = None
    """Seconds that the call took."""
    note: str = ""
    """A remark for people, such as that the fax was recovered."""

    @property
    def sender(self) -> str:
        """The best that is known of who sent it."""
        known = (self.sender_name, self.tsid, self.caller_id)
        return next((text for each in known if (text := harmless(each))), "")

    @property
    def title(self) -> str:
        """One line for people."""
        title = f"Fax from {self.sender or 'an unknown sender'}"
        return f"{title} ({harmless(self.note)})" if self.note else title


@dataclass(frozen=True, slots=True)
class PageQuality:
    """How a page arrived. ``lines`` include the bad ones; ``data_rate`` in bit/s."""

    lines: int
    bad_lines: int = 0
    longest_bad_run: int = 0
    coding: Coding | None = None
    data_rate: int | None = None
    ecm: bool | None = None

    @classmethod
    def of(
        cls,
        page: DecodedPage,
        *,
        coding: Coding | None = None,
        data_rate: int | None = None,
        ecm: bool | None = None,
    ) -> Self:
        """The quality of ``page``, and how it was sent if that is known."""
        return cls(page.lines, page.bad_lines, page.longest_bad_run, coding, data_rate, ecm)


def harmless(text: str) -> str:
    """``text`` on one line, without control characters, and not endless."""
    return printable(text.strip())[:_LONGEST_TEXT]
