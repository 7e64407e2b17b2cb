"""The two runs of horizontal mode (T.4 §4.2.1.3.2)."""

from typing import NamedTuple

from faxstatus_core.t4.code_tables import LONGEST_CODE
from faxstatus_core.t4.line_1d import CODES, FIRST_MAKE_UP

_WORDS_OF_RUN = 4  # 4864 pels take two make-up codes and a terminating code
LONGEST_PAIR = 2 * _WORDS_OF_RUN * LONGEST_CODE
PAIR_WINDOW = 13
"""Bits of a look-up for both runs."""

_PADDING = "0" * LONGEST_PAIR


class Pair(NamedTuple):
    """Two runs and their code words."""

    used: int
    """Bits of the code words; those before the one that is none, if ``second`` is negative."""
    first: int
    second: int


class _Pairs(dict[str, Pair | None]):
    """For a window of 13 bits: the runs there, None if they are longer. Filled as they occur."""

    def __init__(self, black: int) -> None:
        super().__init__()
        self._black = black

    def __missing__(self, window: str) -> Pair | None:
        pair = read_pair(window + _PADDING, 0, self._black)
        self[window] = found = pair if pair.second >= 0 and pair.used <= PAIR_WINDOW else None
        return found


PAIRS = (_Pairs(0), _Pairs(1))
"""For the colour of the first run."""


def read_pair(bits: str, at: int, black: int) -> Pair:
    """The runs at ``at``, the first of colour ``black``. LONGEST_PAIR bits must follow ``at``.

    ``second`` is negative if a code word is none, or the fifth of one run.
    """
    used, lengths = 0, []
    for colour in (black, 1 - black):
        length = 0
        for _ in range(_WORDS_OF_RUN):
            word, run, _following = CODES[colour][bits[at + used : at + used + LONGEST_CODE]]
            if not word:
                return Pair(used, 0, -1)
            used += word
            length += run
            if run < FIRST_MAKE_UP:
                break
        else:
            return Pair(used, 0, -1)
        lengths.append(length)
    return Pair(used, *lengths)
