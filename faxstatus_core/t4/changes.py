"""Lines as pels and as changing elements (T.4 §4.2.1.1)."""

import functools
import itertools
import operator
from dataclasses import dataclass

_BORDER = 4


@dataclass(frozen=True, slots=True)
class Line:
    """A line that was decoded, as the reference for the next."""

    row: bytes
    """Its pels, 1 for black, most significant bit first."""
    changes: list[int]
    """Where the colour changes, first to black; then several times the width, as T.4 imagines
    changing elements beyond the last pel."""

    @property
    def count(self) -> int:
        """Changing elements that are there."""
        return len(self.changes) - _BORDER


def white_line(width: int) -> Line:
    """The imaginary line above the first."""
    return Line(bytes(-(-width // 8)), [width] * _BORDER)


def line_of_row(row: bytes, width: int) -> Line:
    """The line of these pels; unused bits of the last octet are 0."""
    pels = int.from_bytes(row, "big") >> (8 * len(row) - width)
    same = map(len, f"{pels ^ pels >> 1:0{width}b}".split("1"))  # between the changes
    changes = [*map(operator.add, itertools.accumulate(same), itertools.count())]
    changes[-1:] = [width] * _BORDER
    return Line(row, changes)


def line_of_changes(changes: list[int], reference: Line, width: int) -> Line | None:
    """The line that changes at ``changes``; None unless they ascend from 0 or more.

    The last of them may be ``width``, even twice: runs that end there change nothing more.
    """
    while changes and changes[-1] >= width:
        changes.pop()
    count = len(changes)
    changes += [width] * _BORDER
    if changes == reference.changes:
        return reference
    masks = _masks(width)
    pels = functools.reduce(operator.xor, map(masks.__getitem__, changes))
    if (pels ^ pels >> 1).bit_count() != count:
        return None
    size = -(-width // 8)
    return Line((pels << (8 * size - width)).to_bytes(size, "big"), changes)


@functools.cache
def _masks(width: int) -> list[int]:
    """For each place, and the one beyond, a line that is black from there on."""
    return [(1 << (width - place)) - 1 for place in range(width + 1)]
