"""What stands between two EOLs: one-dimensional lines, or lines with a tag bit (T.4 §4)."""

from typing import Protocol

from faxstatus_core.t4.changes import Line, line_of_row
from faxstatus_core.t4.code_tables import EOL
from faxstatus_core.t4.line_1d import decode_line
from faxstatus_core.t4.line_2d import decode_line_2d

_MEMO = 4096
_LONGEST_IN_MEMO = 1024  # bits; longer lines hardly repeat


class LineDecoder(Protocol):
    """Decodes the bits between two EOLs, without the zeros at their end."""

    empty: frozenset[str]
    """What they are where one EOL follows the other."""
    hurt_eol_bits: frozenset[int]
    """How many they are where one EOL of an RTC has a one among its zeros."""
    memo: dict[str, bytes | None]
    """Bits whose row does not depend on the lines before."""

    def decode(self, bits: str) -> bytes | None:
        """The row; None if the line is bad."""
        ...

    def lose(self) -> None:
        """A line was lost before the next."""
        ...


class OneDimensional:
    """Lines of a page in MH. Equal ones are decoded once."""

    empty = frozenset({""})
    hurt_eol_bits = frozenset({len(EOL)})

    def __init__(self, width: int) -> None:
        self._width = width
        self.memo: dict[str, bytes | None] = {}

    def decode(self, bits: str) -> bytes | None:
        """As in :class:`LineDecoder`."""
        if bits in self.memo:
            return self.memo[bits]
        row = decode_line(bits, self._width)
        if len(bits) <= _LONGEST_IN_MEMO and len(self.memo) < _MEMO:
            self.memo[bits] = row
        return row

    def lose(self) -> None:
        """Lines do not depend on each other."""


class Tagged:
    """Lines of a page in MR: a tag bit, 1 before a one-dimensional line, and the line.

    After a bad line those that depend on it are bad, up to the next one-dimensional line.
    """

    empty = frozenset({"", "1"})  # some senders close with the RTC of MH
    hurt_eol_bits = frozenset({len(EOL), len(EOL) + 2})  # a tag before it and one in it

    def __init__(self, width: int) -> None:
        self._width = width
        self._one_dimensional = OneDimensional(width)
        self._row: bytes | None = None
        self._reference: Line | None = None
        self.memo: dict[str, bytes | None] = {}

    def decode(self, bits: str) -> bytes | None:
        """As in :class:`LineDecoder`."""
        if bits.startswith("1"):
            self._row = self._one_dimensional.decode(bits[1:])
            self._reference = None
        elif self._row is not None:
            reference = self._reference or line_of_row(self._row, self._width)
            self._reference = decode_line_2d(bits[1:], reference, self._width)
            self._row = self._reference.row if self._reference else None
        return self._row

    def lose(self) -> None:
        """The next line has no reference."""
        self._row = None
