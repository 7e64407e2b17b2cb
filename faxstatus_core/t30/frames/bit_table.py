"""DIS, DTC and DCS as tables of numbered bits: a dataclass's annotations make the construct.

A field ``name: Annotated[bool, Bits(15)] = False`` says that bit 15 of the FIF is called ``name``.
That is the only place where the two meet: parsing, building and tracing follow from it.
"""

import enum
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, TypeVar, get_args, get_origin, get_type_hints

from construct import (
    BitsInteger,
    BitsSwapped,
    BitStruct,
    Construct,
    Container,
    ExprAdapter,
    Flag,
    GreedyBytes,
    Rebuild,
    this,
)

from faxstatus_core.t30.frames.errors import FrameError

MINIMUM_OCTETS = 3
KNOWN_OCTETS = 16
"""Octets whose bits have names (bits 1 to 128)."""

EXTEND_BITS = range(MINIMUM_OCTETS * 8, KNOWN_OCTETS * 8 + 1, 8)
"""The last bit of an octet that another may follow: 1 if one does (T.30 §5.3.6.2.1)."""


@dataclass(frozen=True)
class Bits:
    """Where a field stands: ``width`` bits from bit ``first``, as T.30 Table 2 numbers them.

    A group is read as the table prints it, its lowest numbered bit leftmost. ``codes`` names its
    values; a value without a name stays a plain int.
    """

    first: int
    width: int = 1
    codes: type[enum.IntEnum] | None = None

    def layout(self) -> "Construct[Any, Any]":
        """The construct of these bits within a bit stream in line order."""
        if self.width == 1:
            return Flag
        if self.codes is None:
            return BitsInteger(self.width)
        return ExprAdapter(BitsInteger(self.width), _decoder(self.codes), lambda code, _: int(code))


def _decoder(codes: type[enum.IntEnum]) -> Callable[[int, object], int]:
    named = {code.value: code for code in codes}
    return lambda value, _: named.get(value, value)


@dataclass(frozen=True, kw_only=True, repr=False)
class BitTable:
    """The FIF of a DIS, DTC or DCS.

    ``octets`` is the length of the FIF. It grows by itself to hold every bit that is set, and never
    shrinks: a parsed field keeps the length it came with. ``beyond`` holds the octets after bit
    128, which have no names here, as received.
    """

    octets: int = MINIMUM_OCTETS
    beyond: bytes = b""

    places: ClassVar[tuple[tuple[str, Bits], ...]] = ()
    """Name and place of every field, in the order of their numbers."""

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        cls.places = _declared(cls)

    def __post_init__(self) -> None:
        numbers = [bits.first for name, bits in self.places if getattr(self, name)]
        octets = max(self.octets, MINIMUM_OCTETS, *(1 + (bit - 1) // 8 for bit in numbers))
        if self.beyond:
            octets = max(octets, KNOWN_OCTETS + len(self.beyond))
        object.__setattr__(self, "octets", octets)
        object.__setattr__(self, "beyond", self.beyond.ljust(octets - KNOWN_OCTETS, b"\0"))

    def describe(self) -> list[tuple[int, str]]:
        """What is set, by number: ``(15, "r8_7_7_lines_mm")``, ``(11, "modulation=V29")``."""
        return [
            (bits.first, name if bits.width == 1 else f"{name}={_spelled(value, bits)}")
            for name, bits in self.places
            if (value := getattr(self, name))
        ]

    def __repr__(self) -> str:
        items = [f"octets={self.octets}", *(f"{bit}:{text}" for bit, text in self.describe())]
        if self.beyond:
            items.append(f"beyond={self.beyond.hex(' ')}")
        return f"{type(self).__name__}({', '.join(items)})"


def _spelled(value: int, bits: Bits) -> str:
    return value.name if isinstance(value, enum.IntEnum) else f"{value:0{bits.width}b}"


def _declared(table: type[BitTable]) -> tuple[tuple[str, Bits], ...]:
    places = [
        (name, marker)
        for name, hint in get_type_hints(table, include_extras=True).items()
        if get_origin(hint) is Annotated
        for marker in get_args(hint)
        if isinstance(marker, Bits)
    ]
    return tuple(sorted(places, key=lambda place: place[1].first))


def bit_struct(table: type[BitTable]) -> "Construct[Container[Any], dict[str, Any]]":
    """The first 128 bits of ``table`` in line order. The extend bits follow from ``octets``."""
    members = {bit: f"extend_{bit}" / Rebuild(Flag, this.octets > bit // 8) for bit in EXTEND_BITS}
    members |= {bits.first: name / bits.layout() for name, bits in table.places}
    return BitsSwapped(BitStruct(*(members[bit] for bit in sorted(members))))


Table = TypeVar("Table", bound=BitTable)


def bit_table_field(table: type[Table]) -> "Construct[Table, Table]":
    """The whole FIF: shorter and longer ones than we know, from :data:`MINIMUM_OCTETS` on.

    The length comes from the frame, not from its extend bits: a wrong one must not cost the call.
    Building sets them right.
    """
    layout = bit_struct(table).compile()

    def decode(fif: bytes, _context: object) -> Table:
        if len(fif) < MINIMUM_OCTETS:
            raise FrameError(f"length {len(fif)}, at least {MINIMUM_OCTETS} octets are needed")
        known = layout.parse(fif[:KNOWN_OCTETS].ljust(KNOWN_OCTETS, b"\0"))
        values = {name: known[name] for name, _ in table.places}
        return table(octets=len(fif), beyond=fif[KNOWN_OCTETS:], **values)

    def encode(value: Table, _context: object) -> bytes:
        for name, bits in table.places:
            if not 0 <= getattr(value, name) < 1 << bits.width:
                raise FrameError(
                    f"{getattr(value, name)} does not fit into {bits.width} bits",
                    where=f"bit {bits.first} ({name})",
                )
        return layout.build(vars(value))[: value.octets] + value.beyond

    return ExprAdapter(GreedyBytes, decode, encode)
