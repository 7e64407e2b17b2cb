"""Plain text: what is text, how it is laid out, and where it lands."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faxstatus_core.image import DocumentError, open_document
from faxstatus_core.image.documents.text import COLUMNS, LINES, decode_text, paginate, wrap
from faxstatus_core.t4 import PageFormat, Resolution
from tests.support.documents import black_box


def test_a_letter_lands_in_its_column_and_line(tmp_path: Path) -> None:
    path = tmp_path / "letter.txt"
    path.write_text("\n" * 9 + " " * 40 + "\u2588\n")  # a full block, in column 40 of line 9
    page = open_document(path).page(0, PageFormat())
    left, top, right, bottom = black_box(page)
    margin = (1728 - 210 / 25.4 * 204) / 2
    assert left == pytest.approx(margin + (20 + 40 * 170 / 80) / 25.4 * 204, abs=3)
    assert right - left == pytest.approx(170 / 80 / 25.4 * 204, abs=3)
    assert (top + bottom) / 2 == pytest.approx((14 + 9.45 * 25.4 / 6) / 25.4 * 196, abs=12)
    assert page.height == round(297 / 25.4 * 196)


def test_letters_are_as_wide_as_each_other_at_every_resolution(tmp_path: Path) -> None:
    path = tmp_path / "wide.txt"
    path.write_text("i" * 79 + "|\n" + "W" * 79 + "|\n" + "ж" * 79 + "|\n")
    document = open_document(path)
    for resolution in (Resolution.STANDARD, Resolution.FINE, Resolution.R16):
        page = document.page(0, PageFormat(resolution))
        pitch = resolution.dpi[1] / 6
        first = 14 / 25.4 * resolution.dpi[1]
        ends = {
            black_box(
                page.crop(
                    (0, round(first + n * pitch), page.width, round(first + (n + 0.9) * pitch))
                )
            )[2]
            for n in range(3)
        }
        assert max(ends) - min(ends) <= 1


def test_a_form_feed_begins_a_page_and_pages_have_60_lines() -> None:
    assert list(paginate("a\n\fb\fc")) == [["a"], ["b"], ["c"]]
    assert [len(page) for page in paginate("x\n" * 130)] == [LINES, LINES, 10]
    assert list(paginate("a\r\nb\rc\n")) == [["a", "b", "c"]]
    assert list(paginate("a\f\fb")) == [["a"], [""], ["b"]]


def test_tabs_stop_every_eight_columns() -> None:
    assert wrap("a\tb\t\tc") == ["a       b               c"]


@given(st.text(st.characters(codec="latin-1", exclude_categories=["Cc"]), max_size=400))
def test_a_long_line_goes_on_and_loses_no_word(line: str) -> None:
    parts = wrap(line)
    assert all(len(part) <= COLUMNS for part in parts)
    assert "".join("".join(parts).split()) == "".join(line.split())


@pytest.mark.parametrize(
    ("octets", "text"),
    [
        (b"caf\xc3\xa9", "café"),
        (b"caf\xe9", "café"),
        (b"\xef\xbb\xbfBOM", "BOM"),
        (b"\x93quoted\x94", "“quoted”"),
        (b"nul\0", None),
        (b"bell\x07", None),
        (b"\x81\xfe\xff", None),
        (b"\x1b[31m", None),
    ],
)
def test_utf_8_else_latin_1_else_binary(octets: bytes, text: str | None) -> None:
    assert decode_text(octets) == text


@pytest.mark.parametrize("tail", [b"\0", b"\x01binary"])
def test_binary_after_a_page_of_text_is_refused(tmp_path: Path, tail: bytes) -> None:
    path = tmp_path / "text.txt"
    path.write_bytes("é".encode() * 2000 + tail)
    with pytest.raises(DocumentError, match="neither text nor"):
        open_document(path)


@pytest.mark.parametrize("octets", [b" \n\n", b"\xef\xbb\xbf", b""])
def test_blank_text_is_refused(tmp_path: Path, octets: bytes) -> None:
    path = tmp_path / "blank.txt"
    path.write_bytes(octets)
    with pytest.raises(DocumentError):
        open_document(path)


@given(st.binary(max_size=300))
def test_any_octets_are_text_or_none(octets: bytes) -> None:
    text = decode_text(octets)
    if text is not None:
        for page in paginate(text):
            assert len(page) <= LINES
