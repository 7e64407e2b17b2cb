"""PostScript, where Ghostscript is installed."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from faxstatus_core.image import DocumentError, DocumentLimits, open_document
from faxstatus_core.t4 import PageFormat, Resolution
from faxstatus_core.t4.page_format import PageWidth
from tests.support.documents import black_box


@pytest.fixture
def gs(peer: Callable[[str], str]) -> str:
    """Ghostscript."""
    return peer("gs")


needs_ghostscript = pytest.mark.usefixtures("gs")
BOX = b"72 72 144 36 rectfill showpage\n"


def write(path: Path, program: bytes) -> Path:
    path.write_bytes(b"%!PS-Adobe-3.0\n" + program)
    return path


def size(width: int, height: int) -> bytes:
    return b"<</PageSize [%d %d]>> setpagedevice\n" % (width, height)


@needs_ghostscript
@pytest.mark.parametrize("resolution", [Resolution.STANDARD, Resolution.R16])
def test_a_box_of_postscript_lands_at_its_millimetres(
    tmp_path: Path, resolution: Resolution
) -> None:
    program = b"(printed, not drawn) print flush\n" + size(595, 842) + BOX
    document = open_document(write(tmp_path / "box.ps", program))
    page = document.page(0, PageFormat(resolution))
    across, down = resolution.dpi
    margin = (page.width - 595 / 72 * across) / 2
    expected = margin + across, page.height - 1.5 * down, margin + 3 * across, page.height - down
    for pel, wanted in zip(black_box(page), expected, strict=True):
        assert abs(pel - wanted) <= 3


@needs_ghostscript
def test_pages_of_postscript_have_their_own_sizes(tmp_path: Path) -> None:
    program = size(595, 842) + BOX + size(842, 595) + BOX + size(842, 1191) + BOX
    document = open_document(write(tmp_path / "sizes.ps", program))
    papers = [document.paper(index) for index in range(document.page_count)]
    assert papers == [PageWidth.A4, PageWidth.A4, PageWidth.A3]
    left, top, right, bottom = black_box(document.page(1, PageFormat()))
    assert (bottom - top) / 196 == pytest.approx(2, abs=0.03)  # turned
    assert (right - left) / 204 == pytest.approx(0.5, abs=0.03)


@needs_ghostscript
@pytest.mark.parametrize(
    ("program", "limits", "what"),
    [
        (b"{} loop", DocumentLimits(seconds=0.4), "more than 0.4 seconds"),
        (b"{showpage} loop", DocumentLimits(pages=5), "more than 5 pages"),
        (b"0 1 1000000 { 60000 string } for showpage", DocumentLimits(), "memory"),
        (b"<</PageSize [100000 100000]>> setpagedevice showpage", DocumentLimits(), "m long"),
        (b"(/etc/passwd) (r) file pop showpage", DocumentLimits(), "invalidfileaccess"),
        (b"(%pipe%id) (r) file pop showpage", DocumentLimits(), "invalidfileaccess"),
        (b"showpage undefined_word", DocumentLimits(), "undefined"),
        (b"quit", DocumentLimits(), "no page"),
    ],
)
def test_a_program_that_does_harm_is_ended(
    tmp_path: Path, program: bytes, limits: DocumentLimits, what: str
) -> None:
    with pytest.raises(DocumentError) as refused:
        open_document(write(tmp_path / "harm.ps", program), limits)
    assert what in refused.value.what


def test_without_ghostscript_postscript_is_refused_and_the_remedy_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    with pytest.raises(DocumentError) as refused:
        open_document(write(tmp_path / "box.ps", BOX))
    assert "not installed" in refused.value.what
    assert "install gs" in refused.value.remedy
