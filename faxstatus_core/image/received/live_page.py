"""What has been received of a page, for people to watch: a PNG of the lines so far."""

import io
import struct
import zlib
from collections.abc import Sequence

from PIL import Image

from faxstatus_core.t4.page_format import Resolution

_QUICK = 1
"""zlib's level: the others take two to ten times as long, for a third less."""
_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_GREY = 0
_INVERTED = bytes(octet ^ 0xFF for octet in range(256))
_UNFILTERED = b"\xff"  # 0 before each line, when it is inverted


def live_png(
    rows: Sequence[bytes], width: int, resolution: Resolution, *, across: int | None = None
) -> bytes:
    """A PNG of ``rows``: lines of ``width`` pels, 1 for black, most significant bit first.

    One bit a pel, as wide as the page; lines are repeated, or joined so that no black is lost,
    until pels are square within a twentieth. With an ``across`` that is smaller than ``width`` it
    is that many pixels wide, exactly in proportion, in 256 greys. Without a line it is one white
    line. ``rows`` may grow meanwhile. Raises ValueError if ``across`` is less than 1.
    """
    if across is not None and across < 1:
        raise ValueError(f"across is {across}, at least 1 is needed")
    lines = tuple(rows)
    white = (bytes(-(-width // 8)),)
    if across is not None and across < width:
        return _thumbnail(lines or white, width, resolution, across)
    return _bilevel_png(_squared(lines, resolution) or white, width)


def _squared(lines: Sequence[bytes], resolution: Resolution) -> Sequence[bytes]:
    """The lines, so often that there are as many to the inch as pels, roughly."""
    horizontal, vertical = resolution.dpi
    if (repeat := round(horizontal / vertical)) > 1:
        return [line for line in lines for _ in range(repeat)]
    if (join := round(vertical / horizontal)) > 1:
        return [_joined(lines[start : start + join]) for start in range(0, len(lines), join)]
    return lines


def _joined(lines: Sequence[bytes]) -> bytes:
    """One line that is black wherever one of ``lines`` is."""
    pels = 0
    for line in lines:
        pels |= int.from_bytes(line, "big")
    return pels.to_bytes(len(lines[0]), "big")


def _bilevel_png(lines: Sequence[bytes], width: int) -> bytes:
    """A PNG of one bit a pel: Pillow spreads each to an octet and back, six times as slow."""
    shape = struct.pack(">LLBBBBB", width, len(lines), 1, _GREY, 0, 0, 0)
    pels = _UNFILTERED.join([b"", *lines]).translate(_INVERTED)  # PNG has 1 for white
    chunks = ((b"IHDR", shape), (b"IDAT", zlib.compress(pels, _QUICK)), (b"IEND", b""))
    return _SIGNATURE + b"".join(_chunk(*chunk) for chunk in chunks)


def _chunk(kind: bytes, content: bytes) -> bytes:
    checksum = zlib.crc32(kind + content)
    return struct.pack(">L", len(content)) + kind + content + struct.pack(">L", checksum)


def _thumbnail(lines: Sequence[bytes], width: int, resolution: Resolution, across: int) -> bytes:
    horizontal, vertical = resolution.dpi
    down = max(1, round(len(lines) * across / width * horizontal / vertical))
    page = Image.frombytes("1", (width, len(lines)), b"".join(lines), "raw", "1;I")
    file = io.BytesIO()
    grey = page.convert("L").resize((across, down), Image.Resampling.BOX)
    grey.save(file, "PNG", compress_level=_QUICK)
    return file.getvalue()
