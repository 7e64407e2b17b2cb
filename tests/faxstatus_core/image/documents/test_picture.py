"""PNG and JPEG: all modes, sizes and turns."""

from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from faxstatus_core.image import DocumentError, open_document
from faxstatus_core.t4 import PageFormat, Resolution
from faxstatus_core.t4.page_format import PageWidth
from tests.support.documents import black_box, black_share, png_octets
from tests.support.pages import draw_page


def half(mode: str, size: tuple[int, int] = (400, 300)) -> Image.Image:
    """Black on the left."""
    picture = Image.new("L", size, 255)
    picture.paste(0, (0, 0, size[0] // 2, size[1]))
    return picture.quantize(4) if mode == "P" else picture.convert(mode)


def is_half_black(page: Image.Image) -> bool:
    left = page.crop((0, 0, 860, page.height)).getextrema()
    right = page.crop((868, 0, 1728, page.height)).getextrema()
    return (left, right) == ((0, 0), (255, 255))


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_png_of_every_mode_is_black_and_white(tmp_path: Path, mode: str) -> None:
    picture = half("L" if mode == "I;16" else mode)
    if mode == "I;16":
        picture = picture.convert("I").point(lambda level: level * 257).convert("I;16")
    path = tmp_path / "picture"
    picture.save(path, "PNG")
    page = open_document(path).page(0, PageFormat())
    assert is_half_black(page)
    assert page.height == round(300 / 400 * 1728 * 196 / 204)


def test_a_png_in_many_bands_is_the_same_as_decoded_at_once(tmp_path: Path) -> None:
    """Filters need the line above, also across the bands."""
    noise = Image.effect_noise((2000, 900), 90)
    picture = Image.merge(
        "RGB", (noise, noise.rotate(180), Image.linear_gradient("L").resize(noise.size))
    )
    picture.save(tmp_path / "p.png", dpi=(240, 240))
    picture.save(tmp_path / "p.tif", dpi=(240, 240))
    pages = [open_document(tmp_path / name).page(0, PageFormat()) for name in ("p.png", "p.tif")]
    assert pages[0].size == pages[1].size
    assert pages[0].tobytes() == pages[1].tobytes()


def test_transparent_parts_of_a_picture_are_white(tmp_path: Path) -> None:
    picture = Image.new("RGBA", (400, 300), (0, 0, 0, 0))
    picture.paste((0, 0, 0, 255), (0, 0, 200, 300))
    picture.save(tmp_path / "alpha.png")
    assert is_half_black(open_document(tmp_path / "alpha.png").page(0, PageFormat()))


def test_a_bilevel_png_of_a_fax_keeps_every_pel(tmp_path: Path) -> None:
    drawn = draw_page(1)
    drawn.save(tmp_path / "fax.png", dpi=(204, 196))
    document = open_document(tmp_path / "fax.png")
    assert document.native_resolution(0) is Resolution.FINE
    assert document.page(0, PageFormat()).tobytes() == drawn.tobytes()


@pytest.mark.parametrize(
    ("orientation", "black_at"), [(1, "left"), (3, "right"), (6, "top"), (8, "bottom")]
)
def test_exif_turns_a_photograph(tmp_path: Path, orientation: int, black_at: str) -> None:
    exif = Image.Exif()
    exif[274] = orientation
    half("RGB").save(tmp_path / "photo.jpg", exif=exif, quality=95)
    page = open_document(tmp_path / "photo.jpg").page(0, PageFormat())
    width, height = page.size
    parts = {
        "left": (0, 0, width // 4, height),
        "right": (width * 3 // 4, 0, width, height),
        "top": (0, 0, width, height // 4),
        "bottom": (0, height * 3 // 4, width, height),
    }
    assert black_share(page.crop(parts[black_at])) > 0.98
    assert 0.45 < black_share(page) < 0.55
    assert (height > width) == (orientation in (6, 8))


@pytest.mark.parametrize("options", [{}, {"progressive": True}, {"subsampling": 0}])
@pytest.mark.parametrize("mode", ["L", "RGB", "CMYK"])
def test_jpeg_of_every_mode_is_black_and_white(
    tmp_path: Path, mode: str, options: dict[str, Any]
) -> None:
    half(mode).save(tmp_path / "picture.jpg", quality=95, **options)
    assert is_half_black(open_document(tmp_path / "picture.jpg").page(0, PageFormat()))


def test_a_scan_has_its_size_and_a_picture_of_unknown_size_the_papers(tmp_path: Path) -> None:
    scan = Image.new("L", (945, 1000), 0)
    scan.save(tmp_path / "scan.png", dpi=(300, 300))  # 80 mm of receipt
    page = open_document(tmp_path / "scan.png").page(0, PageFormat())
    left, _, right, _ = black_box(page)
    assert right - left == pytest.approx(945 / 300 * 204, abs=1)
    assert abs(left - (1728 - right)) <= 1
    scan.save(tmp_path / "screen.png", dpi=(96, 96))
    assert black_box(open_document(tmp_path / "screen.png").page(0, PageFormat()))[:3:2] == (
        0,
        1728,
    )


def test_a_landscape_scan_is_turned_and_a_wide_one_goes_on_wide_paper(tmp_path: Path) -> None:
    Image.new("L", (1754, 1240), 255).save(tmp_path / "a4.jpg", dpi=(150, 150))
    document = open_document(tmp_path / "a4.jpg")
    assert document.paper(0) is PageWidth.A4
    assert document.page(0, PageFormat()).height == round(1754 / 150 * 196)
    Image.new("L", (1754, 2480), 255).save(tmp_path / "a3.jpg", dpi=(150, 150))
    assert open_document(tmp_path / "a3.jpg").paper(0) is PageWidth.A3


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_picture_cut_anywhere_is_refused_when_it_is_opened(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "cut"
    Image.effect_noise((60, 60), 90).convert("RGB").save(path, kind)
    octets = path.read_bytes()
    # The last octets are the end mark, behind all pels.
    for length in range(9, len(octets) - 16, max(1, len(octets) // 60)):
        path.write_bytes(octets[:length])
        with pytest.raises(DocumentError):
            open_document(path)


@pytest.mark.parametrize(
    "octets",
    [
        png_octets(0, 5, 8, 2, b""),
        png_octets(8, 8, 8, 2, b"not zlib"),
        png_octets(8, 8, 3, 2, b""),
        png_octets(8, 8, 8, 5, b""),
        png_octets(2**31 - 1, 2**31 - 1, 16, 6, b""),
        b"\x89PNG\r\n\x1a\n",
        b"\xff\xd8\xff",
        b"\xff\xd8\xff\xe0" + b"\xff" * 4000,
    ],
)
def test_damaged_pictures_are_refused(tmp_path: Path, octets: bytes) -> None:
    path = tmp_path / "picture"
    path.write_bytes(octets)
    with pytest.raises(DocumentError) as refused:
        open_document(path)
    assert refused.value.remedy
