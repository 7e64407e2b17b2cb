"""Parts of a TIFF page as small TIFF files of their own, so that Pillow decodes one at a time.

Strips and tiles are coded independently of each other (TIFF 6.0 §3, §15). Pillow would decode the
whole page, colour at four octets a pel.
"""

import math
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from faxstatus_core.image.documents.limits import DocumentLimits
from faxstatus_core.image.documents.tiff_directory import Directory, Entry
from faxstatus_core.image.errors import DocumentError

WIDTH, LENGTH, BITS, COMPRESSION, PHOTOMETRIC, SAMPLES, PLANAR = 256, 257, 258, 259, 262, 277, 284
_OFFSETS, _ROWS_PER_STRIP, _COUNTS = 273, 278, 279
_TILE_WIDTH, _TILE_LENGTH, _TILE_OFFSETS, _TILE_COUNTS = 322, 323, 324, 325
_KEPT = frozenset({258, 259, 262, 266, 277, 284, 292, 293, 317, 320, 332, 338, 339, 347, 530, 532})
"""Tags that say how the pels are coded."""
CHUNK_TAGS = _KEPT | {WIDTH, LENGTH, *range(322, 326), _OFFSETS, _ROWS_PER_STRIP, _COUNTS}
_LONG, _LONG8 = 4, 16
_UNCOMPRESSED, _OLD_JPEG = 1, 6
_YCBCR = 6
_SEPARATE = 2
_MOST_SAMPLES = 16
_GROUP_OCTETS = 2_000_000
"""Strips are decoded together while they are smaller than this."""
_REMEDY = "save the document as TIFF again"


