"""Coding and decoding a dense A4 page at fine resolution, beside libtiff's own codec."""

import io
import random

from PIL import Image, ImageDraw, ImageFont

from benchmarks.timing import seconds
from faxstatus_core.t4 import PAGE_WIDTH, MhDecoder, encode_mh

_LINES = 2287
_PIECE = 36  # octets that a modem at 14400 bit/s hands over every 20 ms


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
    """Print both directions, and how many times libtiff's duration they take."""
    page = dense_page()
    coded = encode_mh(page)
    file = io.BytesIO()
    page.save(file, "TIFF", compression="group3")

    def decode() -> None:
        decoder = MhDecoder()
        for start in range(0, len(coded), _PIECE):
            decoder.feed(coded[start : start + _PIECE])
        assert decoder.finish().bad_lines == 0

    def libtiff_decode() -> None:
        file.seek(0)
        with Image.open(file) as tiff:
            tiff.load()

    ours, theirs = (
        seconds(lambda: encode_mh(page)),
        seconds(lambda: page.save(io.BytesIO(), "TIFF", compression="group3")),
    )
    print(f"T.4 encode  {ours * 1000:7.1f} ms a page, {ours / theirs:5.1f} times libtiff")
    ours, theirs = seconds(decode), seconds(libtiff_decode)
    print(f"T.4 decode  {ours * 1000:7.1f} ms a page, {ours / theirs:5.1f} times libtiff")
