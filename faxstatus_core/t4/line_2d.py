"""Decoding one line of two-dimensional data (T.4 §4.2, T.6 §2)."""

import enum
from operator import add

from faxstatus_core.t4.changes import Line, line_of_changes
from faxstatus_core.t4.horizontal import LONGEST_PAIR, PAIR_WINDOW, PAIRS, read_pair
from faxstatus_core.t4.mode_codes import (
    HORIZONTAL,
    LONGEST_MODE,
    NO_CODE,
    PASS,
    SINGLE_STEPS,
    STEPS,
    WINDOW,
)

LOOK_AHEAD = WINDOW + LONGEST_PAIR
"""Bits that may be read beyond the place where a step begins."""

_PADDING = "0" * LOOK_AHEAD


class LineState(enum.Enum):
    """How far a line is."""

    OPEN = enum.auto()
    """More bits are needed."""
    WHOLE = enum.auto()
    BAD = enum.auto()


class TwoDimensionalLine:
    """A line whose bits arrive in pieces."""

    __slots__ = ("_changes", "_index", "_passed", "_reference", "_width", "state")

    def __init__(self, reference: Line, width: int) -> None:
        self._reference = reference
        self._width = width
        self._changes: list[int] = []
        self._index = 0
        self._passed = -1
        self.state = LineState.OPEN

    def decode(self, bits: str, at: int) -> int:
        """Decode from ``at``, for as long as LOOK_AHEAD bits follow; returns where it stopped.

        That is after the code words that were understood. No line takes more than one code word
        for each pel and each changing element of the reference, whatever the bits are.
        """
        width, reference, changes = self._width, self._reference.changes, self._changes
        # b1 is reference[index]. Elements at even places change to black, so index and the number
        # of changes so far are both even or both odd. A pass moves a0 to where no change is.
        index, passed = self._index, self._passed
        border = self._reference.count
        last = len(bits) - LOOK_AHEAD
        self.state = LineState.BAD
        while at <= last:
            used, count, offsets, mode = STEPS[bits[at : at + WINDOW]]
            if count:
                end = index + count
                if end > border:  # the line may end among these
                    used, count, offsets, mode = SINGLE_STEPS[bits[at : at + LONGEST_MODE]]
                else:
                    if offsets is None:
                        changes += reference[index:end]
                    else:
                        changes += map(add, reference[index:end], offsets)
                    index = end
            at += used
            if mode < PASS:
                a1 = reference[index] + mode
                if (mode < -1 or index >= border) and a1 <= max(-1, passed, *changes[-1:]):
                    return at  # else there might be no end
                changes.append(a1)
                if a1 >= width:
                    return self._end(at, a1)
                index += 1
                if mode > 0:
                    while reference[index] <= a1:
                        index += 2
                elif index > 1 and reference[index - 2] > a1:
                    index -= 2
            elif mode == PASS:
                passed = reference[index + 1]
                if passed >= width:
                    return at
                index += 2
            elif mode == HORIZONTAL:
                black = len(changes) & 1
                known = PAIRS[black][bits[at : at + PAIR_WINDOW]]
                used, first, second = known or read_pair(bits, at, black)
                at += used
                if second < 0 or not first + second:
                    return at
                a0 = changes[-1] if changes else 0
                a1 = first + (passed if passed > a0 else a0)
                a2 = a1 + second
                changes += (a1, a2)
                if a2 >= width:
                    return self._end(at, a2)
                while reference[index] <= a2:
                    index += 2
            elif mode == NO_CODE:
                return at
        self.state = LineState.OPEN
        self._index, self._passed = index, passed
        return at

    def _end(self, at: int, last_change: int) -> int:
        self.state = LineState.WHOLE if last_change == self._width else LineState.BAD
        return at

    def line(self) -> Line | None:
        """The line, whose state is WHOLE; None if a run within it has no pels."""
        return line_of_changes(self._changes, self._reference, self._width)


def decode_line_2d(bits: str, reference: Line, width: int) -> Line | None:
    """The line that ``bits`` are, all of them; None if it is bad.

    Zeros that the last code word shares with an EOL may be missing.
    """
    line = TwoDimensionalLine(reference, width)
    end = line.decode(bits + _PADDING, 0)
    if line.state is not LineState.WHOLE or "1" in bits[end:]:
        return None
    return line.line()
