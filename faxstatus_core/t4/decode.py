"""Decoding T.4 one-dimensional data line by line, as it arrives and however it is hurt."""

import functools
from collections.abc import Sequence
from dataclasses import dataclass, field

from PIL import Image

from faxstatus_core.t4.bits import to_bits
from faxstatus_core.t4.code_tables import EOL
from faxstatus_core.t4.line_1d import decode_line
from faxstatus_core.t4.page_format import PAGE_WIDTH

MAXIMUM_LINES = 20_000
"""Lines of a page that are kept unless told otherwise; what follows is dropped."""

_EOL_ZEROS = len(EOL) - 1
_LONGEST_LINE = 1 << 15  # bits; a line with more before its EOL is not decoded
_EMPTY_LINES_OF_RTC = 2  # three EOLs in a row: T.4 has six, but some may be hurt
_MEMO = 4096
_LONGEST_IN_MEMO = 1024  # bits; longer lines hardly repeat


@dataclass(frozen=True)
class DecodedPage:
    """A received page. Bad lines are copies of the line before them, white at the top.

    ``rows``: the pels of each line, 1 for black, most significant bit first.
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


class MhDecoder:
    """Takes T.4 data in pieces of any size; first bit on the line in the least significant bit."""

    def __init__(self, width: int = PAGE_WIDTH, *, maximum_lines: int = MAXIMUM_LINES) -> None:
        self._width = width
        self._maximum_lines = maximum_lines
        self._bits = ""
        self._rows: list[bytes] = []
        self._white_row = bytes(-(-width // 8))
        self._memo: dict[str, bytes | None] = {}
        self._routine = False
        """The line before was good or bad: it is not the first, nor may RTC have begun."""
        self._seen_eol = False
        self._overlong = False
        self._empty_lines = 0
        self._doubtful_lines = 0
        self._bad_run = 0
        self.bad_lines = 0
        """Lines so far that could not be decoded."""
        self.longest_bad_run = 0
        """The most of them one after the other."""
        self.ended_by_rtc = False
        """The end of the page was seen; all that follows is ignored."""

    @property
    def lines(self) -> int:
        """Lines received so far, bad ones included."""
        return len(self._rows)

    def feed(self, octets: bytes) -> None:
        """Take more data."""
        if self._is_over:
            return
        *lines, rest = (self._bits + to_bits(octets)).split(EOL)
        for line in lines:
            bits = line.rstrip("0")  # fill, and zeros that the code shares with the EOL
            known = self._memo.get(bits) if self._routine else None
            if known is not None:
                self._add_row(known)
            else:
                self._take_line(bits)
            if self._is_over:
                self._bits = ""
                return
        self._keep(rest)

    @property
    def _is_over(self) -> bool:
        return self.ended_by_rtc or self.lines >= self._maximum_lines

    def _keep(self, bits: str) -> None:
        """Keep the beginning of a line; of fill, and of a line without end, no more than counts."""
        code = bits.rstrip("0")
        zeros = min(len(bits) - len(code), _EOL_ZEROS)
        if len(code) > _LONGEST_LINE:
            self._overlong, self._routine = True, False
            code = ""
        self._bits = code + "0" * zeros

    def finish(self) -> DecodedPage:
        """The page so far. A last line without EOL counts if it is whole."""
        if self._seen_eol and self._bits and not self._overlong:
            row = decode_line(self._bits, self._width)
            if row is not None:
                self._add_row(row)
            self._bits = ""
        return DecodedPage(
            tuple(self._rows),
            self.bad_lines,
            self.longest_bad_run,
            self.ended_by_rtc,
            self._width,
        )

    def _take_line(self, bits: str) -> None:
        self._routine = False
        first, self._seen_eol = not self._seen_eol, True
        overlong, self._overlong = self._overlong or len(bits) > _LONGEST_LINE, False
        if not bits and not overlong:
            # The EOL that opens the page, or one of those that close it.
            self._empty_lines += not first
            self._doubtful_lines += not first
            self.ended_by_rtc = self._empty_lines >= _EMPTY_LINES_OF_RTC
            return
        self._empty_lines = 0
        row = None if overlong else self._decode(bits)
        if row is None and first:
            return  # what comes before the first EOL may be anything
        if row is None and not overlong and len(bits) == len(EOL):
            # An EOL with a one among its zeros looks like this: part of RTC, if RTC follows.
            self._doubtful_lines += 1
            return
        self._add_doubtful_lines()
        if row is not None:
            self._add_row(row)
        else:
            self._add_bad_line()
        self._routine = True

    def _decode(self, bits: str) -> bytes | None:
        if bits in self._memo:
            return self._memo[bits]
        row = decode_line(bits, self._width)
        if len(bits) <= _LONGEST_IN_MEMO and len(self._memo) < _MEMO:
            self._memo[bits] = row
        return row

    def _add_doubtful_lines(self) -> None:
        """The page goes on, so what could have been part of RTC were hurt lines."""
        for _ in range(min(self._doubtful_lines, self._maximum_lines - self.lines)):
            self._add_bad_line()
        self._doubtful_lines = 0

    def _add_row(self, row: bytes) -> None:
        if self.lines < self._maximum_lines:
            self._bad_run = 0
            self._rows.append(row)

    def _add_bad_line(self) -> None:
        if self.lines >= self._maximum_lines:
            return
        self.bad_lines += 1
        self._bad_run += 1
        self.longest_bad_run = max(self.longest_bad_run, self._bad_run)
        self._rows.append(self._rows[-1] if self._rows else self._white_row)
