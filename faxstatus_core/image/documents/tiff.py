"""TIFF of any depth, colour, compression and resolution, with many pages."""

import io
import math
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

from PIL import Image

from faxstatus_core.image.documents.grey import is_deep, largest_level, to_grey
from faxstatus_core.image.documents.limits import DocumentLimits
from faxstatus_core.image.documents.paper import Layout, Sheet, scanned_sheet
from faxstatus_core.image.documents.scale import TURNED_ORIENTATIONS, scaled_bands
from faxstatus_core.image.documents.tiff_chunks import (
    BITS,
    CHUNK_TAGS,
    LENGTH,
    PHOTOMETRIC,
    SAMPLES,
    WIDTH,
    Chunk,
    read_chunks,
)
from faxstatus_core.image.documents.tiff_directory import Directory, read_directories
from faxstatus_core.image.errors import DocumentError, damage_told

_SUBFILE, _ORIENTATION, _X_RESOLUTION, _Y_RESOLUTION, _UNIT = 254, 274, 282, 283, 296
_TAGS = CHUNK_TAGS | {_SUBFILE, _ORIENTATION, _X_RESOLUTION, _Y_RESOLUTION, _UNIT}
_CENTIMETRE = 3
_THUMBNAIL = 1
_MIN_IS_WHITE = 0
_REMEDY = "save the document as TIFF again"


class TiffPages:
    """The pages of a TIFF; pictures that are another's thumbnail are none."""

    def __init__(self, file: BinaryIO, path: Path, limits: DocumentLimits) -> None:
        self._file = file
        self._path = path
        self._limits = limits

    def sheets(self) -> Iterator[Sheet]:
        """Decodes every page once."""
        for index, page in enumerate(self._pages()):
            where = self._where(index)
            size = page.number(WIDTH, 0), page.number(LENGTH, 0)
            self._limits.check(*size, where)
            for _ in self._strips(page, where):
                pass
            yield self._sheet(page)

    def draw(self, index: int, layout: Layout) -> Iterator[Image.Image]:
        """See :class:`~faxstatus_core.image.documents.source.Pages`."""
        for number, page in enumerate(self._pages()):
            if number == index:
                stored = page.number(WIDTH, 0), page.number(LENGTH, 0)
                strips = self._strips(page, self._where(index))
                return scaled_bands(strips, stored, page.number(_ORIENTATION, 1), layout)
        raise DocumentError("the page is gone", where=self._where(index), remedy=_REMEDY)

    def _pages(self) -> Iterator[Directory]:
        self._file.seek(0)
        for page in read_directories(self._file, _TAGS, str(self._path)):
            if not page.number(_SUBFILE, 0) & _THUMBNAIL:
                yield page

    def _where(self, index: int) -> str:
        return f"{self._path}, page {index + 1}"

    def _sheet(self, page: Directory) -> Sheet:
        unit = 2.54 if page.number(_UNIT, 2) == _CENTIMETRE else 1.0
        dpi = page.ratio(_X_RESOLUTION) * unit, page.ratio(_Y_RESOLUTION) * unit
        pels = page.number(WIDTH, 0), page.number(LENGTH, 0)
        if page.number(_ORIENTATION, 1) in TURNED_ORIENTATIONS:
            dpi, pels = dpi[::-1], pels[::-1]
        bilevel = page.number(BITS, 1) == 1 and page.number(SAMPLES, 1) == 1
        return scanned_sheet(pels, dpi, bilevel=bilevel)

    def _strips(self, page: Directory, where: str) -> Iterator[Image.Image]:
        """Modes ``1`` or ``L``, one below the other."""
        with damage_told(where, _REMEDY):
            largest = 65535.0
            if page.number(BITS, 1) > 16:
                largest = self._largest(page, where)
            negative = page.number(PHOTOMETRIC, 1) == _MIN_IS_WHITE
            size = page.number(WIDTH, 0), page.number(LENGTH, 0)

            def convert(image: Image.Image) -> Image.Image:
                return to_grey(image, largest=largest, negative=negative)

            for chunks in read_chunks(self._file, page, self._limits, where):
                yield _join(chunks, size, convert)

    def _largest(self, page: Directory, where: str) -> float:
        levels = [-math.inf]
        for chunks in read_chunks(self._file, page, self._limits, where):
            for chunk in chunks:
                image = _decode(chunk)
                if is_deep(image):
                    levels.append(largest_level(image))
        return max(levels)


def _join(
    chunks: list[Chunk], size: tuple[int, int], convert: Callable[[Image.Image], Image.Image]
) -> Image.Image:
    """The parts beside each other, without what tiles have beyond the page."""
    first = convert(_decode(chunks[0]))
    height = min(chunks[0].height, size[1] - chunks[0].top)
    if len(chunks) == 1 and first.size == (size[0], height):
        return first
    strip = Image.new(first.mode, (size[0], height))
    strip.paste(first, (0, 0))
    for chunk in chunks[1:]:
        strip.paste(convert(_decode(chunk)), (chunk.left, 0))
    return strip


def _decode(chunk: Chunk) -> Image.Image:
    image = Image.open(io.BytesIO(chunk.octets), formats=["TIFF"])
    image.load()
    if image.size != (chunk.width, chunk.height):
        raise ValueError("a strip of another size")
    return image
