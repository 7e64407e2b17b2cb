"""The page geometry of Group 3 (T.4 §2, Table 1)."""

import enum

PAGE_WIDTH = 1728
"""Pels of a line of 215 mm."""
HORIZONTAL_DPI = 204


class Resolution(enum.Enum):
    """Vertical resolution; the value is in lines per inch (TIFF) of 3.85 and 7.7 lines/mm."""

    STANDARD = 98
    FINE = 196

    @property
    def dpi(self) -> tuple[int, int]:
        """Horizontal and vertical pels per inch."""
        return HORIZONTAL_DPI, self.value
