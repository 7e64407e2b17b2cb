"""Pictures of one page: PNG and JPEG."""

import contextlib
import io
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from PIL import Image, JpegImagePlugin

from faxstatus_core.image.documents.grey import to_grey
from faxstatus_core.image.documents.limits import DocumentLimits
from faxstatus_core.image.documents.paper import Layout, Sheet, scanned_sheet
from faxstatus_core.image.documents.png_bands import (
    PNG_MAGIC,
    PngHeader,
    read_data,
    read_header,
    read_rows,
)
from faxstatus_core.image.documents.scale import TURNED_ORIENTATIONS, scaled_bands
from faxstatus_core.image.errors import damage_told

__all__ = ["JPEG_MAGIC", "PNG_MAGIC", "JpegPages", "PngPages"]

JPEG_MAGIC = b"\xff\xd8\xff"
_REMEDY = "save the picture again"
_BAND_OCTETS = 2_000_000
_CUT_LINES = 256
_EXIF_ORIENTATION = 274


class PngPages:
    """A PNG, decoded in bands where that is possible: 8 bits a sample, not interlaced."""

    def __init__(self, file: BinaryIO, path: Path, limits: DocumentLimits) -> None:
        self._file = file
        self._where = str(path)
        self._limits = limits

    def sheets(self) -> Iterator[Sheet]:
        """Decodes the picture once."""
        header = self._header()
        for _ in self._strips(header):
            pass
        yield scanned_sheet((header.width, header.height), header.dpi, bilevel=header.bilevel)

    def draw(self, index: int, layout: Layout) -> Iterator[Image.Image]:
        """See :class:`~faxstatus_core.image.documents.source.Pages`."""
        header = self._header()
        return scaled_bands(self._strips(header), (header.width, header.height), 1, layout)

    def _header(self) -> PngHeader:
        with damage_told(self._where, _REMEDY):
            header = read_header(self._file)
        self._limits.check(header.width, header.height, self._where)
        return header

    def _strips(self, header: PngHeader) -> Iterator[Image.Image]:
        with damage_told(self._where, _REMEDY):
            if header.depth == 8 and not header.interlaced:
                yield from self._bands(header)
            else:
                yield from self._whole(header)

    def _bands(self, header: PngHeader) -> Iterator[Image.Image]:
        rows = max(1, _BAND_OCTETS // (header.width * 4))
        above = b""
        for filtered in read_rows(self._file, header, rows):
            octets = 1 + header.width * header.bits // 8
            lines = len(filtered) // octets
            data = zlib.compress(above + filtered, 0)
            extra = 1 if above else 0
            with Image.open(io.BytesIO(header.small_png(lines + extra, data))) as image:
                image.load()
                last = image.crop((0, image.height - 1, image.width, image.height))
                above = b"\0" + last.tobytes()
                yield _grey_part(image, extra, image.height)

    def _whole(self, header: PngHeader) -> Iterator[Image.Image]:
        octets = max(1, header.bits // 8) if header.colour in (0, 3) else 4 + header.bits / 8
        self._limits.check_chunk(header.width * header.height * octets, self._where)
        data = bytearray()
        for piece in read_data(self._file, header):
            data += piece
            self._limits.check_chunk(2 * len(data), self._where)
        small = io.BytesIO(header.small_png(header.height, bytes(data)))
        with Image.open(small, formats=["PNG"]) as image:
            image.load()
            yield from _cut(image)


class JpegPages:
    """A JPEG, decoded as grey and no larger than needed; Exif may turn it."""

    def __init__(self, file: BinaryIO, path: Path, limits: DocumentLimits) -> None:
        self._file = file
        self._where = str(path)
        self._limits = limits

    def sheets(self) -> Iterator[Sheet]:
        """Decodes the picture once."""
        with damage_told(self._where, _REMEDY), self._open() as image:
            pels, orientation = image.size, _orientation(image)
            dpi = image.info.get("dpi")
            image.draft("L", (max(1, pels[0] // 8), max(1, pels[1] // 8)))
            image.load()
        if orientation in TURNED_ORIENTATIONS:
            pels, dpi = pels[::-1], dpi and dpi[::-1]
        yield scanned_sheet(pels, dpi, bilevel=False)

    def draw(self, index: int, layout: Layout) -> Iterator[Image.Image]:
        """See :class:`~faxstatus_core.image.documents.source.Pages`."""
        with damage_told(self._where, _REMEDY):
            image = self._open()
            orientation = _orientation(image)
            columns = (orientation in TURNED_ORIENTATIONS) != layout.turned
            image.draft("L", layout.drawn[::-1] if columns else layout.drawn)
            image.load()
        size, strips = image.size, _cut(image)
        del image  # the strips hold it, until they have all been taken
        return scaled_bands(strips, size, orientation, layout)

    def _open(self) -> JpegImagePlugin.JpegImageFile:
        self._file.seek(0)
        image = Image.open(self._file, formats=["JPEG"])
        if not isinstance(image, JpegImagePlugin.JpegImageFile):
            raise TypeError("no JPEG")
        width, height = image.size
        self._limits.check(width, height, self._where)
        # The coefficients of all scans are kept until the last: two octets for each sample.
        largest = max(across * down for _, across, down, _ in image.layer)
        samples = sum(across * down for _, across, down, _ in image.layer) / largest
        scans = 0 if _in_one_scan(self._file, image) else 2 * samples
        self._limits.check_chunk(width * height * scans, self._where)
        if image.mode == "CMYK":
            self._limits.check_chunk(width * height * 5, self._where)
        return image


def _in_one_scan(file: BinaryIO, image: JpegImagePlugin.JpegImageFile) -> bool:
    """Whether all samples of a pel are stored together, so that lines can be decoded in turn."""
    if image.info.get("progressive"):
        return False
    file.seek(2)
    while len(marker := file.read(2)) == 2:
        if marker[0] != 0xFF or marker[1] == 0xFF:
            file.seek(-1, io.SEEK_CUR)
            continue
        length = int.from_bytes(file.read(2), "big")
        if marker[1] == 0xDA:  # start of scan (T.81 §B.2.3)
            file_components = file.read(1)
            file.seek(0)
            return file_components == bytes([len(image.layer)])
        file.seek(max(0, length - 2), io.SEEK_CUR)
    return False


def _orientation(image: Image.Image) -> int:
    with contextlib.suppress(Exception):  # damage here spoils nothing else
        return int(image.getexif().get(_EXIF_ORIENTATION, 1))
    return 1


def _cut(image: Image.Image) -> Iterator[Image.Image]:
    for top in range(0, image.height, _CUT_LINES):
        yield _grey_part(image, top, min(image.height, top + _CUT_LINES))


def _grey_part(image: Image.Image, top: int, bottom: int) -> Image.Image:
    part = image.crop((0, top, image.width, bottom))
    if "transparency" in image.info:
        part.info["transparency"] = image.info["transparency"]
    return to_grey(part)
