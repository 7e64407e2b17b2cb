"""Documents made to harm: each is refused with a DocumentError or sent, within 200 MB of memory."""

import json
import random
import subprocess
import sys
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from faxstatus_core.image import DocumentError, DocumentLimits, open_document
from faxstatus_core.t4 import PageFormat
from tests.support.documents import (
    A4_POINTS,
    pdf_stream,
    png_octets,
    write_drawn_pdf,
    write_pdf_objects,
)

ROOT = Path(__file__).parents[2]
MOST_MB = 200
PROBE = """
import json, re, resource, sys
from pathlib import Path
from faxstatus_core.image import DocumentError, open_document
from faxstatus_core.t4 import PageFormat, Resolution
refused = None
try:
    document = open_document(Path(sys.argv[1]))
    document.page(0, PageFormat(Resolution.PELS_400, document.paper(0)))
except DocumentError as error:
    refused = str(error)
status = Path("/proc/self/status")
own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
if status.exists():  # not what the parent had before
    own = int(re.search(r"VmHWM:\\s+(\\d+)", status.read_text())[1])
children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
print(json.dumps([refused, own / 1000, children / 1000]))
"""
CATALOGUE = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>"]
PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R%b>>"


def colour_scan(path: Path) -> None:
    """A4 at 600 dpi: 35 million pels."""
    scan = Image.effect_noise((620, 877), 60).resize((4960, 7016), Image.Resampling.NEAREST)
    scan.convert("RGB").save(path, "TIFF", compression="packbits", dpi=(600, 600))


def colour_png(path: Path) -> None:
    rows = zlib.compress(b"\0" * (7016 * (1 + 3 * 4960)), 1)
    path.write_bytes(png_octets(4960, 7016, 8, 2, rows))


def colour_jpeg(path: Path) -> None:
    Image.new("RGB", (4960, 7016), "red").save(path, "JPEG", dpi=(600, 600))


def large_jpeg(path: Path) -> None:
    """A3 at 600 dpi, on its side."""
    Image.new("L", (9933, 7016), 99).save(path, "JPEG", dpi=(600, 600))


def progressive_jpeg(path: Path) -> None:
    Image.new("RGB", (4400, 4400), "red").save(path, "JPEG", progressive=True, subsampling=0)


def large_fax(path: Path) -> None:
    """A3 at 400 dpi."""
    page = Image.new("1", (4864, 6600), 255)
    page.save(path, "TIFF", compression="group4", dpi=(400, 400))


def png_bomb(path: Path) -> None:
    path.write_bytes(png_octets(3000, 3000, 8, 6, zlib.compress(bytes(150_000_000), 1)))


def deep_png(path: Path) -> None:
    path.write_bytes(png_octets(8000, 8700, 16, 6, zlib.compress(bytes(100_000_000), 1)))


def single_strip(path: Path) -> None:
    page = Image.new("RGB", (8000, 8000))
    page.save(path, "TIFF", compression="tiff_deflate", tiffinfo={278: 8000}, strip_size=2**30)


def image_bomb_pdf(path: Path) -> None:
    image = zlib.compress(bytes(100_000_000), 1)
    header = (
        b"/Type/XObject/Subtype/Image/Width 30000/Height 30000/ColorSpace/DeviceRGB"
        b"/BitsPerComponent 8/Filter/FlateDecode"
    )
    page = PAGE % b"/Resources<</XObject<</I 5 0 R>>>>"
    drawn = pdf_stream(b"595 0 0 842 0 0 cm /I Do")
    write_pdf_objects(path, [*CATALOGUE, page, drawn, pdf_stream(image, header)])


def content_bomb_pdf(path: Path) -> None:
    drawn = zlib.compress(b"0 0 m 9 9 l S\n" * 15_000_000, 1)
    stream = pdf_stream(drawn, b"/Filter/FlateDecode")
    write_pdf_objects(path, [*CATALOGUE, PAGE % b"", stream])


def deep_pdf(path: Path) -> None:
    page = PAGE % (b"/Deep " + b"[" * 200_000 + b"]" * 200_000)
    write_pdf_objects(path, [*CATALOGUE, page, pdf_stream(b"")])


