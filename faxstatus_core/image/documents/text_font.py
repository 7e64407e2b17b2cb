"""Fixed-width letters at a fax's resolution, whose pels are not square."""

import functools
import io
from importlib import resources

from PIL import Image, ImageDraw, ImageFont

_FONT = "fonts/DejaVuSansMono.ttf"
ADVANCE = 0.60205
"""Width of a letter, as a part of its size."""
_MM_PER_INCH = 25.4
_INK = 150
"""Levels below become black: strokes stay whole where lines are few."""


def text_lines(
    lines: list[str],
    size: tuple[int, int],
    dpi: tuple[int, int],
    *,
    letter: float,
    pitch: float,
    margin: tuple[float, float],
) -> Image.Image:
    """Mode ``1``: ``lines`` of text, one every ``pitch`` mm, in letters of ``letter`` mm.

    ``size`` in pels; the first line begins ``margin`` mm from the left and from the top.
    """
    across, down = dpi[0] / _MM_PER_INCH, dpi[1] / _MM_PER_INCH
    height = max(1, round(size[1] / down * across))
    page = Image.new("L", (size[0], height), 255)
    draw = ImageDraw.Draw(page)
    font = _font(round(letter * across * 4))
    for number, line in enumerate(lines):
        place = margin[0] * across, (margin[1] + number * pitch) * across
        draw.text(place, line, 0, font)
    if page.size != size:
        page = page.resize(size, Image.Resampling.BOX)
    return page.point([255 if level >= _INK else 0 for level in range(256)], "1")


@functools.lru_cache(maxsize=8)
def _font(quarters: int) -> ImageFont.FreeTypeFont:
    """``quarters`` of a pel high."""
    path = resources.files("faxstatus_core.image.documents") / _FONT
    file = io.BytesIO(path.read_bytes())
    return ImageFont.truetype(file, quarters / 4, layout_engine=ImageFont.Layout.BASIC)


@functools.lru_cache(maxsize=4096)
def can_draw(letter: str) -> bool:
    """Whether the font has ``letter``."""
    font = _font(128)
    return bytes(font.getmask(letter)) != bytes(font.getmask("\uffff"))
