"""The directories of a TIFF file, one for a page (TIFF 6.0 §2; BigTIFF).

They are read here and not by Pillow, which takes any number of strips, follows directories that
lead back, and forgets the pages after damage.
"""

import math
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from faxstatus_core.image.errors import DocumentError

TIFF_MAGIC = (b"II*\x00", b"MM\x00*", b"II+\x00", b"MM\x00+")
_FORMATS = {1: "B", 3: "H", 4: "L", 6: "b", 8: "h", 9: "l", 11: "f", 12: "d", 13: "L", 16: "Q"}
_RATIONAL = 5
_RAW = {1: 1, 2: 1, 6: 1, 7: 1}
_MOST_ENTRIES = 4_096
_MOST_OCTETS = 1_000_000
"""Of one value: a page has at most as many strips as fit."""
_REMEDY = "save the document as TIFF again"


@dataclass(frozen=True, slots=True)
class Entry:
    """A value as it is stored: its type, how many, and the octets."""

    kind: int
    count: int
    octets: bytes


@dataclass(frozen=True, slots=True)
class Directory:
    """One page's tags. ``order`` is struct's sign for the order of octets."""

    order: str
    entries: dict[int, Entry]

    def numbers(self, tag: int) -> tuple[int, ...]:
        """The whole numbers of ``tag``; none if there is no such tag, or no such numbers."""
        entry = self.entries.get(tag)
        if entry is None or entry.kind not in _FORMATS or entry.kind in (11, 12):
            return ()
        return struct.unpack(f"{self.order}{entry.count}{_FORMATS[entry.kind]}", entry.octets)

    def number(self, tag: int, default: int) -> int:
        """The first number of ``tag``."""
        return next(iter(self.numbers(tag)), default)

    def ratio(self, tag: int) -> float:
        """The first number of ``tag``, which may be a fraction; NaN if it is none."""
        entry = self.entries.get(tag)
        if entry is None or entry.count < 1:
            return math.nan
        if entry.kind == _RATIONAL:
            over, under = struct.unpack_from(f"{self.order}2L", entry.octets)
            return float(over / under) if under else math.nan
        if entry.kind not in _FORMATS:
            return math.nan
        return float(struct.unpack_from(self.order + _FORMATS[entry.kind], entry.octets)[0])


def read_directories(file: BinaryIO, wanted: frozenset[int], where: str) -> Iterator[Directory]:
    """Every directory, with the ``wanted`` tags only.

    Raises :class:`DocumentError` if one lies outside the file, leads back, or has a value that is
    too long.
    """
    header = file.read(16)
    if header[:4] not in TIFF_MAGIC:
        raise DocumentError("not a TIFF file", where=where, remedy=_REMEDY)
    order = "<" if header[:1] == b"I" else ">"
    big = b"+" in header[:4]
    offset = _unpack(order + ("Q" if big else "L"), header[8:] if big else header[4:8], where)
    seen: set[int] = set()
    while offset:
        if offset in seen:
            raise DocumentError(
                "the pages lead back to an earlier one", where=where, remedy=_REMEDY
            )
        seen.add(offset)
        try:
            directory, offset = _read_directory(file, offset, order, big, wanted)
        except (struct.error, OSError, OverflowError, ValueError) as error:
            raise DocumentError(
                f"the list of pages is damaged or truncated: {error}", where=where, remedy=_REMEDY
            ) from error
        yield directory


def _unpack(layout: str, octets: bytes, where: str) -> int:
    try:
        (number,) = struct.unpack(layout, octets)
    except struct.error as error:
        raise DocumentError("the file is truncated", where=where, remedy=_REMEDY) from error
    return int(number)


def _read_directory(
    file: BinaryIO, offset: int, order: str, big: bool, wanted: frozenset[int]
) -> tuple[Directory, int]:
    """The directory at ``offset`` and the offset of the next."""
    head, item = ("Q", "HHQ8s") if big else ("H", "HHL4s")
    file.seek(offset)
    (count,) = struct.unpack(order + head, file.read(struct.calcsize("<" + head)))
    if not 0 < count <= _MOST_ENTRIES:
        raise ValueError(f"a directory of {count:,} values")
    size = struct.calcsize("<" + item)
    table = file.read(count * size)
    link = file.read(8 if big else 4)
    (following,) = struct.unpack(order + ("Q" if big else "L"), link)
    entries = {
        tag: _read_entry(file, kind, amount, value, order)
        for tag, kind, amount, value in struct.iter_unpack(order + item, table)
        if tag in wanted
    }
    return Directory(order, entries), following


def _read_entry(file: BinaryIO, kind: int, count: int, value: bytes, order: str) -> Entry:
    if kind in (_RATIONAL, 10):
        width = 8
    elif kind in _RAW:
        width = 1
    elif kind in _FORMATS:
        width = struct.calcsize("<" + _FORMATS[kind])
    else:
        raise ValueError(f"a value of unknown type {kind}")
    octets = count * width
    if octets > _MOST_OCTETS:
        raise ValueError(f"a value of {octets:,} octets")
    if octets <= len(value):
        return Entry(kind, count, value[:octets])
    (offset,) = struct.unpack(order + ("Q" if len(value) == 8 else "L"), value)
    file.seek(offset)
    stored = file.read(octets)
    if len(stored) < octets:
        raise ValueError("a value lies beyond the end")
    return Entry(kind, count, stored)
