"""Coding and decoding a dense A4 page at fine resolution, beside libtiff's own codec."""

import io
import random

from PIL import Image, ImageDraw, ImageFont

from benchmarks.timing import seconds
from faxstatus_core.t4 import PAGE_WIDTH, Coding, PageDecoder, encode_page

_LINES = 2287
_PIECE = 36  # octets that a modem at 14400 bit/s hands over every 20 ms
_BITS_PER_SECOND = 14400
_T4_OPTIONS = 292  # 1: two-dimensional


def dense_page() -> Image.Image:
    """A page full of small print."""
    random.seed(1)
    page = Image.new("1", (PAGE_WIDTH, _LINES), 1)
    draw, font = ImageDraw.Draw(page), ImageFont.load_default(28)
    for top in range(40, _LINES - 40, 34):
        words = " ".join("".join(random.choices("abcdefghij", k=7)) for _ in range(14))
        draw.text((80, top), words, 0, font)
    return page


def run() -> None:
    """Print both directions of each coding, and how many times libtiff's duration they take."""
    page = dense_page()
    for coding in Coding:
        _compare(page, coding)


def _compare(page: Image.Image, coding: Coding) -> None:
    coded = encode_page(page, coding)
    file = io.BytesIO()
    _save(page, file, coding)

    def decode() -> None:
        decoder = PageDecoder(coding)
        for start in range(0, len(coded), _PIECE):
            decoder.feed(coded[start : start + _PIECE])
        assert decoder.finish().bad_lines == 0

    def libtiff_decode() -> None:
        file.seek(0)
        with Image.open(file) as tiff:
            tiff.load()

    ours = seconds(lambda: encode_page(page, coding))
    theirs = seconds(lambda: _save(page, io.BytesIO(), coding))
    print(f"{coding.value:3} encode {_figures(ours, theirs, coded)}")
    print(f"{coding.value:3} decode {_figures(seconds(decode), seconds(libtiff_decode), coded)}")


def _save(page: Image.Image, file: io.BytesIO, coding: Coding) -> None:
    compression = "group4" if coding is Coding.MMR else "group3"
    tags = {_T4_OPTIONS: 1} if coding is Coding.MR else {}
    page.save(file, "TIFF", compression=compression, dpi=(204, 196), tiffinfo=tags)


def _figures(ours: float, theirs: float, coded: bytes) -> str:
    share = ours / (8 * len(coded) / _BITS_PER_SECOND)
    return (
        f"{ours * 1000:7.1f} ms a page, {ours / theirs:5.1f} times libtiff, "
        f"{share:.2%} of a core at {_BITS_PER_SECOND} bit/s"
    )
