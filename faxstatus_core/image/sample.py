"""A document to try a fax with: text, lines and grey, less than 25 KB of T.4 data a page."""

from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from faxstatus_core.t4.page_format import PAGE_WIDTH, Resolution

_HEIGHT = 2288
"""Lines of an A4 page at 7.7 lines/mm."""
_MARGIN = 120
_TEXT = (
    "Black and white, seven point seven lines a millimetre.",
    "1728 pels a line, from one edge of the paper to the other.",
    "The quick brown fox jumps over the lazy dog: 0123456789",
)


def sample_pages(count: int = 3) -> list[Image.Image]:
    """``count`` pages at fine resolution, mode ``1``, each different."""
    return [_draw(number, count) for number in range(1, count + 1)]


def write_sample(path: Path, count: int = 3) -> Path:
    """Write the pages to ``path`` as a multi-page TIFF; returns ``path``."""
    first, *others = sample_pages(count)
    first.save(
        path,
        "TIFF",
        compression="group4",
        dpi=Resolution.FINE.dpi,
        save_all=True,
        append_images=others,
    )
    return path


def _draw(number: int, count: int) -> Image.Image:
    page = Image.new("1", (PAGE_WIDTH, _HEIGHT), 1)
    draw = ImageDraw.Draw(page)
    for y in (60, _HEIGHT - 64):
        draw.rectangle((_MARGIN, y, PAGE_WIDTH - _MARGIN, y + 4), fill=0)
    draw.text((_MARGIN + 60, 120), "A fax from faxstatus", font=_font(90), fill=0)
    draw.text((_MARGIN + 60, 260), f"page {number} of {count}", font=_font(60), fill=0)
    for index, text in enumerate(_TEXT):
        line = f"{number}.{index + 1}  {text}"
        draw.text((_MARGIN + 60, 460 + 300 * index), line, font=_font(40), fill=0)
    page.paste(_grey_ramp(300, 60), (_MARGIN + 60, 1400))
    for index in range(8):
        draw.line(
            (_MARGIN + 60, 1700 + 17 * index, PAGE_WIDTH - _MARGIN, 1700 + 17 * number * index),
            fill=0,
            width=1 + index % 3,
        )
    return page


def _grey_ramp(width: int, height: int) -> Image.Image:
    return Image.linear_gradient("L").rotate(90).resize((width, height)).convert("1")


def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size)
