"""T.4 and T.6 data as libtiff reads and writes it."""

import io
import struct

from PIL import Image
from PIL.TiffImagePlugin import ImageFileDirectory_v2, TiffImageFile

from faxstatus_core.t4.page_format import Coding

_GROUP_3, _GROUP_4, _TWO_DIMENSIONAL = 3, 4, 1


def read_coded(octets: bytes, width: int, height: int, coding: Coding) -> Image.Image:
    """The page in ``octets`` (first bit in the least significant), decoded by libtiff."""
    ifd = ImageFileDirectory_v2(prefix=b"II")
    ifd[256], ifd[257] = width, height
    ifd[258] = ifd[277] = 1  # bits, samples
    ifd[259] = _GROUP_4 if coding is Coding.MMR else _GROUP_3
    ifd[262] = 0  # min is white
    ifd[266] = 2  # first bit least significant
    ifd[273] = 0  # made absolute by tobytes
    ifd[278] = height
    ifd[279] = len(octets)
    if coding is not Coding.MMR:
        ifd[292] = _TWO_DIMENSIONAL if coding is Coding.MR else 0
    with Image.open(
        io.BytesIO(b"II*\x00" + struct.pack("<L", 8) + ifd.tobytes(8) + octets)
    ) as page:
        page.load()
        return page


def write_coded(page: Image.Image, coding: Coding, *, dpi: int = 196) -> bytes:
    """``page`` as libtiff codes it, without RTC: MR with K of 4, of 2 at 150 dpi and less."""
    tags: dict[int, int] = {266: 2, 278: page.height, 282: 204, 283: dpi, 296: 2}
    if coding is Coding.MR:
        tags[292] = _TWO_DIMENSIONAL
    file = io.BytesIO()
    compression = "group4" if coding is Coding.MMR else "group3"
    # The codec takes 0 for white, where Pillow has it for black.
    negative = Image.frombytes("1", page.size, page.tobytes("raw", "1;I"))
    negative.save(file, "TIFF", compression=compression, tiffinfo=tags)
    with Image.open(file) as tiff:
        assert isinstance(tiff, TiffImageFile)
        (offset,), (count,) = tiff.tag_v2[273], tiff.tag_v2[279]
    return file.getvalue()[offset : offset + count]
