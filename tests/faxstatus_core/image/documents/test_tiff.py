"""TIFF as other programs write it: strips, tiles, planes, BigTIFF, either order of octets."""

import struct
import zlib
from pathlib import Path

import pytest
from PIL import Image

from faxstatus_core.image import DocumentError, DocumentLimits, open_document
from faxstatus_core.t4 import PageFormat
from tests.support.pages import draw_page

_SIZES = {1: 1, 3: 2, 4: 4, 16: 8}
_CODES = {1: "B", 3: "H", 4: "L", 16: "Q"}
FINE = {282: (3, [204]), 283: (3, [196])}

Tags = dict[int, tuple[int, list[int]]]


def write_tiff(
    path: Path,
    pages: list[tuple[Tags, list[bytes]]],
    *,
    order: str = "<",
    big: bool = False,
    tiled: bool = False,
) -> Path:
    """Pages of tags and parts (strips or tiles), written as the specification says."""
    offset = "Q" if big else "L"
    mark = b"II" if order == "<" else b"MM"
    out = bytearray(mark + struct.pack(order + "H", 43 if big else 42))
    out += struct.pack(order + "HHQ", 8, 0, 0) if big else struct.pack(order + "L", 0)
    link = len(out) - (8 if big else 4)
    for given, parts in pages:
        starts = []
        for part in parts:
            starts.append(len(out))
            out += part
        wide = 16 if big else 4
        tags = dict(given)
        tags[324 if tiled else 273] = (wide, starts)
        tags[325 if tiled else 279] = (wide, [len(part) for part in parts])
        values: dict[int, bytes] = {}
        for tag, (kind, numbers) in tags.items():
            packed = struct.pack(f"{order}{len(numbers)}{_CODES[kind]}", *numbers)
            if len(packed) > struct.calcsize("<" + offset):
                place = len(out)
                out += packed
                packed = struct.pack(order + offset, place)
            values[tag] = packed.ljust(struct.calcsize("<" + offset), b"\0")
        struct.pack_into(order + offset, out, link, len(out))
        out += struct.pack(order + ("Q" if big else "H"), len(tags))
        for tag in sorted(tags):
            kind, numbers = tags[tag]
            out += struct.pack(order + "HH" + offset, tag, kind, len(numbers)) + values[tag]
        link = len(out)
        out += struct.pack(order + offset, 0)
    path.write_bytes(out)
    return path


def shorts(**tags: int) -> Tags:
    return {int(tag[1:]): (3, [value]) for tag, value in tags.items()}


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("big", [False, True])
@pytest.mark.parametrize("rows", [7, 50, 100])
def test_strips_of_either_order_and_of_bigtiff(
    tmp_path: Path, order: str, big: bool, rows: int
) -> None:
    drawn = draw_page(1, 100)
    octets = drawn.tobytes()
    strips = [octets[top * 216 : (top + rows) * 216] for top in range(0, 100, rows)]
    tags = FINE | shorts(t256=1728, t257=100, t258=1, t259=1, t262=1, t277=1, t278=rows)
    path = write_tiff(tmp_path / "strips.tif", [(tags, strips)] * 2, order=order, big=big)
    document = open_document(path)
    assert document.page_count == 2
    assert document.page(1, PageFormat()).tobytes() == drawn.tobytes()


@pytest.mark.parametrize("compression", [1, 8])
def test_tiles_are_put_together(tmp_path: Path, compression: int) -> None:
    drawn = draw_page(1, 100)
    tiles = []
    for top in range(0, 100, 48):
        for left in range(0, 1728, 512):
            tile = drawn.crop((left, top, left + 512, top + 48)).tobytes()
            tiles.append(zlib.compress(tile) if compression == 8 else tile)
    tags = FINE | shorts(t256=1728, t257=100, t258=1, t259=compression, t262=1, t277=1)
    tags |= shorts(t322=512, t323=48)
    path = write_tiff(tmp_path / "tiles.tif", [(tags, tiles)], tiled=True)
    assert open_document(path).page(0, PageFormat()).tobytes() == drawn.tobytes()


def test_separate_planes_are_put_together(tmp_path: Path) -> None:
    grey = draw_page(1, 100).convert("L").tobytes()
    strips = [grey[: 60 * 1728], grey[60 * 1728 :]] * 3
    tags = FINE | shorts(t256=1728, t257=100, t259=1, t262=2, t277=3, t278=60, t284=2)
    tags[258] = (3, [8, 8, 8])
    path = write_tiff(tmp_path / "planes.tif", [(tags, strips)])
    page = open_document(path).page(0, PageFormat())
    assert page.tobytes() == draw_page(1, 100).tobytes()


