"""Decoding T.4 one-dimensional data line by line, as it arrives and however it is hurt."""

from dataclasses import dataclass

from PIL import Image

from faxstatus_core.image.bits import to_bits
from faxstatus_core.image.resolution import PAGE_WIDTH
from faxstatus_core.image.t4_line import decode_line
from faxstatus_core.image.t4_tables import EOL

MAXIMUM_LINES = 20_000
"""Lines of a page that are kept unless told otherwise; what follows is dropped."""

_EOL_ZEROS = len(EOL) - 1
_LONGEST_LINE = 1 << 15  # bits; a line with more before its EOL is not decoded
_EMPTY_LINES_OF_RTC = 2  # three EOLs in a row: T.4 has six, but some may be hurt
_MEMO = 4096
_LONGEST_IN_MEMO = 1024  # bits; longer lines hardly repeat


@dataclass(frozen=True, slots=True)
class DecodedPage:
    """A received page. Bad lines are copies of the line before them, white at the top."""

    image: Image.Image
    lines: int
    bad_lines: int
    longest_bad_run: int
    ended_by_rtc: bool


class MhDecoder:
    """Takes T.4 data in pieces of any size; first bit on the line in the least significant bit."""

    def __init__(self, width: int = PAGE_WIDTH, *, maximum_lines: int = MAXIMUM_LINES) -> None:
        self._width = width
        self._maximum_lines = maximum_lines
        self._bits = ""
        self._rows = bytearray()
        self._row_size = -(-width // 8)
        self._last_row = bytes(self._row_size)
        self._memo: dict[str, bytes | None] = {}
        self._seen_eol = False
        self._overlong = False
        self._empty_lines = 0
        self._doubtful_lines = 0
        self._bad_run = 0
        self.lines = 0
        """Lines received so far, bad ones included."""
        self.bad_lines = 0
        """Lines so far that could not be decoded."""
        self.longest_bad_run = 0
        """The most of them one after the other."""
        self.ended_by_rtc = False
        """The end of the page was seen; all that follows is ignored."""

    def feed(self, octets: bytes) -> None:
        """Take more data."""
        if self._is_over:
            return
        *lines, rest = (self._bits + to_bits(octets)).split(EOL)
        for line in lines:
            self._take_line(line.rstrip("0"))  # fill, and zeros that the code shares with the EOL
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
            self._overlong = True
            code = ""
        self._bits = code + "0" * zeros

    def finish(self) -> DecodedPage:
        """The page so far. A last line without EOL counts if it is whole."""
        if self._seen_eol and self._bits and not self._overlong:
            row = decode_line(self._bits, self._width)
            if row is not None:
                self._add_row(row)
            self._bits = ""
        image = Image.frombytes("1", (self._width, self.lines), bytes(self._rows), "raw", "1;I")
        return DecodedPage(
            image, self.lines, self.bad_lines, self.longest_bad_run, self.ended_by_rtc
        )

    def _take_line(self, bits: str) -> None:
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
            self._append(row)

    def _add_bad_line(self) -> None:
        if self.lines >= self._maximum_lines:
            return
        self.bad_lines += 1
        self._bad_run += 1
        self.longest_bad_run = max(self.longest_bad_run, self._bad_run)
        self._append(self._last_row)

    def _append(self, row: bytes) -> None:
        self._rows += row
        self._last_row = row
        self.lines += 1
