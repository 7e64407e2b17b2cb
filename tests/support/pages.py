"""Pages for tests: drawn, small, each different, and compared pel by pel."""

from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

WIDTH = 1728


def draw_page(number: int, height: int = 400) -> Image.Image:
    """A page of text and lines, mode ``1``, 1728 wide."""
    page = Image.new("1", (WIDTH, height), 1)
    draw = ImageDraw.Draw(page)
    font = ImageFont.load_default(48)
    for line in range(height // 100):
        draw.text((100 + 40 * number, 100 * line + 20), f"Page {number}, line {line}", 0, font)
    draw.rectangle((60, 10, WIDTH - 60 * number, height - 10), outline=0, width=number)
    return page


def write_document(path: Path, pages: list[Image.Image], dpi: tuple[int, int] = (204, 196)) -> Path:
    """``pages`` as a multi-page TIFF, at fine resolution unless told."""
    pages[0].save(
        path,
        "TIFF",
        compression="group4",
        dpi=dpi,
        save_all=True,
        append_images=pages[1:],
    )
    return path


def read_pages(path: Path) -> list[Image.Image]:
    """Every page of a TIFF, mode ``1``."""
    pages = []
    with Image.open(path) as tiff:
        for index in range(getattr(tiff, "n_frames", 1)):
            tiff.seek(index)
            pages.append(tiff.convert("1"))
    return pages


def same(sent: Image.Image, received: Image.Image) -> bool:
    """Whether two pages have the same size and pels."""
    return sent.size == received.size and sent.tobytes() == received.tobytes()