@pytest.mark.parametrize("photometric", [0, 1])
@pytest.mark.parametrize("fill_order", [1, 2])
def test_photometric_and_fill_order_are_heeded(
    tmp_path: Path, photometric: int, fill_order: int
) -> None:
    drawn = draw_page(1, 100)
    octets = drawn.tobytes()
    if photometric == 0:
        octets = bytes(octet ^ 0xFF for octet in octets)
    if fill_order == 2:
        octets = bytes(int(f"{octet:08b}"[::-1], 2) for octet in octets)
    tags = FINE | shorts(t256=1728, t257=100, t258=1, t259=1, t262=photometric, t266=fill_order)
    path = write_tiff(tmp_path / "order.tif", [(tags, [octets])])
    assert open_document(path).page(0, PageFormat()).tobytes() == drawn.tobytes()


def test_thumbnails_are_no_pages(tmp_path: Path) -> None:
    tags = shorts(t256=8, t257=8, t258=8, t259=1, t262=1)
    pages = [(tags, [bytes(64)]), (tags | shorts(t254=1), [bytes(64)]), (tags, [bytes(64)])]
    assert open_document(write_tiff(tmp_path / "thumb.tif", pages)).page_count == 2
    with pytest.raises(DocumentError, match="no page"):
        open_document(write_tiff(tmp_path / "only.tif", pages[1:2]))


BASE = shorts(t256=64, t257=64, t258=8, t259=1, t262=1, t277=1, t278=64)


@pytest.mark.parametrize(
    "wrong",
    [
        shorts(t257=0),
        shorts(t256=0),
        shorts(t262=77),
        shorts(t266=9),
        shorts(t258=77),
        shorts(t259=6),
        shorts(t259=60000),
        shorts(t277=60000),
        shorts(t278=1),  # strips are missing
        shorts(t257=65),  # a line is missing
        shorts(t322=0, t323=16),
        {257: (4, [2**31])},
    ],
)
def test_tags_that_make_no_sense_are_refused(tmp_path: Path, wrong: Tags) -> None:
    tiled = 322 in wrong
    path = write_tiff(tmp_path / "wrong.tif", [(BASE | wrong, [bytes(64 * 64)])], tiled=tiled)
    with pytest.raises(DocumentError) as refused:
        open_document(path)
    assert refused.value.remedy


@pytest.mark.parametrize("kind", [5, 11, 12])
@pytest.mark.parametrize("octets", [b"\xff" * 8, b"\0" * 8, struct.pack("<d", float("nan"))])
def test_a_resolution_of_nonsense_makes_square_pels(
    tmp_path: Path, kind: int, octets: bytes
) -> None:
    path = write_tiff(
        tmp_path / "dpi.tif",
        [(BASE | {282: (4, [1, 1]), 283: (4, [1, 1])}, [bytes(64 * 64)])],
    )
    file = bytearray(path.read_bytes())
    for tag in (282, 283):
        at = file.index(struct.pack("<HHL", tag, 4, 2))
        (place,) = struct.unpack_from("<L", file, at + 8)
        file[place : place + 8] = octets
        struct.pack_into("<HHL", file, at, tag, kind, 2 if kind == 11 else 1)
    path.write_bytes(file)
    assert open_document(path).page(0, PageFormat()).size == (1728, round(1728 * 196 / 204))


def test_strips_without_number_are_refused(tmp_path: Path) -> None:
    tags = shorts(t256=8, t258=8, t259=1, t262=1, t278=1) | {257: (4, [60_000])}
    tags[273] = (4, [8] * 10)
    path = write_tiff(tmp_path / "strips.tif", [(tags, [b"x" * 8] * 300_000)])
    with pytest.raises(DocumentError, match="1,200,000 octets"):
        open_document(path)


def test_pages_that_share_one_large_picture_are_counted_by_their_pels(tmp_path: Path) -> None:
    path = tmp_path / "shared.tif"
    pages = [Image.new("1", (1000, 1000), 255)] * 4
    pages[0].save(path, save_all=True, append_images=pages[1:], compression="group4")
    assert open_document(path, DocumentLimits(total_pixels=4_000_000)).page_count == 4
    with pytest.raises(DocumentError, match="in all"):
        open_document(path, DocumentLimits(total_pixels=3_999_999))
