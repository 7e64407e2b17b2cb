"""Decoding one line of T.4 one-dimensional data (T.4 §4.1.1)."""

from typing import NamedTuple

from faxstatus_core.t4.code_tables import BLACK, LONGEST_CODE, WHITE
from faxstatus_core.t4.page_format import PAGE_WIDTH

FIRST_MAKE_UP = 64
_LENGTHS = range(min(map(len, BLACK)), LONGEST_CODE + 1)
_PADDING = "0" * LONGEST_CODE
_COLOURS = "01"


class _Code(NamedTuple):
    """The code word with which the next 13 bits of a line begin."""

    length: int
    """Bits; 0 if no code word is there."""
    run: int
    black: int
    """The colour that comes next: a terminating code ends its run, a make-up code does not."""


class _Codes(dict[str, _Code]):
    """For 13 bits: the code word of one colour there. Filled as they occur."""

    def __init__(self, runs: dict[str, int], black: int) -> None:
        super().__init__()
        self._runs = runs
        self._black = black

    def __missing__(self, window: str) -> _Code:
        # No code word begins another.
        codes = (window[:length] for length in _LENGTHS if window[:length] in self._runs)
        code = next(codes, "")
        run = self._runs.get(code, 0)
        black = self._black if run >= FIRST_MAKE_UP else 1 - self._black
        self[window] = found = _Code(len(code), run, black)
        return found


class _Step(NamedTuple):
    """What the next 13 bits of a line say, whole code words only."""

    used: int
    """Bits; 0 if no code word is there."""
    width: int
    pels: str
    """Those that the code words stand for, 1 for black: ``width`` of them."""
    following: "_Steps"
    """The steps of the colour that comes next."""


class _Steps(dict[str, _Step]):
    """For 13 bits that begin with a code word of one colour: all the code words in them.

    Filled as they occur: of the 8192 a page has some hundreds. All of them take 8 MB.
    """

    def __init__(self, black: int) -> None:
        super().__init__()
        self.black = black

    def __missing__(self, window: str) -> _Step:
        padded = window + _PADDING
        used, pels, black = 0, "", self.black
        while True:
            length, run, following = CODES[black][padded[used : used + LONGEST_CODE]]
            if not length or used + length > LONGEST_CODE:
                break
            used += length
            pels += _COLOURS[black] * run
            black = following
        step = self[window] = _Step(used, len(pels), pels, _STEPS[black])
        return step


CODES = (_Codes(WHITE, 0), _Codes(BLACK, 1))
_STEPS = (_Steps(0), _Steps(1))


def decode_line(bits: str, width: int = PAGE_WIDTH) -> bytes | None:
    """The pels of one coded line, 1 for black, most significant bit first; None if it is bad.

    ``bits`` has no EOL; zeros that its last code word shares with the EOL may be missing.
    """
    padded = bits + _PADDING
    at, total, pels, steps = 0, 0, [""], _STEPS[0]
    while True:
        used, more, text, next_steps = steps[padded[at : at + LONGEST_CODE]]
        if not used or total + more >= width:
            break
        at += used
        total += more
        pels.append(text)
        steps = next_steps
    # Near its end code word by code word, for none may follow the one that fills the line, except
    # the terminating code of run 0 that a make-up code still needs.
    black, run = steps.black, 0
    while total < width or run >= FIRST_MAKE_UP:
        length, run, following = CODES[black][padded[at : at + LONGEST_CODE]]
        if not length:
            return None
        at += length
        total += run
        pels.append(_COLOURS[black] * run)
        black = following
    if total > width or "1" in padded[at:]:
        return None
    size = -(-width // 8)
    return int("".join(pels).ljust(8 * size, "0"), 2).to_bytes(size, "big")
