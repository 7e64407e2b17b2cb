"""What a page can be: width, resolution and coding (T.4 §2 and Table 1, T.30 Table 2)."""

import enum
from dataclasses import dataclass
from typing import Self


class Coding(enum.Enum):
    """How the lines of a page are coded; the value is what people call it."""

    MH = "MH"
    """One-dimensional (T.4 §4.1)."""
    MR = "MR"
    """Two-dimensional, every K-th line one-dimensional (T.4 §4.2)."""
    MMR = "MMR"
    """Two-dimensional throughout, without EOL (T.6); with error correction only."""


PAGE_WIDTH = 1728
"""Pels of a line of A4 at eight a millimetre, as most faxes have."""


class PageWidth(enum.IntEnum):
    """The width of the scanned line, in millimetres."""

    A4 = 215
    """A4, Letter and Legal."""
    B4 = 255
    A3 = 303


_PELS = {
    8: {PageWidth.A4: 1728, PageWidth.B4: 2048, PageWidth.A3: 2432},
    12: {PageWidth.A4: 2592, PageWidth.B4: 3072, PageWidth.A3: 3648},
    16: {PageWidth.A4: 3456, PageWidth.B4: 4096, PageWidth.A3: 4864},
}
"""Pels of a line, by pels a millimetre (rounded) and width (T.4 §2.2, Table 1)."""


class Resolution(enum.Enum):
    """Pels across by lines down: metric ones for a millimetre (R8 is 8 pels), others for an inch.

    ``dpi`` is the same in pels per inch, across and down; ``k_factor`` the K of two-dimensional
    coding (T.4 §4.2.2).
    """

    dpi: tuple[int, int]
    k_factor: int

    def __new__(cls, text: str, dpi: tuple[int, int], k_factor: int) -> Self:
        """Make the member that is called ``text``."""
        member = object.__new__(cls)
        member._value_ = text
        member.dpi = dpi
        member.k_factor = k_factor
        return member

    STANDARD = "R8x3.85", (204, 98), 2
    FINE = "R8x7.7", (204, 196), 4
    SUPERFINE = "R8x15.4", (204, 391), 8
    PELS_200 = "200x200", (200, 200), 4
    PELS_300 = "300x300", (300, 300), 6
    R16 = "R16x15.4", (408, 391), 8
    PELS_400 = "400x400", (400, 400), 8

    @property
    def title(self) -> str:
        """What people call it: ``fine``, ``300x300``."""
        return self.value if self.inch_based else self.name.lower()

    @property
    def inch_based(self) -> bool:
        """Whether it is one of the resolutions for an inch (T.30 Table 2, bit 44)."""
        return self in (Resolution.PELS_200, Resolution.PELS_300, Resolution.PELS_400)

    def pels(self, width: PageWidth) -> int:
        """Pels of a line that is ``width`` wide."""
        pels_per_mm = 12 if self is Resolution.PELS_300 else 8 * round(self.dpi[0] / 200)
        return _PELS[pels_per_mm][width]


@dataclass(frozen=True, slots=True)
class PageFormat:
    """The shape of a page on the line."""

    resolution: Resolution = Resolution.FINE
    width: PageWidth = PageWidth.A4

    @property
    def pels(self) -> int:
        """Pels of a line."""
        return self.resolution.pels(self.width)
