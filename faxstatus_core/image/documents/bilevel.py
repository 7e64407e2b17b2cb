"""Grey to black and white: text gets a clean edge, photographs are dithered, on one page too.

The page is judged in tiles of about two millimetres. In a photograph most pels are neither paper
nor ink; in text, however it was scanned, few are. Letters paler than black get a threshold between
their ink and the paper.
"""

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageOps

_TILES_PER_INCH = 12
_THRESHOLD = 128
_LINE_SHARE = 0.6
"""For black and white pages that are made smaller: this part of a thin line makes a black pel."""
_DARKEST_SHARE = 0.15
_PAPER_LEAST = 120
"""No paper is darker."""
_WHITE_PAPER = 250
"""From here on it is not tinted, and photographs on it keep their levels."""
_PAPER_SHARE = 0.2
_PAPER_SPREAD = 10
_INK_SHARE = 0.002
_CONTRAST = 64
"""Levels between ink and paper, below which the page is not stretched."""
_INK, _PAPER = 48, 216
_PHOTO = 0.45
"""Share of middle levels, of a tile and its neighbours, that makes a photograph."""
_PHOTO_EDGE = 0.1
_BLACK, _WHITE = 8, 248
_SOFT = 0.5
"""Share of levels between these two, of a tile beside a photograph that belongs to it."""
_MOST_STEPS = 60
_PALE_SHARE = 0.03
_PALE = ((64, 128), (112, 150), (160, 180), (196, 206))
"""A tile's ink is at most this dark -> its threshold."""
_OVERLAP = 32
_OUTSIDE = 128


