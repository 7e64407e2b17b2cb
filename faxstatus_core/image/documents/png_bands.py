"""A PNG's lines in bands, each a small PNG of its own (PNG 3rd edition, §5, §9, §10).

Pillow would decode all of it, colour at four octets a pel. A line's filter needs the line above:
each band begins with the last line of the one before.
"""

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

PNG_MAGIC = b"\x89PNG\r\n\x1a\n"
_KEPT = (b"PLTE", b"tRNS", b"pHYs")
_MOST_OCTETS = 4_096
"""Of these chunks, and of the header."""
_PIECE = 65_536
_SAMPLES = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
"""Colour type -> samples of a pel."""
_METRE = 0.0254
_TRANSPARENT = b"tRNS"


@dataclass(frozen=True, slots=True)
class PngHeader:
    """What comes before the pels; ``others`` are whole chunks that a band needs too."""

    width: int
    height: int
    depth: int
    colour: int
    interlaced: bool
    dpi: tuple[float, float] | None
    others: bytes
    data: int
    """Where the first IDAT chunk begins."""

    @property
    def bits(self) -> int:
        """Of a pel."""
        return self.depth * _SAMPLES[self.colour]

    @property
    def bilevel(self) -> bool:
        """Whether there is only black and white."""
        return self.bits == 1 and self.colour == 0 and _TRANSPARENT not in self.others

    def small_png(self, height: int, data: bytes) -> bytes:
        """A PNG of ``height`` lines, whose compressed pels are ``data``."""
        interlace = int(self.interlaced)
        header = struct.pack(
            ">LLBBBBB", self.width, height, self.depth, self.colour, 0, 0, interlace
        )
        parts = [PNG_MAGIC, _chunk(b"IHDR", header), self.others]
        return b"".join([*parts, _chunk(b"IDAT", data), _chunk(b"IEND", b"")])


def read_header(file: BinaryIO) -> PngHeader:
    """Raises ValueError or struct.error for damage."""
    file.seek(len(PNG_MAGIC))
    name, start = b"", 0
    others, dpi = b"", None
    fields: tuple[int, ...] = ()
    while name != b"IDAT":
        start = file.tell()
        length, name = struct.unpack(">L4s", file.read(8))
        if name == b"IDAT":
            break
        if name == b"IHDR" or name in _KEPT:
            if length > _MOST_OCTETS:
                raise ValueError(f"a chunk of {length:,} octets")
            body = _checked(file, name, length)
            if name == b"IHDR":
                fields = struct.unpack(">LLBBBBB", body)
            else:
                others += _chunk(name, body)
            if name == b"pHYs":
                dpi = _dpi(body)
        else:
            file.seek(length + 4, 1)
    if not fields or fields[3] not in _SAMPLES or fields[2] not in (1, 2, 4, 8, 16):
        raise ValueError("no such header")
    width, height, depth, colour, _, _, interlace = fields
    return PngHeader(width, height, depth, colour, bool(interlace), dpi, others, start)


def read_data(file: BinaryIO, header: PngHeader) -> Iterator[bytes]:
    """The compressed pels, piece by piece."""
    file.seek(header.data)
    while True:
        length, name = struct.unpack(">L4s", file.read(8))
        if name != b"IDAT":
            return
        check = zlib.crc32(name)
        while length:
            piece = file.read(min(length, _PIECE))
            if not piece:
                raise ValueError("the pels end too early")
            length -= len(piece)
            check = zlib.crc32(piece, check)
            yield piece
        if struct.unpack(">L", file.read(4)) != (check,):
            raise ValueError("a check sum differs")


def read_rows(file: BinaryIO, header: PngHeader, rows: int) -> Iterator[bytes]:
    """The filtered lines, at most ``rows`` at a time, never more than the header tells."""
    octets = 1 + (header.width * header.bits + 7) // 8
    left = header.height * octets
    inflate = zlib.decompressobj()
    have = bytearray()
    for piece in read_data(file, header):
        fed = piece
        while fed and left:
            got = inflate.decompress(fed, min(left, rows * octets))
            fed = inflate.unconsumed_tail
            left -= len(got)
            have += got
            while len(have) >= rows * octets:
                yield bytes(have[: rows * octets])
                del have[: rows * octets]
            if inflate.eof or not (got or fed):
                break
    have += inflate.decompress(b"", left) if left else b""
    if len(have) % octets or left > 0:
        raise ValueError("the pels end too early")
    if have:
        yield bytes(have)


def _checked(file: BinaryIO, name: bytes, length: int) -> bytes:
    body = file.read(length)
    (check,) = struct.unpack(">L", file.read(4))
    if len(body) < length or zlib.crc32(name + body) != check:
        raise ValueError("a check sum differs")
    return body


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">L", len(body)) + name + body + struct.pack(">L", zlib.crc32(name + body))


def _dpi(body: bytes) -> tuple[float, float] | None:
    across, down, unit = struct.unpack(">LLB", body)
    return (across * _METRE, down * _METRE) if unit == 1 else (across / 1e3, down / 1e3)
