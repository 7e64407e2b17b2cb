"""T.4 data as libtiff reads it."""

import io
import struct

from PIL import Image
from PIL.TiffImagePlugin import ImageFileDirectory_v2


def read_group3(octets: bytes, width: int, height: int) -> Image.Image:
    """The page in ``octets`` (first bit in the least significant), decoded by libtiff."""
    ifd = ImageFileDirectory_v2(prefix=b"II")
    ifd[256], ifd[257] = width, height
    ifd[258] = ifd[277] = 1  # bits, samples
    ifd[259] = 3  # Group 3
    ifd[262] = 0  # min is white
    ifd[266] = 2  # first bit least significant
    ifd[273] = 0  # made absolute by tobytes
    ifd[278] = height
    ifd[279] = len(octets)
    ifd[292] = 0  # one-dimensional
    with Image.open(
        io.BytesIO(b"II*\x00" + struct.pack("<L", 8) + ifd.tobytes(8) + octets)
    ) as page:
        page.load()
        return page
