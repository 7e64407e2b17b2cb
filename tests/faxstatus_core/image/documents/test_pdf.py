"""PDF: what is drawn where, on which paper, and what is refused."""

from pathlib import Path

import pytest
from PIL import Image

from faxstatus_core.image import DocumentError, DocumentLimits, open_document
from faxstatus_core.t4 import PageFormat, Resolution
from faxstatus_core.t4.page_format import PageWidth
from tests.support.documents import (
    A4_POINTS,
    black_box,
    black_share,
    write_drawn_pdf,
    write_pdf_objects,
)

INCH_BOX = b"0 g 72 72 144 36 re f"
"""A black box one inch from the left and from the bottom, two inches by a half."""


@pytest.mark.parametrize("resolution", [Resolution.STANDARD, Resolution.FINE, Resolution.PELS_300])
def test_a_box_lands_at_its_millimetres_at_every_resolution(
    tmp_path: Path, resolution: Resolution
) -> None:
    document = open_document(write_drawn_pdf(tmp_path / "box.pdf", [(A4_POINTS, INCH_BOX)]))
    assert document.paper(0) is PageWidth.A4
    page = document.page(0, PageFormat(resolution))
    across, down = resolution.dpi
    margin = (page.width - 595 / 72 * across) / 2
    assert abs(page.height - 842 / 72 * down) <= 1
    expected = margin + across, page.height - 1.5 * down, margin + 3 * across, page.height - down
    for pel, wanted in zip(black_box(page), expected, strict=True):
        assert abs(pel - wanted) <= 2
    left, top, right, bottom = black_box(page)
    assert black_share(page.crop((left + 2, top + 2, right - 2, bottom - 2))) == 1


def test_a_landscape_page_is_turned_with_its_top_to_the_left(tmp_path: Path) -> None:
    path = write_drawn_pdf(tmp_path / "turned.pdf", [((842, 595), INCH_BOX)])
    document = open_document(path)
    assert document.paper(0) is PageWidth.A4
    page = document.page(0, PageFormat())
    left, top, right, bottom = black_box(page)
    assert abs(page.height - 842 / 72 * 196) <= 1
    assert abs(bottom - (page.height - 196)) <= 2  # one inch from the left is one from the bottom
    assert abs((bottom - top) - 2 * 196) <= 2
    assert abs((right - left) - 0.5 * 204) <= 2


@pytest.mark.parametrize(
    ("points", "paper"),
    [
        ((612, 792), PageWidth.A4),
        ((612, 1008), PageWidth.A4),
        ((200, 400), PageWidth.A4),
        ((960, 540), PageWidth.A4),  # a slide, turned
        ((709, 1001), PageWidth.B4),
        ((842, 1191), PageWidth.A3),
        ((1191, 842), PageWidth.A3),
        ((2384, 3370), PageWidth.A3),  # A0, made smaller
    ],
)
def test_the_paper_follows_from_the_size_of_the_page(
    tmp_path: Path, points: tuple[int, int], paper: PageWidth
) -> None:
    document = open_document(write_drawn_pdf(tmp_path / "size.pdf", [(points, INCH_BOX)]))
    assert document.paper(0) is paper
    assert document.native_resolution(0) is Resolution.FINE
    assert document.page(0, PageFormat(Resolution.STANDARD, paper)).width in (1728, 2048, 2432)


def test_a_page_wider_than_the_line_is_made_smaller_as_a_whole(tmp_path: Path) -> None:
    document = open_document(write_drawn_pdf(tmp_path / "a3.pdf", [((842, 1191), INCH_BOX)]))
    page = document.page(0, PageFormat())
    left, top, right, bottom = black_box(page)
    ratio = (right - left) / 204 / ((bottom - top) / 196)
    assert ratio == pytest.approx(4, rel=0.03)
    assert right - left == pytest.approx(2 * 204 * 1728 / (842 / 72 * 204), abs=2)


def test_thin_lines_are_not_lost_and_grey_is_dithered(tmp_path: Path) -> None:
    drawn = b"0.05 w 72 300 m 500 300 l S 0.5 g 100 500 200 200 re f"
    document = open_document(write_drawn_pdf(tmp_path / "thin.pdf", [(A4_POINTS, drawn)]))
    for resolution in (Resolution.STANDARD, Resolution.FINE):
        page = document.page(0, PageFormat(resolution))
        across, down = (value / 72 for value in resolution.dpi)
        left = round(40 * across)
        line = page.crop((left, 0, left + 1000, page.height - round(290 * down)))
        assert black_box(line.crop((100, line.height - round(20 * down), 900, line.height)))
        grey = (150 * across, page.height - 680 * down, 280 * across, page.height - 520 * down)
        assert 0.4 < black_share(page.crop([round(value) for value in grey])) < 0.6  # type: ignore[arg-type]  # four


def test_each_page_is_its_own(tmp_path: Path) -> None:
    pages = [(A4_POINTS, b"0 g %d 100 50 50 re f" % (100 * number)) for number in (1, 2, 3)]
    document = open_document(write_drawn_pdf(tmp_path / "three.pdf", pages))
    assert document.page_count == 3
    boxes = [black_box(document.page(index, PageFormat()))[0] for index in (2, 0, 1)]
    assert boxes[0] > boxes[2] > boxes[1]


def test_a_scan_in_a_pdf_is_drawn(tmp_path: Path) -> None:
    scan = Image.new("RGB", (850, 1100), "white")
    scan.paste((90, 90, 90), (100, 100, 400, 400))
    path = tmp_path / "scan.pdf"
    scan.save(path, "PDF", resolution=100)
    page = open_document(path).page(0, PageFormat())
    left, top, right, bottom = black_box(page)
    assert left == pytest.approx(204, abs=4)
    assert top == pytest.approx(196, abs=4)
    assert bottom == pytest.approx(4 * 196, abs=6)
    assert 0.5 < black_share(page.crop((left, top, right, bottom))) < 0.8


@pytest.mark.parametrize(
    "octets",
    [b"%PDF-1.4\n", b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\n", b"%PDF-" + b"\xff" * 500],
)
def test_a_damaged_pdf_is_refused(tmp_path: Path, octets: bytes) -> None:
    path = tmp_path / "damaged.pdf"
    path.write_bytes(octets)
    with pytest.raises(DocumentError) as refused:
        open_document(path)
    assert refused.value.remedy


def test_more_pages_than_the_limit_are_refused(tmp_path: Path) -> None:
    path = write_drawn_pdf(tmp_path / "pages.pdf", [(A4_POINTS, b"")] * 3)
    assert open_document(path, DocumentLimits(pages=3)).page_count == 3
    with pytest.raises(DocumentError, match="more than 2 pages"):
        open_document(path, DocumentLimits(pages=2))


def test_a_drawing_that_takes_too_long_is_ended(tmp_path: Path) -> None:
    drawn = b"0 0 m 500 800 l 500 0 l 0 800 l h f\n" * 200_000
    path = write_drawn_pdf(tmp_path / "long.pdf", [(A4_POINTS, drawn)])
    with pytest.raises(DocumentError, match=r"more than 0\.1 seconds"):
        open_document(path, DocumentLimits(seconds=0.1)).page(0, PageFormat())


def test_a_pdf_without_pages_is_refused(tmp_path: Path) -> None:
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[]/Count 0>>"]
    with pytest.raises(DocumentError):
        open_document(write_pdf_objects(tmp_path / "empty.pdf", objects))
