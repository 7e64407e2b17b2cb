"""From the strips of a stored page to bands of the drawn one: shrunk early, so that little of a
large page is in memory at a time.
"""

from collections.abc import Iterable, Iterator

from PIL import Image

from faxstatus_core.image.documents.paper import Layout

_BAND_PELS = 6_000_000
_BOX = Image.Resampling.BOX
_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""Values of TIFF's Orientation (TIFF 6.0, page 36) -> what sets the page upright."""
TURNED_ORIENTATIONS = (5, 6, 7, 8)
"""Orientations whose rows are stored as columns."""


def scaled_bands(
    strips: Iterable[Image.Image], stored: tuple[int, int], orientation: int, layout: Layout
) -> Iterator[Image.Image]:
    """``strips``, modes ``1`` or ``L``, one below the other, ``stored`` in all, as bands of
    ``layout.drawn`` from top to bottom.

    The bands have mode ``1`` if the strips have, and no pel was changed.
    """
    columns = (orientation in TURNED_ORIENTATIONS) != layout.turned
    canvas = _gather(strips, stored, layout.drawn[1 if columns else 0])
    if orientation in _UPRIGHT:
        canvas = canvas.transpose(_UPRIGHT[orientation])
    if layout.turned:
        canvas = canvas.transpose(Image.Transpose.ROTATE_90)
    yield from _bands(canvas, layout.drawn)


def cut_bands(page: Image.Image) -> Iterator[Image.Image]:
    """A page that has its size already, as bands."""
    yield from _bands(page, page.size)


def band_lines(width: int) -> int:
    """Lines of a band that is ``width`` pels wide."""
    return max(64, _BAND_PELS // width)


def _gather(strips: Iterable[Image.Image], stored: tuple[int, int], across: int) -> Image.Image:
    """All strips in one image, not wider than ``across``."""
    canvas: Image.Image | None = None
    top = 0
    for strip in strips:
        narrow = strip
        if across < stored[0]:
            narrow = strip.convert("L").resize((across, strip.height), _BOX)
        if canvas is None:
            canvas = Image.new(narrow.mode, (narrow.width, stored[1]), 255)
        canvas.paste(narrow, (0, top))
        top += narrow.height
    return canvas or Image.new("1", stored, 255)


def _bands(canvas: Image.Image, size: tuple[int, int]) -> Iterator[Image.Image]:
    width, height = size
    step = band_lines(width)
    for top in range(0, height, step):
        bottom = min(top + step, height)
        if canvas.size == size:
            yield canvas.crop((0, top, width, bottom))
            continue
        scale = canvas.height / height
        box = (0.0, top * scale, float(canvas.width), min(bottom * scale, float(canvas.height)))
        yield _resize(canvas, (width, bottom - top), box)


def _resize(
    canvas: Image.Image, size: tuple[int, int], box: tuple[float, float, float, float]
) -> Image.Image:
    if canvas.mode == "L":
        larger = size[0] > canvas.width or size[1] > box[3] - box[1]
        return canvas.resize(size, Image.Resampling.BICUBIC if larger else _BOX, box)
    # Pillow does not average pels of mode 1.
    top, bottom = int(box[1]), min(canvas.height, int(box[3]) + 1)
    part = canvas.crop((0, top, canvas.width, bottom)).convert("L")
    box = (box[0], box[1] - top, box[2], min(box[3] - top, float(part.height)))
    return part.resize(size, _BOX, box)