class Binariser:
    """Makes bands of grey, from the top of a page, black and white.

    ``dpi`` across and down. ``bilevel``: the page was black and white before it was scaled, by
    ``scale``; one pel of it is that part of a pel now.
    """

    def __init__(self, dpi: tuple[float, float], *, bilevel: bool, scale: float = 1.0) -> None:
        self._tile = [max(4, round(value / _TILES_PER_INCH)) for value in dpi]
        self._bilevel = bilevel
        share = max(_DARKEST_SHARE, _LINE_SHARE * scale)
        self._threshold = max(_THRESHOLD, round(255 * (1 - share)))
        self._counts = [0] * 256
        self._above: Image.Image | None = None

    def feed(self, band: Image.Image) -> Image.Image:
        """The next ``band``, mode ``L`` or ``1``, as mode ``1``."""
        if band.mode == "1":
            return band
        if self._bilevel:
            return _cut(band, self._threshold)
        # Error diffusion starts again in each band: some lines above it hide the seam.
        above = self._above.height if self._above else 0
        grey = band
        if self._above:
            grey = Image.new("L", (band.width, above + band.height))
            grey.paste(self._above, (0, 0))
            grey.paste(band, (0, above))
        self._above = band.crop((0, max(0, band.height - _OVERLAP), band.width, band.height))
        self._counts = [a + b for a, b in zip(self._counts, band.histogram(), strict=True)]
        made = self._binarise(_stretch(grey, self._counts))
        return made.crop((0, above, made.width, made.height)) if above else made

    def _binarise(self, grey: Image.Image) -> Image.Image:
        tiles = tuple(-(-size // tile) for size, tile in zip(grey.size, self._tile, strict=True))
        page = self._text(grey, (tiles[0], tiles[1]))
        photo = self._photo_mask(grey, (tiles[0], tiles[1]))
        box = photo.getbbox()
        if box:
            mask = photo.resize(self._whole(photo.size), Image.Resampling.NEAREST)
            left, top = box[0] * self._tile[0], box[1] * self._tile[1]
            right = min(box[2] * self._tile[0], grey.width)
            bottom = min(box[3] * self._tile[1], grey.height)
            region = (left, top, right, bottom)
            sharp = grey.crop(region).filter(ImageFilter.UnsharpMask(1, 60, 4))
            page.paste(sharp.convert("1"), (left, top), mask.crop(region))
        return page

    def _text(self, grey: Image.Image, tiles: tuple[int, int]) -> Image.Image:
        """Above or below a threshold, each tile's own where its ink is pale."""
        thresholds = Image.new("L", tiles, _THRESHOLD)
        for ink, threshold in reversed(_PALE):
            share = self._shares(grey, range(ink + 1))
            some = _where(share, _PALE_SHARE)
            thresholds.paste(threshold, mask=some.filter(ImageFilter.MaxFilter(3)))
        if thresholds.getextrema() == (_THRESHOLD, _THRESHOLD):
            return _cut(grey, _THRESHOLD)
        levels = thresholds.resize(self._whole(tiles), Image.Resampling.NEAREST)
        levels = levels.crop((0, 0, *grey.size))
        return _cut(ImageChops.subtract(grey, levels, 1, 128), 128)

    def _photo_mask(self, grey: Image.Image, tiles: tuple[int, int]) -> Image.Image:
        """Mode ``1``, a pel for a tile."""
        share = self._shares(grey, range(_INK, _PAPER))
        photo = _where(share.filter(ImageFilter.BoxBlur(1)), _PHOTO)
        around = _where(share, _PHOTO_EDGE)
        photo = ImageChops.darker(photo.filter(ImageFilter.MaxFilter(3)), around)
        # Its shadows and lights have no middle levels, but are seldom as even as ink and paper.
        soft = _where(self._shares(grey, range(_BLACK, _WHITE)), _SOFT)
        for _ in range(_MOST_STEPS):
            larger = photo.filter(ImageFilter.MaxFilter(3))
            larger = ImageChops.lighter(photo, ImageChops.darker(larger, soft))
            if larger.tobytes() == photo.tobytes():
                break
            photo = larger
        return _without_holes(photo).convert("1") if photo.getbbox() else photo.convert("1")

    def _shares(self, grey: Image.Image, chosen: range) -> Image.Image:
        """The share, to 255, of the chosen levels in each tile."""
        return grey.point([255 if level in chosen else 0 for level in range(256)]).reduce(
            (self._tile[0], self._tile[1])
        )

    def _whole(self, tiles: tuple[int, int]) -> tuple[int, int]:
        return tiles[0] * self._tile[0], tiles[1] * self._tile[1]


def _where(shares: Image.Image, least: float) -> Image.Image:
    return shares.point([255 if share >= least * 255 else 0 for share in range(256)])


def _without_holes(mask: Image.Image) -> Image.Image:
    """What cannot be reached from the border belongs to the rest."""
    outside = ImageOps.expand(mask, 1, 0)
    ImageDraw.floodfill(outside, (0, 0), _OUTSIDE)
    inside = outside.point([0 if level == _OUTSIDE else 255 for level in range(256)])
    return ImageOps.crop(inside, 1)


def _cut(grey: Image.Image, threshold: int) -> Image.Image:
    return grey.point([255 if level >= threshold else 0 for level in range(256)], "1")


def _stretch(grey: Image.Image, counts: list[int]) -> Image.Image:
    """Tinted paper becomes white, and pale ink black, if the page has paper."""
    total = sum(counts)
    spread = [
        sum(counts[max(0, level - _PAPER_SPREAD) : level + _PAPER_SPREAD + 1])
        for level in range(256)
    ]
    middle = max(range(_PAPER_LEAST, 256), key=spread.__getitem__)
    if spread[middle] < _PAPER_SHARE * total:
        return grey
    near = range(max(0, middle - _PAPER_SPREAD), min(256, middle + _PAPER_SPREAD + 1))
    paper = max(near, key=counts.__getitem__)
    if paper >= _WHITE_PAPER:
        return grey
    white = paper - _PAPER_SPREAD
    ink = next(level for level in range(256) if sum(counts[: level + 1]) >= _INK_SHARE * total)
    if white - ink < _CONTRAST:
        ink = 0
    levels = [round((level - ink) * 255 / (white - ink)) for level in range(256)]
    return grey.point([min(255, max(0, level)) for level in levels])
