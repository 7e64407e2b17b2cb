"""A document to try a fax with: text, lines and grey, a few seconds of line time a page."""

from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from faxstatus_core.image.resolution import PAGE_WIDTH, Resolution

_HEIGHT = 1100
_MARGIN = 120


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
    draw.rectangle((_MARGIN, 60, PAGE_WIDTH - _MARGIN, _HEIGHT - 60), outline=0, width=4)
    draw.text((_MARGIN + 60, 120), "A fax from faxstatus", font=_font(90), fill=0)
    draw.text((_MARGIN + 60, 260), f"page {number} of {count}", font=_font(60), fill=0)
    for index in range(4):
        text = f"{number}.{index + 1}  Black and white, seven point seven lines a millimetre."
        draw.text((_MARGIN + 60, 380 + 60 * index), text, font=_font(36), fill=0)
    page.paste(_grey_ramp(300, 120), (_MARGIN + 60, 680))
    for index in range(8):
        draw.line(
            (_MARGIN + 420, 680 + 17 * index, PAGE_WIDTH - _MARGIN - 60, 680 + 17 * number * index),
            fill=0,
            width=1 + index % 3,
        )
    return page


def _grey_ramp(width: int, height: int) -> Image.Image:
    return Image.linear_gradient("L").rotate(90).resize((width, height)).convert("1")


def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size)