@dataclass(frozen=True, slots=True)
class Chunk:
    """A part of the page at ``left``, ``top``: a TIFF file of ``width`` by ``height``."""

    left: int
    top: int
    width: int
    height: int
    octets: bytes


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a strip or tile of each plane is stored: offsets and octets."""

    height: int
    offsets: tuple[int, ...]
    counts: tuple[int, ...]


def read_chunks(
    file: BinaryIO, page: Directory, limits: DocumentLimits, where: str
) -> Iterator[list[Chunk]]:
    """The page from the top: the parts beside each other make one item.

    Raises :class:`DocumentError` if one is missing, or too large to decode at once.
    """
    if page.number(COMPRESSION, _UNCOMPRESSED) == _OLD_JPEG:
        raise DocumentError("JPEG as in TIFF before 1995", where=where, remedy=_REMEDY)
    if not 1 <= page.number(SAMPLES, 1) <= _MOST_SAMPLES:
        raise DocumentError("a pel of too many samples", where=where, remedy=_REMEDY)
    if _TILE_OFFSETS in page.entries:
        yield from _tiles(file, page, limits, where)
        return
    width = page.number(WIDTH, 0)
    top = 0
    for group in _groups(_strips(file, page, where), width * _octets_per_pel(page)):
        height = sum(place.height for place in group)
        octets = _small_tiff(file, page, (width, height), group, limits, where)
        yield [Chunk(0, top, width, height, octets)]
        top += height


def _groups(places: Iterator[_Place], row_octets: float) -> Iterator[list[_Place]]:
    """Strips that are decoded together: of one plane, all but the last of the same height."""
    group: list[_Place] = []
    rows = 0
    for place in places:
        if group and (len(place.offsets) > 1 or (rows + place.height) * row_octets > _GROUP_OCTETS):
            yield group
            group, rows = [], 0
        group.append(place)
        rows += place.height
    if group:
        yield group


def _strips(file: BinaryIO, page: Directory, where: str) -> Iterator[_Place]:
    length = page.number(LENGTH, 0)
    rows = min(length, page.number(_ROWS_PER_STRIP, length) or length)
    strips = math.ceil(length / rows)
    planes = _planes(page)
    offsets, counts = page.numbers(_OFFSETS), page.numbers(_COUNTS)
    if not counts and len(offsets) == 1:  # TIFF 5 allowed it
        counts = (max(0, file.seek(0, 2) - offsets[0]),)
    if min(len(offsets), len(counts)) < strips * planes:
        raise DocumentError("strips are missing", where=where, remedy=_REMEDY)
    for strip in range(strips):
        height = min(rows, length - strip * rows)
        place = _Place(
            height,
            offsets[strip : strips * planes : strips],
            counts[strip : strips * planes : strips],
        )
        if page.number(COMPRESSION, _UNCOMPRESSED) == _UNCOMPRESSED and planes == 1:
            yield from _uncompressed(page, place, where)
        else:
            yield place


def _uncompressed(page: Directory, strip: _Place, where: str) -> Iterator[_Place]:
    """A strip that is not coded can be cut anywhere."""
    octets = _row_octets(page)
    if page.number(PHOTOMETRIC, 0) == _YCBCR or strip.height * octets <= _GROUP_OCTETS:
        yield strip
        return
    if strip.counts[0] < strip.height * octets:
        raise DocumentError("a strip is too short", where=where, remedy=_REMEDY)
    rows = max(1, _GROUP_OCTETS // octets)
    for top in range(0, strip.height, rows):
        height = min(rows, strip.height - top)
        yield _Place(height, (strip.offsets[0] + top * octets,), (height * octets,))


def _tiles(
    file: BinaryIO, page: Directory, limits: DocumentLimits, where: str
) -> Iterator[list[Chunk]]:
    width, length = page.number(WIDTH, 0), page.number(LENGTH, 0)
    size = page.number(_TILE_WIDTH, 0), page.number(_TILE_LENGTH, 0)
    if min(size) < 1:
        raise DocumentError("the tiles are empty", where=where, remedy=_REMEDY)
    limits.check(*size, where)
    across, down, planes = math.ceil(width / size[0]), math.ceil(length / size[1]), _planes(page)
    offsets, counts = page.numbers(_TILE_OFFSETS), page.numbers(_TILE_COUNTS)
    tiles = across * down
    if min(len(offsets), len(counts)) < tiles * planes:
        raise DocumentError("tiles are missing", where=where, remedy=_REMEDY)
    limits.check_chunk(across * size[0] * size[1], where)
    for row in range(down):
        chunks = []
        for column in range(across):
            every = slice(row * across + column, tiles * planes, tiles)
            place = _Place(size[1], offsets[every], counts[every])
            octets = _small_tiff(file, page, size, [place], limits, where)
            chunks.append(Chunk(column * size[0], row * size[1], *size, octets))
        yield chunks


def _small_tiff(
    file: BinaryIO,
    page: Directory,
    size: tuple[int, int],
    places: list[_Place],
    limits: DocumentLimits,
    where: str,
) -> bytes:
    """A TIFF file of these strips."""
    counts = [count for place in places for count in place.counts]
    limits.check_chunk(size[0] * size[1] * _octets_per_pel(page) + 2 * sum(counts), where)
    data = [_read(file, place, where) for place in places]
    starts = [8]
    for count in counts:
        starts.append(starts[-1] + count)
    order = page.order
    entries = {tag: entry for tag, entry in page.entries.items() if tag in _KEPT}
    values = {
        WIDTH: [size[0]],
        LENGTH: [size[1]],
        _OFFSETS: starts[:-1],
        _COUNTS: counts,
        _ROWS_PER_STRIP: [places[0].height],
    }
    for tag, numbers in values.items():
        packed = struct.pack(f"{order}{len(numbers)}L", *numbers)
        entries[tag] = Entry(_LONG, len(numbers), packed)
    directory = _pack_directory(order, entries, starts[-1])
    mark = b"II" if order == "<" else b"MM"
    return b"".join([mark, struct.pack(order + "HL", 42, starts[-1]), *data, directory])


def _pack_directory(order: str, entries: dict[int, Entry], start: int) -> bytes:
    """A directory that begins at ``start``, and the values after it."""
    after = start + 2 + 12 * len(entries) + 4
    table, values = [struct.pack(order + "H", len(entries))], b""
    for tag, entry in sorted(entries.items()):
        kind, stored = entry.kind, entry.octets
        if entry.kind == _LONG8:  # BigTIFF's 64 bits
            numbers = struct.unpack(f"{order}{entry.count}Q", stored)
            kind, stored = _LONG, struct.pack(f"{order}{entry.count}L", *numbers)
        field = stored.ljust(4, b"\0")
        if len(stored) > 4:
            field = struct.pack(order + "L", after + len(values))
            values += stored
        table.append(struct.pack(order + "HHL", tag, kind, entry.count) + field)
    return b"".join([*table, struct.pack(order + "L", 0), values])


def _read(file: BinaryIO, place: _Place, where: str) -> bytes:
    parts = []
    for offset, count in zip(place.offsets, place.counts, strict=True):
        file.seek(offset)
        parts.append(file.read(count))
        if len(parts[-1]) < count or not count:
            raise DocumentError("the file is damaged or truncated", where=where, remedy=_REMEDY)
    return b"".join(parts)


def _planes(page: Directory) -> int:
    return page.number(SAMPLES, 1) if page.number(PLANAR, 1) == _SEPARATE else 1


def _bits(page: Directory) -> int:
    """Bits of a pel. One number may stand for all samples."""
    bits, samples = page.numbers(BITS) or (1,), page.number(SAMPLES, 1)
    return sum(bits) if len(bits) >= samples else bits[0] * samples


def _row_octets(page: Directory) -> int:
    return max(1, math.ceil(page.number(WIDTH, 0) * _bits(page) / 8))


def _octets_per_pel(page: Directory) -> float:
    """Of libtiff's memory and Pillow's."""
    bits, samples = _bits(page), page.number(SAMPLES, 1)
    return bits / 8 + (4 if samples > 1 else max(1, bits / 8))
