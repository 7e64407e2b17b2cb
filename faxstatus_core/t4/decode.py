"""Decoding a page as it arrives, in each of the three codings."""

import functools
from collections.abc import Sequence
from dataclasses import dataclass, field

from PIL import Image

from faxstatus_core.t4.group3 import Group3Receiver
from faxstatus_core.t4.group3_lines import OneDimensional, Tagged
from faxstatus_core.t4.group4 import Group4Receiver
from faxstatus_core.t4.page_format import PAGE_WIDTH, Coding
from faxstatus_core.t4.received_lines import ReceivedLines

MAXIMUM_LINES = 20_000
"""Lines of a page that are kept unless told otherwise; what follows is dropped."""


@dataclass(frozen=True)
class DecodedPage:
    """A received page. Bad lines are copies of the line before them, white at the top.

    ``rows``: the pels of each line, 1 for black, most significant bit first.
    ``ended_by_rtc``: RTC, or EOFB in MMR, was seen.
    """

    rows: Sequence[bytes] = field(repr=False)
    bad_lines: int
    longest_bad_run: int
    ended_by_rtc: bool
    width: int = PAGE_WIDTH

    @property
    def lines(self) -> int:
        """All of them, bad ones included."""
        return len(self.rows)

    @functools.cached_property
    def image(self) -> Image.Image:
        """The page in mode ``1``, 255 is white: eight times as large, so only if asked for."""
        return Image.frombytes("1", (self.width, self.lines), b"".join(self.rows), "raw", "1;I")


class PageDecoder:
    """Takes coded data in pieces of any size; first bit on the line in the least significant bit.

    Any octets are taken: what cannot be decoded is counted. Memory is bounded by
    ``maximum_lines``, beyond which lines are neither kept nor counted.
    """

    def __init__(
        self, coding: Coding, width: int = PAGE_WIDTH, *, maximum_lines: int = MAXIMUM_LINES
    ) -> None:
        self._lines = ReceivedLines(width, maximum_lines)
        self._receiver = _receiver(coding, self._lines)

    @property
    def lines(self) -> int:
        """Lines received so far, bad ones included."""
        return len(self._lines.rows)

    @property
    def bad_lines(self) -> int:
        """Lines so far that could not be decoded."""
        return self._lines.bad

    @property
    def longest_bad_run(self) -> int:
        """The most of them one after the other."""
        return self._lines.longest_bad_run

    @property
    def rows(self) -> Sequence[bytes]:
        """The lines so far, as in :class:`DecodedPage`; it grows as they arrive."""
        return self._lines.rows

    @property
    def ended(self) -> bool:
        """RTC or EOFB was seen; all that follows is ignored."""
        return self._receiver.ended

    def feed(self, octets: bytes) -> None:
        """Take more data."""
        self._receiver.feed(octets)

    def finish(self) -> DecodedPage:
        """The data has ended: the page, with a last line that is whole but for its EOL."""
        self._receiver.finish()
        lines = self._lines
        return DecodedPage(
            tuple(lines.rows), lines.bad, lines.longest_bad_run, self.ended, lines.width
        )


def _receiver(coding: Coding, lines: ReceivedLines) -> Group3Receiver | Group4Receiver:
    match coding:
        case Coding.MH:
            return Group3Receiver(lines, OneDimensional(lines.width))
        case Coding.MR:
            return Group3Receiver(lines, Tagged(lines.width))
        case Coding.MMR:
            return Group4Receiver(lines)