def form_loop_pdf(path: Path) -> None:
    form = pdf_stream(b"/F Do /F Do", b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources 6 0 R")
    page = PAGE % b"/Resources 6 0 R"
    loop = [page, pdf_stream(b"/F Do"), form, b"<</XObject<</F 5 0 R>>>>"]
    write_pdf_objects(path, [*CATALOGUE, *loop])


def long_pdf(path: Path) -> None:
    write_drawn_pdf(path, [((595, 14_400), b"")])


def wide_pdf(path: Path) -> None:
    write_drawn_pdf(path, [((14_400, 0.01), b"")])


def endless_pages_pdf(path: Path) -> None:
    pages = b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 1000000000>>"
    write_pdf_objects(path, [CATALOGUE[0], pages])


def greedy_ps(path: Path) -> None:
    path.write_bytes(b"%!\n0 1 1000000 { 60000 string } for showpage\n")


def endless_pages_ps(path: Path) -> None:
    path.write_bytes(b"%!\n{showpage} loop\n")


def long_line(path: Path) -> None:
    path.write_bytes(b"x" * 3_900_000)


SENT = [colour_scan, colour_png, colour_jpeg, large_jpeg, large_fax, deep_pdf, png_bomb]
REFUSED = [
    progressive_jpeg,
    deep_png,
    single_strip,
    image_bomb_pdf,
    content_bomb_pdf,
    long_pdf,
    endless_pages_pdf,
    greedy_ps,
    endless_pages_ps,
]
EITHER = [form_loop_pdf, wide_pdf, long_line]


@pytest.mark.parametrize("make", [*SENT, *REFUSED, *EITHER])
def test_no_document_takes_more_than_200_mb(
    tmp_path: Path, make: Callable[[Path], None], peer: Callable[[str], str]
) -> None:
    if make in (greedy_ps, endless_pages_ps):
        peer("gs")
    path = tmp_path / "document"
    make(path)
    probe = subprocess.run(
        [sys.executable, "-c", PROBE, str(path)],
        capture_output=True,
        text=True,
        cwd=ROOT,
        timeout=60,
        check=False,
    )
    assert probe.returncode == 0, probe.stderr
    refused, own, children = json.loads(probe.stdout)
    assert max(own, children) < MOST_MB
    if make not in EITHER:
        assert bool(refused) == (make in REFUSED), refused


def _seeds(folder: Path) -> list[bytes]:
    """A small document of each kind that is read by code of ours."""
    picture = Image.effect_noise((40, 30), 90)
    seeds = []
    for kind, options in (("TIFF", {"compression": "tiff_lzw"}), ("PNG", {}), ("JPEG", {})):
        path = folder / kind
        picture.convert("RGB").save(path, kind, **options)
        seeds.append(path.read_bytes())
    return seeds


def test_damage_anywhere_ends_in_a_page_or_a_document_error(tmp_path: Path) -> None:
    dice = random.Random(1728)  # the same damage on every run
    path = tmp_path / "damaged"
    sent = refused = 0
    for seed in _seeds(tmp_path):
        for _ in range(30):
            octets = bytearray(seed)
            for _ in range(dice.randint(1, 4)):
                octets[dice.randrange(len(octets))] = dice.choice([0, 1, 0x7F, 0x80, 0xFF])
            path.unlink(missing_ok=True)
            path.write_bytes(octets)
            try:
                open_document(path).page(0, PageFormat())
                sent += 1
            except DocumentError:
                refused += 1
    assert sent
    assert refused


def test_a_damaged_pdf_ends_in_a_page_or_a_document_error(tmp_path: Path) -> None:
    dice = random.Random(1728)
    path = write_drawn_pdf(tmp_path / "a.pdf", [(A4_POINTS, b"0 g 9 9 99 99 re f")])
    seed = path.read_bytes()
    for _ in range(8):
        octets = bytearray(seed)
        for _ in range(4):
            octets[dice.randrange(8, len(octets))] = dice.randrange(32, 127)
        path.write_bytes(octets)
        try:
            open_document(path).page(0, PageFormat())
        except DocumentError:
            continue


def test_limits_are_the_callers(tmp_path: Path) -> None:
    path = tmp_path / "page.png"
    Image.new("L", (300, 200)).save(path)
    for limits in (
        DocumentLimits(width=299),
        DocumentLimits(height=199),
        DocumentLimits(pixels=59_999),
        DocumentLimits(octets=10),
        DocumentLimits(fax_pels=1_000_000),
        DocumentLimits(total_pixels=59_999),
    ):
        with pytest.raises(DocumentError):
            open_document(path, limits)
