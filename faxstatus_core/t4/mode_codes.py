"""The code words of two-dimensional coding (T.4 Table 4, T.6 Table 1), several in one look-up."""

from typing import NamedTuple

PASS, HORIZONTAL, NO_CODE, NONE = 4, 5, 6, 7
"""What is no vertical mode: these are -3 to 3, the pels from b1 to a1."""

MODES = {
    "1": 0,
    "011": 1,
    "000011": 2,
    "0000011": 3,
    "010": -1,
    "000010": -2,
    "0000010": -3,
    "0001": PASS,
    "001": HORIZONTAL,
}
"""Code word to mode. The extensions, 0000001 and what follows, are not among them."""

LONGEST_MODE = 7
WINDOW = 11
"""Bits of a look-up for several code words: with more there are too many different ones."""


class Step(NamedTuple):
    """What the next bits of a line say: changing elements at b1 or one before it, then one mode."""

    used: int
    """Bits, those of ``mode`` included."""
    elements: int
    """How many of them there are before ``mode``. Each has its b1 right after the last one's:
    it cannot have passed it."""
    offsets: tuple[int, ...] | None
    """Their pels from b1, 0 or -1; None if all are 0."""
    mode: int
    """A mode, NO_CODE where no code word is, NONE if the window ends before the mode does."""


class _Steps(dict[str, Step]):
    """For a window of 11 bits. Filled as they occur; there are 2048."""

    def __missing__(self, window: str) -> Step:
        used, offsets, mode = 0, list[int](), 0
        while True:
            length, mode = _mode(window[used:])
            if mode not in (0, -1):
                break
            used += length
            offsets.append(mode)
        if mode == NO_CODE and used:
            mode = NONE  # the next window shows whether the code word was only cut
        step = Step(used + length, len(offsets), tuple(offsets) if any(offsets) else None, mode)
        self[window] = step
        return step


class _SingleSteps(dict[str, Step]):
    """For a window of 7 bits: the one mode there."""

    def __missing__(self, window: str) -> Step:
        length, mode = _mode(window)
        step = self[window] = Step(length, 0, None, mode)
        return step


def _mode(bits: str) -> tuple[int, int]:
    """The length of the code word with which ``bits`` begin, and its mode."""
    for length in range(1, LONGEST_MODE + 1):
        mode = MODES.get(bits[:length])
        if mode is not None:
            return length, mode
    return 0, NO_CODE


STEPS = _Steps()
SINGLE_STEPS = _SingleSteps()
