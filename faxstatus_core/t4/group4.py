"""Receiving lines without EOL: MMR (T.6)."""

from faxstatus_core.bits import to_bits
from faxstatus_core.t4.changes import Line, white_line
from faxstatus_core.t4.code_tables import EOFB, EOL, LONGEST_CODE
from faxstatus_core.t4.line_2d import LOOK_AHEAD, LineState, TwoDimensionalLine
from faxstatus_core.t4.received_lines import ReceivedLines

_EOL_ZEROS = "0" * (len(EOL) - 1)
_PADDING = "0" * (len(EOFB) + LOOK_AHEAD)


class Group4Receiver:
    """Takes data in pieces of any size and adds lines to ``lines``.

    MMR is for channels without errors. What follows a code word that is none cannot be decoded:
    it counts as one bad line, and the page is over.
    """

    def __init__(self, lines: ReceivedLines) -> None:
        self._lines = lines
        self._bits = ""
        self._reference: Line = white_line(lines.width)
        self._line: TwoDimensionalLine | None = None
        self._stopped = False
        self.ended = False
        """EOFB was seen."""

    def feed(self, octets: bytes) -> None:
        """Take more data."""
        if self._is_over:
            return
        bits = self._bits + to_bits(octets)
        before, eofb, _ = bits.partition(EOFB)
        if eofb:  # nowhere else are so many zeros
            self._take(before + eofb + _PADDING, len(before + eofb))
            self._stopped = not self.ended
        else:
            self._bits = bits[self._take(bits, len(bits)) :]

    def finish(self) -> None:
        """The data has ended. A last line counts if it is whole."""
        if not self._is_over:
            self._take(self._bits + _PADDING, len(self._bits), cut=True)
        self._bits = ""

    @property
    def _is_over(self) -> bool:
        return self.ended or self._stopped or self._lines.full

    def _take(self, bits: str, size: int, *, cut: bool = False) -> int:
        """Take the lines in ``bits`` and return where they end.

        ``size`` bits are data, what follows is padding. ``cut``: the last code word may be half.
        """
        at = 0
        while not self._is_over:
            beginning = ""
            if self._line is None:
                if bits.startswith(_EOL_ZEROS, at):
                    # EOFB, after fill or without. Until its one is there, fill need not be kept.
                    self.ended = "1" in bits[at:]
                    return max(at, len(bits) - len(_EOL_ZEROS))
                # A line begins only if the room of an EOFB can be decoded in one go.
                if at + len(_PADDING) > len(bits):
                    return at
                beginning = bits[at : at + len(EOFB)]
                self._line = TwoDimensionalLine(self._reference, self._lines.width)
            at = self._line.decode(bits, at)
            if self._line.state is LineState.OPEN or at > size:
                return at
            self._end_line(beginning, cut=cut and size - at < LONGEST_CODE)
        return at

    def _end_line(self, beginning: str, *, cut: bool) -> None:
        """Take the line that is whole or bad; ``cut`` if it is bad because the data ends."""
        assert self._line is not None
        line = self._line.line() if self._line.state is LineState.WHOLE else None
        self._line = None
        if line is not None:
            self._reference = line
            self._lines.add(line.row)
        elif EOL in beginning:
            self.ended = True  # half of EOFB: the other half is hurt
        else:
            self._stopped = True
            if not cut:
                self._lines.add_bad()
