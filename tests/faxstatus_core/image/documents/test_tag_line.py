"""The tag line: what it says, that it fits, and that nothing of the page is lost."""

import itertools
from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageChops

from faxstatus_core.image import TagLine, stamp
from faxstatus_core.image.documents.tag_line import COLUMNS
from faxstatus_core.image.documents.text_font import can_draw
from faxstatus_core.t4 import PageFormat, Resolution
from faxstatus_core.t4.page_format import PageWidth
from tests.support.documents import black_box
from tests.support.pages import draw_page

WHEN = datetime(2026, 11, 23, 22, 15, tzinfo=timezone(timedelta(hours=1)))
TAG = TagLine("Ada Lovelace", "+49 30 1", "+49 30 2", WHEN)


def test_the_line_tells_date_time_sender_number_recipient_and_page() -> None:
    text = TAG.text(1, 3)
    assert text.startswith("2026-11-23 22:15  Ada Lovelace  +49 30 1  -> +49 30 2  ")
    assert text.endswith("  page 1 of 3")
    assert len(text) == COLUMNS


def test_what_is_unknown_is_left_out() -> None:
    assert TagLine("", "", "", WHEN).text(2, 2).split() == [
        "2026-11-23",
        "22:15",
        "page",
        "2",
        "of",
        "2",
    ]


def test_long_names_are_cut_and_the_number_is_not() -> None:
    text = TagLine("A" * 300, "1" * 20, "B" * 300, WHEN).text(999, 1000)
    assert len(text) == COLUMNS
    assert "A…  " + "1" * 20 + "  -> B" in text
    assert text.endswith("B…  page 999 of 1000")


@given(*[st.text(max_size=150)] * 3, st.integers(1, 1000))
def test_whatever_the_names_the_line_fits_and_can_be_drawn(
    sender: str, number: str, recipient: str, page: int
) -> None:
    text = TagLine(sender, number, recipient, WHEN).text(page, 1000)
    assert len(text) == COLUMNS
    assert all(letter == " " or can_draw(letter) for letter in text)
    assert text.endswith(f"  page {page} of 1000")


def test_characters_that_do_harm_are_replaced() -> None:
    text = TagLine("a\n\tb\u202ec\0d", "\x1b[31m", "Z\u0351\u0352 漢", WHEN).text(1, 1)
    assert "a b?c?d  ?[31m  -> Z ?" in text


@pytest.mark.parametrize("resolution", list(Resolution))
@pytest.mark.parametrize("width", list(PageWidth))
def test_the_line_is_within_a_white_margin_and_the_page_keeps_its_size(
    resolution: Resolution, width: PageWidth
) -> None:
    page_format = PageFormat(resolution, width)
    page = Image.new("1", (page_format.pels, 400), 255)
    page.paste(0, (0, 300, 100, 400))
    stamped = stamp(page, TAG.text(1, 3), page_format)
    strip = round(3.5 / 25.4 * resolution.dpi[1])
    assert stamped.size == page.size
    assert page.crop((0, 0, page.width, strip)).getextrema() == (
        255,
        255,
    )  # the page given is not changed
    below = (0, strip, page.width, 400)
    assert stamped.crop(below).tobytes() == page.crop(below).tobytes()
    left, top, right, bottom = black_box(stamped.crop((0, 0, page.width, strip)))
    assert (bottom - top) / resolution.dpi[1] * 25.4 == pytest.approx(2.8, abs=0.5)
    assert left / resolution.dpi[0] * 25.4 == pytest.approx(8, abs=0.6)
    assert right < PageFormat(resolution).pels


@pytest.mark.parametrize("height", [5, 300])
def test_a_page_without_margin_is_moved_down_whole(height: int) -> None:
    page = draw_page(1, 310).crop((0, 10, 1728, 10 + height))
    stamped = stamp(page, TAG.text(1, 1), PageFormat())
    moved = stamped.height - height
    assert moved == 27
    assert stamped.crop((0, moved, 1728, stamped.height)).tobytes() == page.tobytes()
    assert black_box(stamped.crop((0, 0, 1728, moved)))


def test_letters_can_be_told_apart_at_standard_resolution() -> None:
    page_format = PageFormat(Resolution.STANDARD)
    letters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz+-:"
    shapes = [
        stamp(Image.new("1", (1728, 60), 1), letter, page_format).crop((50, 0, 100, 14))
        for letter in letters
    ]
    for one, other in itertools.combinations(shapes, 2):
        different = ImageChops.logical_xor(one, other).histogram()[255]
        assert different >= 4
