"""The minimum scan line time, bits 21 to 23 and 46 of DIS and DCS (T.30 Table 2)."""

from faxstatus_core.t4.page_format import Resolution
from faxstatus_core.t30.frames import Dis, MinimumScanLineTime

_MS_AT = {
    MinimumScanLineTime.MS_20: (20, 20),
    MinimumScanLineTime.MS_40: (40, 40),
    MinimumScanLineTime.MS_10: (10, 10),
    MinimumScanLineTime.MS_10_HALF: (10, 5),
    MinimumScanLineTime.MS_5: (5, 5),
    MinimumScanLineTime.MS_40_HALF: (40, 20),
    MinimumScanLineTime.MS_20_HALF: (20, 10),
    MinimumScanLineTime.MS_0: (0, 0),
}
"""Milliseconds a line at 3.85 and at 7.7 lines/mm."""

SCAN_LINE_CODES = {
    0: MinimumScanLineTime.MS_0,
    5: MinimumScanLineTime.MS_5,
    10: MinimumScanLineTime.MS_10,
    20: MinimumScanLineTime.MS_20,
    40: MinimumScanLineTime.MS_40,
}
"""The codes of DCS, which are also those of a DIS that does not halve."""

_FINE_LINES = 250
"""Lines an inch beyond which a resolution is higher than 7.7 lines/mm."""


def asked_for(dis: Dis, resolution: Resolution) -> int:
    """Milliseconds that a line must take at least: 0, 5, 10, 20 or 40.

    A half that DCS has no code for (2.5 ms) is taken up to the next that it has.
    """
    standard, fine = _MS_AT[MinimumScanLineTime(dis.minimum_scan_line_time)]
    if resolution is Resolution.STANDARD:
        return standard
    if resolution.dpi[1] > _FINE_LINES and dis.minimum_scan_line_time_halves:
        return next(ms for ms in sorted(SCAN_LINE_CODES) if 2 * ms >= fine)
    return fine


def selected(code: int) -> int:
    """Milliseconds that a DCS selects; its codes that halve are read as what they say at 3.85."""
    return _MS_AT[MinimumScanLineTime(code)][0]
