"""Pillow's modes to grey of 8 bits: transparent parts white, deep levels scaled."""

from PIL import Image, ImageOps

_WHITES = (1.0, 255.0, 65535.0)


def to_grey(image: Image.Image, *, largest: float = 65535.0, negative: bool = False) -> Image.Image:
    """Mode ``L``, or ``1`` if ``image`` has it.

    ``largest``: the highest level of the whole page, if it has integers of 32 bits or floats.
    ``negative``: white is 0 in a page deeper than 8 bits; Pillow inverts the others.
    """
    if image.mode == "1":
        return image
    if image.mode in ("RGBA", "RGBa", "LA", "PA") or "transparency" in image.info:
        colour = image.convert("RGBA")
        paper = Image.new("RGBA", colour.size, "white")
        image = Image.alpha_composite(paper, colour)
    if is_deep(image):
        grey = _deep_to_grey(image, largest)
        return ImageOps.invert(grey) if negative else grey
    if image.mode == "LAB":
        return image.getchannel("L")
    return image.convert("L")


def is_deep(image: Image.Image) -> bool:
    """Whether the levels go beyond 8 bits."""
    return image.mode.startswith(("I", "F"))


def largest_level(image: Image.Image) -> float:
    """The highest level of a deep image."""
    return float(image.convert("F").getextrema()[1])  # type: ignore[arg-type]  # one band: numbers


def _deep_to_grey(image: Image.Image, largest: float) -> Image.Image:
    """Integers have 16 bits, or as many as are used; floats go to 1, or as far as they do."""
    scales = _WHITES if image.mode == "F" else _WHITES[-1:]
    white = next((scale for scale in scales if largest <= scale), largest)
    levels = image.convert("F")
    return levels.point(lambda level: level * (255.0 / white)).convert("L")
