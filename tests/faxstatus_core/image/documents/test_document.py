"""Documents: what is taken, what is refused, and that it is refused before a call."""

import io
import os
import random
import struct
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image, TiffImagePlugin

from faxstatus_core.image import DocumentError, DocumentLimits, open_document
from faxstatus_core.t4 import PageFormat, Resolution
from faxstatus_core.t4.page_format import PageWidth
from tests.support.pages import draw_page, write_document

COMPRESSIONS = [None, "group3", "group4", "tiff_lzw", "packbits", "tiff_adobe_deflate"]
ENTRY = struct.Struct("<HHLL")


def half_black(size: tuple[int, int] = (864, 100)) -> Image.Image:
    """Black on the left, white on the right."""
    page = Image.new("L", size, 255)
    page.paste(0, (0, 0, size[0] // 2, size[1]))
    return page


def save(path: Path, image: Image.Image, **options: object) -> Path:
    image.save(path, "TIFF", **options)
    return path


def only_strip() -> Image.Image:
    """A few lines of a page: quick to damage in many ways."""
    return draw_page(1).crop((0, 30, 1728, 38))


def two_strips(path: Path, compression: str | None, mode: str) -> bytes:
    """The octets of a fax of two such pages at fine resolution, written to ``path``."""
    strip = only_strip().convert(mode)
    strip.save(
        path,
        "TIFF",
        compression=compression,
        dpi=Resolution.FINE.dpi,
        save_all=True,
        append_images=[strip],
    )
    return path.read_bytes()


def patch_tags(path: Path, values: dict[int, int]) -> Path:
    """Change numbers in the first directory of a little-endian TIFF."""
    octets = bytearray(path.read_bytes())
    (start,) = struct.unpack_from("<L", octets, 4)
    (count,) = struct.unpack_from("<H", octets, start)
    for position in range(start + 2, start + 2 + 12 * count, 12):
        tag, kind, amount, value = ENTRY.unpack_from(octets, position)
        if tag in values:
            kind, value = 4, values[tag]
        ENTRY.pack_into(octets, position, tag, kind, amount, value)
    path.write_bytes(octets)
    return path


def only_page(path: Path, resolution: Resolution = Resolution.FINE) -> Image.Image:
    document = open_document(path)
    assert document.page_count == 1
    page = document.page(0, PageFormat(resolution))
    assert page.mode == "1"
    assert page.width == 1728
    return page


def is_half_black(page: Image.Image) -> bool:
    left = page.crop((0, 0, 863, page.height)).getextrema()
    right = page.crop((865, 0, 1728, page.height)).getextrema()
    return left == (0, 0) and right == (255, 255)


def refusal(path: Path, limits: DocumentLimits | None = None) -> DocumentError:
    with pytest.raises(DocumentError) as refused:
        open_document(path, limits)
    assert str(path) in refused.value.where
    return refused.value


@pytest.mark.parametrize(
    ("resolution", "dpi", "unit"),
    [
        (Resolution.STANDARD, (204, 98), 2),
        (Resolution.STANDARD, (200, 100), 2),
        (Resolution.STANDARD, (80, 38.5), 3),
        (Resolution.FINE, (204, 196), 2),
        (Resolution.FINE, (200, 200), 2),
        (Resolution.FINE, (80, 77), 3),
    ],
)
def test_a_fax_page_at_its_own_resolution_keeps_every_pel(
    tmp_path: Path, resolution: Resolution, dpi: tuple[float, float], unit: int
) -> None:
    drawn = draw_page(1)
    tags = {282: dpi[0], 283: dpi[1], 296: unit}
    path = save(tmp_path / "fax.tif", drawn, compression="group4", tiffinfo=tags)
    assert only_page(path, resolution).tobytes() == drawn.tobytes()


def test_a_document_tells_name_size_and_pages_and_gives_each(tmp_path: Path) -> None:
    pages = [draw_page(number, 300) for number in (1, 2, 3)]
    path = write_document(tmp_path / "three.tif", pages)
    document = open_document(path)
    assert document.name == "three.tif"
    assert document.size == path.stat().st_size
    assert document.page_count == 3
    for index in (2, 0, 1):
        assert document.page(index, PageFormat()).tobytes() == pages[index].tobytes()


def test_a_standard_page_has_each_line_twice_at_fine_and_a_fine_one_half_at_standard(
    tmp_path: Path,
) -> None:
    drawn = draw_page(1)
    page = only_page(save(tmp_path / "standard.tif", drawn, dpi=(204, 98)))
    assert page.tobytes() == drawn.resize((1728, 2 * drawn.height)).tobytes()
    fine = save(tmp_path / "fine.tif", drawn, dpi=(204, 196))
    assert only_page(fine, Resolution.STANDARD).height == drawn.height // 2


@pytest.mark.parametrize(
    ("size", "dpi", "height"),
    [
        ((850, 1100), (100, 100), 2149),  # US Letter
        ((850, 1100), None, 2149),  # no resolution: square pels
        ((850, 1100), (100, 1), 2149),  # nonsense: square pels
        ((850, 1100), (0, 0), 2149),
        ((850, 550), (100, 50), 2149),
        ((2550, 3300), (300, 300), 2149),
    ],
)
def test_the_aspect_of_the_paper_is_kept(
    tmp_path: Path, size: tuple[int, int], dpi: tuple[int, int] | None, height: int
) -> None:
    options = {"dpi": dpi} if dpi else {}
    path = save(tmp_path / "page.tif", Image.new("L", size, 255), **options)
    assert only_page(path).height == height
    assert abs(only_page(path, Resolution.STANDARD).height - height / 2) <= 1


@pytest.mark.parametrize("orientation", [1, 3, 6, 8])
def test_a_turned_page_is_set_upright_with_the_aspect_of_the_paper(
    tmp_path: Path, orientation: int
) -> None:
    degrees = {1: 0, 3: 180, 6: 90, 8: -90}[orientation]
    upright = half_black((1728, 500)).convert("1")
    stored = upright.rotate(degrees, expand=True)
    dpi = (204, 98) if degrees % 180 == 0 else (98, 204)
    path = save(tmp_path / "turned.tif", stored, dpi=dpi, tiffinfo={274: orientation})
    assert only_page(path, Resolution.STANDARD).tobytes() == upright.tobytes()


MODES: dict[str, Callable[[Image.Image], Image.Image]] = {
    "bilevel": lambda grey: grey.convert("1"),
    "grey": lambda grey: grey,
    "palette": lambda grey: grey.convert("RGB").quantize(4),
    "colour": lambda grey: grey.convert("RGB"),
    "CMYK": lambda grey: grey.convert("CMYK"),
    "CIELab": lambda grey: Image.merge("LAB", (grey, *[Image.new("L", grey.size, 128)] * 2)),
    "grey with alpha": lambda grey: grey.convert("LA"),
    "16 bits": lambda grey: grey.convert("I").point(lambda level: level * 257).convert("I;16"),
    "32 bits": lambda grey: grey.convert("I").point(lambda level: level * 257),
    "more than 16 bits": lambda grey: grey.convert("I").point(lambda level: level * 66000),
    "float to 1": lambda grey: grey.convert("F").point(lambda level: level * (1 / 255)),
    "float to 255": lambda grey: grey.convert("F"),
}


@pytest.mark.parametrize("mode", MODES)
def test_black_is_black_and_white_is_white_in_every_mode(tmp_path: Path, mode: str) -> None:
    assert is_half_black(only_page(save(tmp_path / "mode.tif", MODES[mode](half_black()))))


@pytest.mark.parametrize("mode", ["bilevel", "grey", "16 bits"])
def test_min_is_white_pages_are_inverted(tmp_path: Path, mode: str) -> None:
    path = save(tmp_path / "negative.tif", MODES[mode](half_black()))
    page = only_page(patch_tags(path, {262: 0})).transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    assert is_half_black(page)


@pytest.mark.parametrize("extra_samples", [1, 2])
def test_transparent_parts_are_white(tmp_path: Path, extra_samples: int) -> None:
    page = Image.new("RGBA", (864, 100), (0, 0, 0, 0))
    page.paste((0, 0, 0, 255), (0, 0, 432, 100))
    path = patch_tags(save(tmp_path / "alpha.tif", page), {338: extra_samples})
    assert is_half_black(only_page(path))


def test_a_grey_photo_is_dithered(tmp_path: Path) -> None:
    page = only_page(save(tmp_path / "photo.tif", Image.new("L", (1728, 200), 100)))
    assert 0.55 < page.histogram()[0] / (page.width * page.height) < 0.67


def test_grey_text_on_grimy_paper_is_clean(tmp_path: Path) -> None:
    text = draw_page(1, 300).convert("L").point(lambda level: 20 if level == 0 else 230)
    page = only_page(save(tmp_path / "text.tif", text, dpi=(204, 196)))
    assert page.tobytes() == draw_page(1, 300).tobytes()


@pytest.mark.parametrize(
    ("size", "limits", "what"),
    [
        ((50_000, 4), DocumentLimits(), "50,000 pixels wide"),
        ((40, 65_001), DocumentLimits(), "65,001 pixels high"),
        ((40, 50), DocumentLimits(pixels=1999), "2,000 pixels"),
        ((4, 60_000), DocumentLimits(), "pixels high"),  # when it is 1728 wide
    ],
)
def test_a_page_that_is_too_large_is_refused_when_the_document_is_opened(
    tmp_path: Path, size: tuple[int, int], limits: DocumentLimits, what: str
) -> None:
    path = save(tmp_path / "large.tif", Image.new("1", size, 1), compression="group4")
    assert what in refusal(path, limits).what


@pytest.mark.parametrize("size", [(20_000, 60_000), (2**31, 1), (2**32 - 1, 2**32 - 1), (0, 5)])
def test_a_small_file_that_claims_a_huge_page_or_none_is_refused(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    path = save(tmp_path / "bomb.tif", Image.new("L", (8, 8)))
    refusal(patch_tags(path, {256: size[0], 257: size[1]}))


def test_no_more_pages_are_taken_than_the_limit(tmp_path: Path) -> None:
    path = write_document(tmp_path / "pages.tif", [Image.new("1", (40, 40), 1)] * 3)
    assert open_document(path, DocumentLimits(pages=3)).page_count == 3
    assert "more than 2 pages" in refusal(path, DocumentLimits(pages=2)).what


def test_directories_that_lead_back_are_refused(tmp_path: Path) -> None:
    path = save(tmp_path / "loop.tif", Image.new("L", (8, 8)))
    octets = bytearray(path.read_bytes())
    (start,) = struct.unpack_from("<L", octets, 4)
    (count,) = struct.unpack_from("<H", octets, start)
    struct.pack_into("<L", octets, start + 2 + 12 * count, start)
    path.write_bytes(octets)
    assert "lead back" in refusal(path).what


def test_a_path_that_is_no_readable_file_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "missing.tif", tmp_path, tmp_path / "pipe", tmp_path / "\0.tif"):
        assert refusal(path).remedy


@pytest.mark.parametrize(
    "octets",
    [
        b"",
        b"II\x00",
        b"%PDF-1.7",
        b"\x7fELF",
        b"II*\x00",
        b"II*\x00\x00\x00\x00\x00",
        b"MM\x00*" * 9,
    ],
)
def test_a_file_that_is_no_tiff_or_has_no_page_is_refused(tmp_path: Path, octets: bytes) -> None:
    path = tmp_path / "file.tif"
    path.write_bytes(octets)
    assert refusal(path).remedy


@pytest.mark.parametrize("kind", ["GIF", "BMP", "WEBP"])
def test_an_image_of_another_kind_is_refused_whatever_its_name(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "picture.tif"
    Image.new("1", (8, 8)).convert("RGB").save(path, kind)
    error = refusal(path)
    assert "known kind" in error.what
    assert "PDF" in error.remedy


@pytest.mark.parametrize("name", ["page.png", "page.pdf", "page", "page.TIF"])
def test_a_tiff_is_taken_whatever_its_name(tmp_path: Path, name: str) -> None:
    assert is_half_black(only_page(save(tmp_path / name, half_black())))


@pytest.mark.parametrize("compression", COMPRESSIONS)
def test_wherever_a_file_is_cut_it_is_refused_or_still_has_every_pel(
    tmp_path: Path, compression: str | None
) -> None:
    path = tmp_path / "cut.tif"
    octets = two_strips(path, compression, "1")
    expected = only_strip().tobytes()
    steps = {len(octets) * step // 120 for step in range(120)} | set(range(len(octets))[-20:])
    for length in sorted(steps, reverse=True):
        os.truncate(path, length)
        if length < 4:  # that may be text
            break
        try:
            document = open_document(path)
        except DocumentError:
            continue
        assert document.page_count == 2
        for index in (0, 1):
            assert document.page(index, PageFormat()).tobytes() == expected


@pytest.mark.parametrize("compression", [*COMPRESSIONS, "jpeg"])
def test_a_damaged_file_is_refused_when_it_is_opened_and_never_later(
    tmp_path: Path, compression: str | None
) -> None:
    dice = random.Random(1728)  # the same damage on every run
    path = tmp_path / "damaged.tif"
    octets = two_strips(path, compression, "RGB" if compression == "jpeg" else "1")
    (directory,) = struct.unpack_from("<L", octets, 4)
    refused = 0
    for _ in range(60):
        damaged = bytearray(octets)
        for _ in range(dice.randint(1, 5)):
            near = dice.choice([(0, 8), (0, len(octets)), (directory, directory + 160)])
            damaged[dice.randrange(*near) % len(octets)] = dice.randrange(256)
        path.unlink()  # writing over a file waits for the disk
        path.write_bytes(damaged)
        try:
            document = open_document(path)
        except DocumentError:
            refused += 1
            continue
        for index in range(document.page_count):
            document.page(index, PageFormat())
    assert refused


@pytest.mark.parametrize(
    "error", [SyntaxError, struct.error, KeyError, OSError, OverflowError, MemoryError, TypeError]
)
def test_whatever_pillow_raises_becomes_a_document_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: type[Exception]
) -> None:
    def fail(*_: object) -> None:
        raise error("broken")

    path = write_document(tmp_path / "page.tif", [draw_page(1, 100)])
    monkeypatch.setattr(TiffImagePlugin.TiffImageFile, "load", fail)
    assert "broken" in refusal(path).what


def shorten(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:50])


def replace(path: Path) -> None:
    other = path.with_name("other")
    other.write_bytes(path.read_bytes())
    other.rename(path)


def touch(path: Path) -> None:
    os.utime(path, (1, 1))


@pytest.mark.parametrize("change", [shorten, replace, touch, Path.unlink])
def test_a_document_that_changed_after_it_was_opened_is_refused(
    tmp_path: Path, change: Callable[[Path], None]
) -> None:
    path = write_document(tmp_path / "page.tif", [draw_page(1, 100)])
    document = open_document(path)
    change(path)
    with pytest.raises(DocumentError) as refused:
        document.page(0, PageFormat())
    assert refused.value.remedy


@pytest.mark.parametrize("resolution", list(Resolution))
@pytest.mark.parametrize("width", list(PageWidth))
def test_a_fax_page_of_every_format_is_recognised_and_keeps_every_pel(
    tmp_path: Path, resolution: Resolution, width: PageWidth
) -> None:
    page_format = PageFormat(resolution, width)
    drawn = draw_page(1, 120).resize((page_format.pels, 300))
    path = save(tmp_path / "fax.tif", drawn, compression="group4", dpi=resolution.dpi)
    document = open_document(path)
    assert document.paper(0) is width
    assert document.page(0, page_format).tobytes() == drawn.tobytes()
    assert document.native_resolution(0).pels(width) == page_format.pels


@pytest.mark.parametrize(
    ("dpi", "bilevel", "resolution"),
    [
        (100, False, Resolution.FINE),
        (100, True, Resolution.STANDARD),
        (200, True, Resolution.FINE),
        (300, True, Resolution.PELS_300),
        (300, False, Resolution.PELS_300),
        (600, True, Resolution.R16),
        (None, False, Resolution.FINE),
    ],
)
def test_the_native_resolution_is_the_least_that_shows_all(
    tmp_path: Path, dpi: int | None, bilevel: bool, resolution: Resolution
) -> None:
    page = Image.new("1" if bilevel else "L", (400, 300), 255)
    options = {"dpi": (dpi, dpi)} if dpi else {}
    document = open_document(save(tmp_path / "page.tif", page, **options))
    assert document.native_resolution(0) is resolution


def test_pages_of_any_number_are_drawn_one_at_a_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_document(tmp_path / "many.tif", [draw_page(1, 100)] * 29)
    document = open_document(path)
    opened = []
    open_image = Image.open

    def counted(file: io.BytesIO, formats: list[str]) -> Image.Image:
        opened.append(formats)
        return open_image(file, formats=formats)

    monkeypatch.setattr(Image, "open", counted)
    document.page(28, PageFormat())
    assert opened == [["TIFF"]]
