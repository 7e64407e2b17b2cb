"""Small documents, written by hand, and where their black is."""

import struct
import zlib
from collections.abc import Sequence
from pathlib import Path

from PIL import Image, ImageChops

A4_POINTS = (595, 842)


def write_pdf_objects(path: Path, objects: list[bytes]) -> Path:
    """A PDF of numbered objects, the first being the catalogue."""
    out = b"%PDF-1.4\n"
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    start = len(out)
    count = len(objects) + 1
    out += b"xref\n0 %d\n0000000000 65535 f \n" % count + table
    out += b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (count, start)
    path.write_bytes(out)
    return path


def pdf_stream(data: bytes, extra: bytes = b"") -> bytes:
    """A stream object of ``data``."""
    return b"<</Length %d%b>>stream\n" % (len(data), extra) + data + b"\nendstream"


def write_drawn_pdf(path: Path, pages: Sequence[tuple[tuple[float, float], bytes]]) -> Path:
    """A PDF of pages: their sizes in points, and what is drawn on them."""
    kids = b" ".join(b"%d 0 R" % (3 + 2 * number) for number in range(len(pages)))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[%b]/Count %d>>" % (kids, len(pages)),
    ]
    for (width, height), drawn in pages:
        box = f"[0 0 {width} {height}]".encode()
        contents = len(objects) + 2
        objects += [
            b"<</Type/Page/Parent 2 0 R/MediaBox%b/Contents %d 0 R>>" % (box, contents),
            pdf_stream(drawn),
        ]
    return write_pdf_objects(path, objects)


def png_octets(width: int, height: int, depth: int, colour: int, data: bytes) -> bytes:
    """A PNG with this header, whatever ``data`` is."""
    header = struct.pack(">LLBBBBB", width, height, depth, colour, 0, 0, 0)
    chunks = [(b"IHDR", header), (b"IDAT", data), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">L", len(body)) + name + body + struct.pack(">L", zlib.crc32(name + body))
        for name, body in chunks
    )


def black_box(page: Image.Image) -> tuple[int, int, int, int]:
    """What encloses the black pels: left, top, right, bottom."""
    box = ImageChops.invert(page.convert("L")).getbbox()
    assert box is not None
    return box


def black_share(page: Image.Image) -> float:
    """Of all pels."""
    return page.histogram()[0] / (page.width * page.height)
