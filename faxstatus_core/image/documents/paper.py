"""How a page lies on the fax paper: its size, which way up, the resolution it needs."""

import math
from dataclasses import dataclass

from faxstatus_core.t4.page_format import PAGE_WIDTH, PageFormat, PageWidth, Resolution

_MM_PER_INCH = 25.4
_SAME = 0.06
"""Relative difference within which a resolution is the fax's own (200 for 204)."""
_MODEST_ASPECT = (0.25, 4.0)
"""Ratios of horizontal to vertical resolution that are believed; else pels are square."""
_SIZED_DPI = (99.0, 2500.0)
"""Resolutions of scanners. 72 and 96 say nothing: programs write them when they know none."""
_LINE_DPI = 204.0
_LINE_MM = PAGE_WIDTH / _LINE_DPI * _MM_PER_INCH
_WIDEST = {PageWidth.A4: 226.0, PageWidth.B4: 268.0}
"""Millimetres that still go on the paper: Letter has 216; 1728 pels at 200 dpi are 219."""
_BELIEVED_MM = 1_000.0
"""Wider paper than this is a picture with a wrong resolution."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page before it is drawn, upright: millimetres, and for scans and pictures its pels.

    ``sized`` is false if the millimetres are only a guess: it is then as wide as A4.
    """

    width: float
    height: float
    pels: tuple[int, int] | None = None
    bilevel: bool = False
    sized: bool = True

    @property
    def dpi(self) -> tuple[float, float]:
        """Pels per inch across and down, of a page that has pels."""
        across, down = self.pels or (0, 0)
        return across * _MM_PER_INCH / self.width, down * _MM_PER_INCH / self.height

    @property
    def is_fax(self) -> bool:
        """Whether it is a fax page already: black and white, at a fax's width and resolution."""
        return self.bilevel and any(
            self.fits(PageFormat(resolution, width))
            for resolution in Resolution
            for width in PageWidth
        )

    def fits(self, page_format: PageFormat) -> bool:
        """Whether its pels are those of ``page_format``, so that none has to be changed."""
        if self.pels is None or self.pels[0] != page_format.pels:
            return False
        return _alike(self.dpi, page_format.resolution.dpi)


@dataclass(frozen=True, slots=True)
class Layout:
    """Where ``sheet`` lies: ``drawn`` pels, at ``left`` in a line of ``pels``, at ``dpi``.

    ``turned``: by a quarter, its top to the left.
    """

    sheet: Sheet
    drawn: tuple[int, int]
    pels: int
    dpi: tuple[int, int]
    turned: bool

    @property
    def left(self) -> int:
        """White pels on the left: narrower pages are in the middle."""
        return (self.pels - self.drawn[0]) // 2


def scanned_sheet(
    pels: tuple[int, int], dpi: tuple[float, float] | None, *, bilevel: bool
) -> Sheet:
    """A page of ``pels``, at the resolution its file tells, as far as that makes sense."""
    across, down = dpi or (0.0, 0.0)
    ratio = across / down if down and math.isfinite(across) and math.isfinite(down) else 0.0
    if not _MODEST_ASPECT[0] <= ratio <= _MODEST_ASPECT[1]:
        across = down = 0.0
        ratio = 1.0
    sized = all(_SIZED_DPI[0] <= value <= _SIZED_DPI[1] for value in (across, down * 2))
    if not sized or pels[0] / across * _MM_PER_INCH > _BELIEVED_MM:
        sized = False
        across = pels[0] / _LINE_MM * _MM_PER_INCH
        down = across / ratio
    for resolution in Resolution:
        if pels[0] in {resolution.pels(width) for width in PageWidth} and _alike(
            (across, down), resolution.dpi
        ):
            sized, (across, down) = True, resolution.dpi
            break
    width, height = pels[0] / across * _MM_PER_INCH, pels[1] / down * _MM_PER_INCH
    return Sheet(width, height, pels, bilevel, sized)


def paper_of(sheet: Sheet) -> PageWidth:
    """The paper that ``sheet`` goes on, at its size if there is such paper."""
    return _paper(sheet.height if _is_turned(sheet) else sheet.width)


def lay(sheet: Sheet, page_format: PageFormat) -> Layout:
    """Lay ``sheet`` on paper: at its size, or smaller if it is wider than the line."""
    dpi = page_format.resolution.dpi
    turned = _is_turned(sheet)
    if sheet.pels and sheet.fits(page_format) and not turned:
        return Layout(sheet, sheet.pels, page_format.pels, dpi, turned)
    width, height = (sheet.height, sheet.width) if turned else (sheet.width, sheet.height)
    scale = min(1.0, page_format.pels / dpi[0] * _MM_PER_INCH / width)
    pels = round(width * scale / _MM_PER_INCH * dpi[0])
    lines = round(height * scale / _MM_PER_INCH * dpi[1])
    drawn = max(1, min(pels, page_format.pels)), max(1, lines)
    return Layout(sheet, drawn, page_format.pels, dpi, turned)


def native_resolution(sheet: Sheet) -> Resolution:
    """The least resolution that shows what ``sheet`` has; FINE if that is not known.

    Grey and colour are dithered, which takes more pels than they have levels: FINE at least.
    """
    if sheet.pels is None or not (sheet.sized or sheet.bilevel):
        return Resolution.FINE
    resolution: Resolution
    for resolution in Resolution:
        if sheet.is_fax and _alike(sheet.dpi, resolution.dpi):
            return resolution
    across, down = sheet.dpi[::-1] if _is_turned(sheet) else sheet.dpi
    for resolution in (
        *((Resolution.STANDARD,) if sheet.bilevel else ()),
        Resolution.FINE,
        Resolution.SUPERFINE,
        Resolution.PELS_300,
    ):
        limits = [value * (1 + _SAME) for value in resolution.dpi]
        if across <= limits[0] and down <= limits[1]:
            return resolution
    return Resolution.R16


def _is_turned(sheet: Sheet) -> bool:
    """Landscape pages that would need wider paper lie better on their side."""
    if not sheet.sized or sheet.width <= sheet.height or sheet.is_fax:
        return False
    return sheet.width > _WIDEST[PageWidth.A4]


def _paper(width: float) -> PageWidth:
    return next((paper for paper, widest in _WIDEST.items() if width <= widest), PageWidth.A3)


def _alike(dpi: tuple[float, float], other: tuple[float, float]) -> bool:
    return all(abs(a / b - 1) <= _SAME for a, b in zip(dpi, other, strict=True))
