"""The sample document."""

from pathlib import Path

from faxstatus_core.image import open_document, sample_pages, write_sample
from faxstatus_core.t4 import Coding, PageFormat, encode_page


def test_pages_differ_and_are_short_on_the_line() -> None:
    pages = sample_pages()
    assert len({page.tobytes() for page in pages}) == 3
    for page in pages:
        assert page.mode == "1"
        assert page.size == (1728, 2288)
        assert len(encode_page(page, Coding.MH)) <= 25_000


def test_the_written_document_is_sent_pel_by_pel(tmp_path: Path) -> None:
    document = open_document(write_sample(tmp_path / "sample.tif", 2))
    assert document.page_count == 2
    for index, page in enumerate(sample_pages(2)):
        assert document.page(index, PageFormat()).tobytes() == page.tobytes()
