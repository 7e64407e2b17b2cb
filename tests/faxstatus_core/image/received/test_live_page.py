"""A page while it is being received, as PNG."""

import io
from collections.abc import Iterator

import pytest
from PIL import Image

from faxstatus_core.image import live_png
from faxstatus_core.image.received.group4 import rows_of
from faxstatus_core.t4 import PageWidth, Resolution
from tests.support.pages import draw_page, same

PAGE = draw_page(1, 240)
ROWS = rows_of(PAGE)


def shown(png: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(png), formats=["PNG"])
    image.load()
    return image


@pytest.mark.parametrize("resolution", [Resolution.FINE, Resolution.PELS_300, Resolution.R16])
@pytest.mark.parametrize("width", PageWidth)
def test_square_pels_are_shown_as_they_are(resolution: Resolution, width: PageWidth) -> None:
    page = PAGE.resize((resolution.pels(width), 90))
    image = shown(live_png(rows_of(page), page.width, resolution))
    assert image.mode == "1"
    assert same(page, image)


def test_lines_of_standard_resolution_are_doubled() -> None:
    image = shown(live_png(ROWS, 1728, Resolution.STANDARD))
    assert same(PAGE.resize((1728, 480), Image.Resampling.NEAREST), image)


def test_two_lines_of_superfine_become_one_and_no_black_is_lost() -> None:
    rows = [b"\x80" + bytes(215), bytes(216), bytes(215) + b"\x01", bytes(216), b"\xff" * 216]
    image = shown(live_png(rows, 1728, Resolution.SUPERFINE))
    assert rows_of(image) == [rows[0], rows[2], rows[4]]


@pytest.mark.parametrize("resolution", Resolution)
def test_a_thumbnail_is_grey_and_in_proportion(resolution: Resolution) -> None:
    width = resolution.pels(PageWidth.A4)
    lines = round(resolution.dpi[1] * 11.7)
    half = [b"\xff" * (width // 8)] * (lines // 2) + [bytes(width // 8)] * (lines - lines // 2)
    image = shown(live_png(half, width, resolution, across=200))
    assert image.mode == "L"
    assert image.width == 200
    assert image.height == pytest.approx(200 * 11.7 / (width / resolution.dpi[0]), abs=1)
    assert (image.getpixel((100, 5)), image.getpixel((100, image.height - 5))) == (0, 255)


def test_a_thumbnail_shows_thin_lines_in_grey() -> None:
    image = shown(live_png([b"\x11" * 216] * 40, 1728, Resolution.FINE, across=432))
    assert image.getpixel((200, 5)) == pytest.approx(255 * 3 / 4, abs=1)


@pytest.mark.parametrize("across", [1728, 5000, None])
def test_a_page_is_not_made_wider_than_it_is(across: int | None) -> None:
    assert same(PAGE, shown(live_png(ROWS, 1728, Resolution.FINE, across=across)))


@pytest.mark.parametrize("across", [None, 100])
def test_before_the_first_line_there_is_a_white_one(across: int | None) -> None:
    image = shown(live_png([], 2432, Resolution.STANDARD, across=across))
    assert image.size == (across or 2432, 1)
    assert image.convert("L").getextrema() == (255, 255)


def test_lines_that_come_meanwhile_are_for_the_next_time() -> None:
    class Growing(list[bytes]):
        def __iter__(self) -> Iterator[bytes]:
            lines = tuple(super().__iter__())
            self.append(bytes(216))
            return iter(lines)

    rows = Growing(ROWS)
    assert same(PAGE, shown(live_png(rows, 1728, Resolution.FINE)))
    assert len(rows) == len(ROWS) + 1


def test_a_picture_without_width_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 1"):
        live_png(ROWS, 1728, Resolution.FINE, across=0)
