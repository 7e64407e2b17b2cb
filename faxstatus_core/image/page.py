"""Making a fax page of an image: black and white, 1728 pels wide, at a fax's resolution."""

from dataclasses import dataclass

from PIL import Image, ImageOps

from faxstatus_core.image.errors import DocumentError
from faxstatus_core.t4.page_format import PAGE_WIDTH, Resolution

_THRESHOLD = 128
_SAME_RESOLUTION = 0.06
"""Relative difference within which a resolution tag names the fax's own (200 for 204)."""
_MODEST_ASPECT = (0.25, 4.0)
"""Ratios of horizontal to vertical resolution that are believed; else pels are square."""
_TEXT_SHARE = 0.90
"""A grey page with this share of pels near black or white is text: no dithering."""
_NEAR = 48
_SQUARE = (204.0, 204.0)
_CENTIMETRE = 3
_TIFF_RESOLUTION_UNIT = 296
_TIFF_PHOTOMETRIC = 262
_MIN_IS_WHITE = 0
_TIFF_ORIENTATION = 274
_TURNED = (5, 6, 7, 8)
"""Orientations whose rows are stored as columns."""
_TIFF_X_RESOLUTION = 282
_TIFF_Y_RESOLUTION = 283


@dataclass(frozen=True, slots=True)
class DocumentLimits:
    """How large a document may be, in pels and pages."""

    width: int = 20_000
    height: int = 65_000
    pixels: int = 178_000_000
    pages: int = 1_000

    def check(self, width: int, height: int, where: str) -> None:
        """Raises :class:`DocumentError` for a page beyond the limits, or without area."""
        for size, limit, name in ((width, self.width, "wide"), (height, self.height, "high")):
            if size > limit:
                raise DocumentError(
                    f"the page is {size:,} pixels {name}, at most {limit:,} are taken",
                    where=where,
                    remedy="scan it at a lower resolution",
                )
        if width * height > self.pixels:
            raise DocumentError(
                f"the page has {width * height:,} pixels, at most {self.pixels:,} are taken",
                where=where,
                remedy="scan it at a lower resolution",
            )
        if width < 1 or height < 1:
            raise DocumentError("the page is empty", where=where, remedy="leave it out")


def check_page(image: Image.Image, limits: DocumentLimits, where: str) -> None:
    """Decode ``image`` and find all that :func:`to_fax_page` would not take, at any resolution.

    Raises :class:`DocumentError`, or what Pillow raises for a damaged image.
    """
    limits.check(*image.size, where)
    negative, dpi = _is_negative(image), _resolution_of(image)
    image.load()
    # Fine has the most lines.
    limits.check(PAGE_WIDTH, _height_at(Resolution.FINE, image.size, dpi), where)
    _to_grey(image.crop((0, 0, 1, 1)), negative=negative)


def to_fax_page(
    image: Image.Image, resolution: Resolution, limits: DocumentLimits, where: str
) -> Image.Image:
    """``image``, of a TIFF, as mode ``1``, 1728 wide, 255 is white, aspect kept at ``resolution``.

    A bilevel page that is 1728 wide at this resolution already is returned as it is. Raises
    :class:`DocumentError` for one that ``limits`` do not allow.
    """
    limits.check(*image.size, where)
    negative, dpi = _is_negative(image), _resolution_of(image)
    image.load()  # this turns it upright, and takes the orientation out of its tags
    height = _height_at(resolution, image.size, dpi)
    limits.check(PAGE_WIDTH, height, where)
    if image.mode == "1" and image.size == (PAGE_WIDTH, height):
        return image
    grey = _to_grey(image, negative=negative)
    if grey.size != (PAGE_WIDTH, height):
        grey = grey.resize((PAGE_WIDTH, height), Image.Resampling.BOX)
    if image.mode == "1" or _is_text(grey):
        return grey.point(lambda level: 255 if level >= _THRESHOLD else 0, "1")
    return grey.convert("1")


def _resolution_of(image: Image.Image) -> tuple[float, float]:
    """Across and down the upright page; square pels where the tags make no sense."""
    tags = getattr(image, "tag_v2", {})
    try:
        x, y = float(tags[_TIFF_X_RESOLUTION]), float(tags[_TIFF_Y_RESOLUTION])
        ratio = x / y
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        return _SQUARE
    if not _MODEST_ASPECT[0] <= ratio <= _MODEST_ASPECT[1]:
        return _SQUARE
    unit = 2.54 if tags.get(_TIFF_RESOLUTION_UNIT) == _CENTIMETRE else 1.0
    turned = tags.get(_TIFF_ORIENTATION) in _TURNED
    return (y * unit, x * unit) if turned else (x * unit, y * unit)


def _is_negative(image: Image.Image) -> bool:
    """Whether white is 0 in a deep grey page: Pillow inverts only those of 8 bits and less."""
    photometric = getattr(image, "tag_v2", {}).get(_TIFF_PHOTOMETRIC)
    return photometric == _MIN_IS_WHITE and image.mode.startswith(("I", "F"))


def _height_at(resolution: Resolution, size: tuple[int, int], dpi: tuple[float, float]) -> int:
    """The lines that a page of ``size`` has when it is 1728 wide at ``resolution``."""
    width, height = size
    horizontal, vertical = dpi
    if width == PAGE_WIDTH and abs(vertical / resolution.dpi[1] - 1) <= _SAME_RESOLUTION:
        return height
    pels_per_line = horizontal / vertical * resolution.dpi[1] / resolution.dpi[0]
    return max(1, round(height * PAGE_WIDTH / width * pels_per_line))


def _to_grey(image: Image.Image, *, negative: bool) -> Image.Image:
    """8 bits per pel, transparent parts white."""
    if image.mode in ("RGBA", "RGBa", "LA", "PA") or "transparency" in image.info:
        colour = image.convert("RGBA")
        paper = Image.new("RGBA", colour.size, "white")
        image = Image.alpha_composite(paper, colour)
    if image.mode.startswith(("I", "F")):
        grey = _deep_to_grey(image)
        return ImageOps.invert(grey) if negative else grey
    if image.mode == "LAB":
        return image.getchannel("L")
    return image.convert("L")


def _deep_to_grey(image: Image.Image) -> Image.Image:
    """Integers have 16 bits, or as many as are used; floats go to 1, or as far as they do."""
    levels = image.convert("F")
    largest = float(levels.getextrema()[1])  # type: ignore[arg-type]  # one band: two numbers
    scales = (1.0, 255.0, 65535.0) if image.mode == "F" else (65535.0,)
    white = next((scale for scale in scales if largest <= scale), largest)
    return levels.point(lambda level: level * (255.0 / white)).convert("L")


def _is_text(grey: Image.Image) -> bool:
    histogram = grey.histogram()
    extreme = sum(histogram[:_NEAR]) + sum(histogram[-_NEAR:])
    return extreme >= _TEXT_SHARE * sum(histogram)
