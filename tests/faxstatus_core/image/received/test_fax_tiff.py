"""Pages as they stand in a file, copied from one to another without being decoded."""

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis.strategies import binary, booleans, builds, integers, just, lists, sampled_from
from PIL import Image

from faxstatus_core.image import PageQuality
from faxstatus_core.image.received.fax_tiff import CodedPage, FaxTiffWriter, read_coded_page
from faxstatus_core.image.received.group4 import encode_strip, rows_of
from faxstatus_core.t4 import Coding, PageWidth, Resolution
from tests.support.pages import draw_page, read_pages, same

PAGE = draw_page(1, 120)


def write(path: Path, *pages: CodedPage | Image.Image) -> Path:
    with path.open("wb") as file:
        writer = FaxTiffWriter(file)
        for page in pages:
            if isinstance(page, CodedPage):
                writer.add_coded_page(page, {})
            else:
                writer.add_page(page, Resolution.STANDARD, {})
    return path


@pytest.mark.parametrize("resolution", Resolution)
@pytest.mark.parametrize("width", PageWidth)
def test_a_page_of_any_format_has_the_same_pels_for_other_readers(
    tmp_path: Path, resolution: Resolution, width: PageWidth
) -> None:
    drawn = PAGE.resize((resolution.pels(width), 90))
    with (tmp_path / "page.tif").open("wb") as file:
        FaxTiffWriter(file).add_page(drawn, resolution, {})
    (read,) = read_pages(tmp_path / "page.tif")
    assert same(drawn, read)
    page = read_coded_page(tmp_path / "page.tif")
    assert (page.size, page.resolution) == (drawn.size, resolution)


@given(
    lists(binary(min_size=216, max_size=216), min_size=1, max_size=8),
    builds(
        PageQuality,
        lines=just(0),
        bad_lines=integers(0, 2**32 - 1),
        longest_bad_run=integers(0, 2**32 - 1),
        coding=sampled_from(Coding),
        data_rate=integers(1, 14).map(lambda step: 2400 * step),
        ecm=booleans(),
    ),
)
def test_any_pels_and_any_quality_are_read_back(rows: list[bytes], quality: PageQuality) -> None:
    quality = replace(quality, lines=len(rows))
    page = CodedPage(encode_strip(rows, 1728), (1728, len(rows)), Resolution.FINE, quality)
    with TemporaryDirectory() as folder:
        path = write(Path(folder) / "page.tif", page)
        assert read_coded_page(path) == page
        (read,) = read_pages(path)
    assert rows_of(read) == rows


def test_a_rate_that_no_fax_has_is_left_out(tmp_path: Path) -> None:
    quality = PageQuality(120, coding=Coding.MH, data_rate=9601, ecm=False)
    page = CodedPage(encode_strip(rows_of(PAGE), 1728), PAGE.size, Resolution.FINE, quality)
    read = read_coded_page(write(tmp_path / "page.tif", page)).quality
    assert read == PageQuality(120)


def test_pages_copied_from_other_files_are_the_same_octets(tmp_path: Path) -> None:
    drawn = [draw_page(number, 100 + number) for number in (1, 2, 3)]
    coded = [
        read_coded_page(write(tmp_path / f"{number}.tif", page))
        for number, page in enumerate(drawn)
    ]
    assert [page.size for page in coded] == [page.size for page in drawn]
    copy, direct = write(tmp_path / "copy.tif", *coded), write(tmp_path / "direct.tif", *drawn)
    assert copy.read_bytes() == direct.read_bytes()
    assert all(same(*pair) for pair in zip(drawn, read_pages(copy), strict=True))


def test_wherever_a_page_is_cut_off_it_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "page.tif", PAGE)
    octets = path.read_bytes()
    for size in [*range(0, 300, 7), *range(300, len(octets), 101), len(octets) - 1]:
        path.write_bytes(octets[:size])
        with pytest.raises(Exception, match=r"."):  # the archive makes one kind of them
            read_coded_page(path)


def test_a_page_whose_tags_were_damaged_is_refused_or_has_its_strip(tmp_path: Path) -> None:
    path = write(tmp_path / "page.tif", PAGE)
    octets, whole = path.read_bytes(), read_coded_page(path)
    for bit in range(8 * (len(octets) - len(whole.strip) - 1)):
        hurt = bytearray(octets)
        hurt[bit // 8] ^= 1 << bit % 8
        path.write_bytes(hurt)
        try:
            page = read_coded_page(path)
        except Exception:
            continue
        assert (page.strip, page.size) == (whole.strip, whole.size)


def test_a_page_of_another_form_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.tif"
    for options in ({"compression": "group4"}, {"compression": "group3"}, {}):  # 1 is white
        PAGE.save(path, "TIFF", dpi=(204, 196), **options)
        with pytest.raises(ValueError, match="not a page of the form"):
            read_coded_page(path)
