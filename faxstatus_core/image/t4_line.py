"""Decoding one line of T.4 one-dimensional data (T.4 §4.1.1)."""

from typing import NamedTuple

from faxstatus_core.image.resolution import PAGE_WIDTH
from faxstatus_core.image.t4_tables import BLACK, LONGEST_CODE, WHITE

_CODES = (WHITE, BLACK)
_FIRST_MAKE_UP = 64
_LENGTHS = range(min(map(len, BLACK)), LONGEST_CODE + 1)
_PADDING = "0" * LONGEST_CODE


class _Step(NamedTuple):
    """What the next 13 bits of a line say, whole code words only."""

    used: int
    """Bits; 0 if no code word is there."""
    pels: int
    pattern: int
    """Those pels, 1 for black."""
    following: "_Steps"
    """The steps of the colour that comes next."""


class _Steps(dict[str, _Step]):
    """For 13 bits that begin with a code word of one colour: all the code words in them.

    Filled as they occur: no page has more than a few hundred of the 8192.
    """

    def __init__(self, black: int) -> None:
        super().__init__()
        self.black = black

    def __missing__(self, window: str) -> _Step:
        used, pels, pattern, black = 0, 0, 0, self.black
        while (code := _code_at(window, used, black)) is not None:
            run = _CODES[black][code]
            used += len(code)
            pels += run
            pattern = pattern << run | _pattern(run, black)
            black = _next_colour(run, black)
        step = self[window] = _Step(used, pels, pattern, _STEPS[black])
        return step


_STEPS = (_Steps(0), _Steps(1))


def _code_at(bits: str, start: int, black: int) -> str | None:
    """The code word of a colour that begins at ``start``: no code word begins another."""
    codes = _CODES[black]
    candidates = (bits[start : start + length] for length in _LENGTHS)
    return next((code for code in candidates if code in codes), None)


def _pattern(run: int, black: int) -> int:
    return (1 << run) - 1 if black else 0


def _next_colour(run: int, black: int) -> int:
    """A terminating code ends its run; a make-up code does not."""
    return black if run >= _FIRST_MAKE_UP else 1 - black


def decode_line(bits: str, width: int = PAGE_WIDTH) -> bytes | None:
    """The pels of one coded line, 1 for black, most significant bit first; None if it is bad.

    ``bits`` has no EOL; zeros that its last code word shares with the EOL may be missing.
    """
    padded = bits + _PADDING
    at, pels, row, steps = 0, 0, 0, _STEPS[0]
    while True:
        used, more, pattern, following = steps[padded[at : at + LONGEST_CODE]]
        if not used or pels + more >= width:
            break
        at += used
        pels += more
        row = row << more | pattern
        steps = following
    # Near its end code word by code word, for none may follow the one that fills the line, except
    # the terminating code of run 0 that a make-up code still needs.
    black, run = steps.black, 0
    while pels < width or run >= _FIRST_MAKE_UP:
        code = _code_at(padded, at, black)
        if code is None:
            return None
        run = _CODES[black][code]
        at += len(code)
        pels += run
        row = row << run | _pattern(run, black)
        black = _next_colour(run, black)
    if pels > width or "1" in padded[at:]:
        return None
    return (row << -width % 8).to_bytes(-(-width // 8), "big")
