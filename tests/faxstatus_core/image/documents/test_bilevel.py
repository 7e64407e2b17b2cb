"""Grey to black and white: text clean, photographs dithered, each where it is."""

from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageFilter

from faxstatus_core.image import open_document
from faxstatus_core.image.documents.bilevel import Binariser
from faxstatus_core.t4 import PageFormat
from tests.support.documents import black_share
from tests.support.pages import draw_page

DPI = (204, 196)


def photo(size: tuple[int, int]) -> Image.Image:
    """From black to white, with all levels between."""
    return Image.linear_gradient("L").rotate(90).resize(size)


def binarise(grey: Image.Image) -> Image.Image:
    return Binariser(DPI, bilevel=False).feed(grey)


def differing(one: Image.Image, other: Image.Image) -> float:
    different = ImageChops.logical_xor(one, other)
    return different.histogram()[255] / (one.width * one.height)


@pytest.mark.parametrize(("paper", "ink"), [(255, 0), (225, 40), (190, 60), (255, 150), (240, 120)])
def test_scanned_text_on_any_paper_becomes_the_text(paper: int, ink: int) -> None:
    text = draw_page(1, 600)
    scanned = text.convert("L").point(lambda level: ink if level == 0 else paper)
    scanned = scanned.filter(ImageFilter.GaussianBlur(0.7))
    noise = Image.effect_noise(scanned.size, 4).point(lambda level: level // 4)
    made = binarise(ImageChops.add(scanned, noise, 1, -32))
    assert differing(made, text) < 0.004
    blank = made.crop((1500, 100, 1650, 500))
    assert blank.getextrema() == (255, 255)


def test_on_one_page_text_stays_clean_and_the_photograph_is_dithered() -> None:
    text = draw_page(1, 1000)
    page = text.convert("L").filter(ImageFilter.GaussianBlur(0.7))
    page.paste(photo((500, 500)), (1000, 250))
    made = binarise(page)
    assert differing(made.crop((0, 0, 950, 1000)), text.crop((0, 0, 950, 1000))) < 0.004
    for quarter in range(4):
        part = (1000 + 125 * quarter, 250, 1125 + 125 * quarter, 750)
        levels = page.crop(part)
        mean = sum(n * count for n, count in enumerate(levels.histogram())) / (125 * 500)
        assert black_share(made.crop(part)) == pytest.approx(1 - mean / 255, abs=0.05)


def test_a_photograph_in_many_bands_keeps_its_levels_at_the_seams() -> None:
    whole = Image.new("L", (800, 600), 100)
    bands = Binariser(DPI, bilevel=False)
    made = Image.new("1", whole.size)
    for top in range(0, 600, 150):
        made.paste(bands.feed(whole.crop((0, top, 800, top + 150))), (0, top))
    for seam in (150, 300, 450):
        assert 0.57 < black_share(made.crop((0, seam - 4, 800, seam + 4))) < 0.65


def test_thin_lines_of_a_fine_scan_stay(tmp_path: Path) -> None:
    page = Image.new("1", (5100, 400), 1)
    for x in range(100, 5000, 300):
        page.paste(0, (x, 0, x + 1, 400))
    page.save(tmp_path / "thin.tif", dpi=(600, 600), compression="group4")
    made = open_document(tmp_path / "thin.tif").page(0, PageFormat())
    columns = made.resize((made.width, 1), Image.Resampling.BOX).convert("L")
    row = made.crop((0, 60, made.width, 61)).tobytes()
    assert sum(bin(octet ^ 0xFF).count("1") for octet in row) >= 10, columns
