"""Receiving lines that end with an EOL: MH and MR (T.4 §4), however they are hurt."""

from faxstatus_core.bits import to_bits
from faxstatus_core.t4.code_tables import EOL
from faxstatus_core.t4.group3_lines import LineDecoder
from faxstatus_core.t4.received_lines import ReceivedLines

_EOL_ZEROS = len(EOL) - 1
_LONGEST_LINE = 1 << 15  # bits; a line with more before its EOL is not decoded
_EMPTY_LINES_OF_RTC = 2  # three EOLs in a row: T.4 has six, but some may be hurt


class Group3Receiver:
    """Takes data in pieces of any size and adds lines to ``lines``."""

    def __init__(self, lines: ReceivedLines, decoder: LineDecoder) -> None:
        self._lines = lines
        self._decoder = decoder
        self._bits = ""
        self._routine = False
        """The line before was good or bad: it is not the first, nor may RTC have begun."""
        self._seen_eol = False
        self._overlong = False
        self._empty_lines = 0
        self._doubtful_lines = 0
        self.ended = False
        """RTC was seen."""

    def feed(self, octets: bytes) -> None:
        """Take more data."""
        if self._is_over:
            return
        *lines, rest = (self._bits + to_bits(octets)).split(EOL)
        memo = self._decoder.memo
        for line in lines:
            bits = line.rstrip("0")  # fill, and zeros that the code shares with the EOL
            known = memo.get(bits) if self._routine else None
            if known is not None:
                self._lines.add(known)
            else:
                self._take_line(bits)
            if self._is_over:
                self._bits = ""
                return
        self._keep(rest)

    def finish(self) -> None:
        """The data has ended. A last line without EOL counts if it is whole."""
        if self._seen_eol and self._bits and not self._overlong and not self._is_over:
            row = self._decoder.decode(self._bits.rstrip("0"))
            if row is not None:
                self._lines.add(row)
        self._bits = ""

    @property
    def _is_over(self) -> bool:
        return self.ended or self._lines.full

    def _keep(self, bits: str) -> None:
        """Keep the beginning of a line; of fill, and of a line without end, no more than counts."""
        code = bits.rstrip("0")
        zeros = min(len(bits) - len(code), _EOL_ZEROS)
        if len(code) > _LONGEST_LINE:
            self._overlong, self._routine = True, False
            code = ""
        self._bits = code + "0" * zeros

    def _take_line(self, bits: str) -> None:
        self._routine = False
        first, self._seen_eol = not self._seen_eol, True
        overlong, self._overlong = self._overlong or len(bits) > _LONGEST_LINE, False
        if bits in self._decoder.empty and not overlong:
            # The EOL that opens the page, or one of those that close it.
            self._empty_lines += not first
            self._doubtful_lines += not first
            self._decoder.lose()
            self.ended = self._empty_lines >= _EMPTY_LINES_OF_RTC
            return
        self._empty_lines = 0
        row = None if overlong else self._decoder.decode(bits)
        if row is None:
            self._decoder.lose()
        if row is None and first:
            return  # what comes before the first EOL may be anything
        if row is None and not overlong and len(bits) in self._decoder.hurt_eol_bits:
            # Part of RTC, if RTC follows.
            self._doubtful_lines += 1
            return
        self._add_doubtful_lines()
        if row is not None:
            self._lines.add(row)
        else:
            self._lines.add_bad()
        self._routine = True

    def _add_doubtful_lines(self) -> None:
        """The page goes on, so what could have been part of RTC were hurt lines."""
        while self._doubtful_lines and not self._lines.full:
            self._lines.add_bad()
            self._doubtful_lines -= 1
        self._doubtful_lines = 0
