"""What a terminal can do, what both ends agree on, and how DIS and DCS say so (T.30 Table 2)."""

import math
from dataclasses import dataclass

from faxstatus_core.errors import FaxError
from faxstatus_core.t30.frames import (
    DataRate,
    Dcs,
    Dis,
    MinimumScanLineTime,
    Modulations,
    RecordingLength,
    RecordingWidth,
)
from faxstatus_core.t31.modulations import (
    V17_7200,
    V17_9600,
    V17_12000,
    V17_14400,
    V27TER_2400,
    V27TER_4800,
    V29_7200,
    V29_9600,
    Modulation,
)

LADDER = (
    V17_14400,
    V17_12000,
    V17_9600,
    V17_7200,
    V29_9600,
    V29_7200,
    V27TER_4800,
    V27TER_2400,
)
"""The modulations of a training check in the order in which they are tried."""

_DATA_RATES = {
    DataRate.V17_14400: V17_14400,
    DataRate.V17_12000: V17_12000,
    DataRate.V17_9600: V17_9600,
    DataRate.V17_7200: V17_7200,
    DataRate.V29_9600: V29_9600,
    DataRate.V29_7200: V29_7200,
    DataRate.V27TER_4800: V27TER_4800,
    DataRate.V27TER_2400: V27TER_2400,
}
_RATE_OF = {modulation: rate for rate, modulation in _DATA_RATES.items()}

# Milliseconds per line at 3.85 and at 7.7 lines/mm that a DIS asks for.
_SCAN_LINE_TIMES = {
    MinimumScanLineTime.MS_20: (20, 20),
    MinimumScanLineTime.MS_40: (40, 40),
    MinimumScanLineTime.MS_10: (10, 10),
    MinimumScanLineTime.MS_10_HALF: (10, 5),
    MinimumScanLineTime.MS_5: (5, 5),
    MinimumScanLineTime.MS_40_HALF: (40, 20),
    MinimumScanLineTime.MS_20_HALF: (20, 10),
    MinimumScanLineTime.MS_0: (0, 0),
}
_SCAN_LINE_CODES = {
    0: MinimumScanLineTime.MS_0,
    5: MinimumScanLineTime.MS_5,
    10: MinimumScanLineTime.MS_10,
    20: MinimumScanLineTime.MS_20,
    40: MinimumScanLineTime.MS_40,
}


class IncompatibleError(FaxError):
    """The two terminals have nothing in common for this fax."""


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What this terminal can do. ``modulations`` are long-training ones, of :data:`LADDER`.

    ``scan_line_time``: the least milliseconds that a received line must take: 0, 5, 10, 20 or 40.
    """

    modulations: tuple[Modulation, ...] = LADDER
    fine: bool = True
    can_receive: bool = True
    scan_line_time: int = 0

    def dis(self, *, to_poll: bool = False) -> Dis:
        """The DIS that offers them: T.4 pages of 1728 pels, any length.

        ``to_poll``: there is a document that a caller may ask for.
        """
        recommendations = {modulation.recommendation for modulation in self.modulations}
        if "V.17" in recommendations:
            modulation = Modulations.V27TER_V29_V17
        elif "V.29" in recommendations:
            both = "V.27ter" in recommendations
            modulation = Modulations.V27TER_V29 if both else Modulations.V29
        elif V27TER_4800 in self.modulations:
            modulation = Modulations.V27TER
        else:
            modulation = Modulations.V27TER_FALLBACK
        return Dis(
            ready_to_transmit_document=to_poll,
            receiver_fax_operation=self.can_receive,
            modulation=modulation,
            r8_7_7_lines_mm=self.fine,
            recording_length=RecordingLength.UNLIMITED,
            minimum_scan_line_time=_SCAN_LINE_CODES[self.scan_line_time],
        )


@dataclass(frozen=True, slots=True)
class Selection:
    """How pages travel after a DCS: modulation, resolution, minimum milliseconds per line."""

    modulation: Modulation
    fine: bool
    scan_line_time: int = 0
    recording_length: RecordingLength = RecordingLength.A4

    @property
    def minimum_line_bits(self) -> int:
        """The bits that a coded line must at least have, fill and EOL included (T.4 §4.1.3)."""
        return math.ceil(self.scan_line_time * self.modulation.bit_rate / 1000)

    def dcs(self) -> Dcs:
        """The DCS that says so."""
        return Dcs(
            receiver_fax_operation=True,
            data_rate=_RATE_OF[self.modulation],
            r8_7_7_lines_mm=self.fine,
            recording_length=self.recording_length,
            minimum_scan_line_time=_SCAN_LINE_CODES[self.scan_line_time],
        )


def modulations_of(dis: Dis) -> frozenset[Modulation]:
    """The modulations that ``dis`` offers; a code that T.30 does not define is read by its bits."""
    code = int(dis.modulation)
    offered: set[Modulation] = set()
    if code == Modulations.V27TER_FALLBACK:
        offered.add(V27TER_2400)
    if code & Modulations.V27TER:
        offered |= {V27TER_2400, V27TER_4800}
    if code & Modulations.V29:
        offered |= {V29_7200, V29_9600}
    if code == Modulations.V27TER_V29_V17:
        offered |= {V17_7200, V17_9600, V17_12000, V17_14400}
    return frozenset(offered)


def common_modulations(local: Capabilities, dis: Dis) -> tuple[Modulation, ...]:
    """What both can, fastest first in the order of :data:`LADDER`.

    Raises :class:`IncompatibleError` if that is nothing.
    """
    offered = modulations_of(dis)
    common = tuple(m for m in LADDER if m in offered and m in local.modulations)
    if not common:
        raise IncompatibleError("the called machine offers no modulation that this modem has")
    return common


def select(dis: Dis, modulation: Modulation, *, fine: bool) -> Selection:
    """The selection for pages that are wanted ``fine``, as far as ``dis`` allows.

    Raises :class:`IncompatibleError` if the called machine does not receive.
    """
    if not dis.receiver_fax_operation:
        raise IncompatibleError("the called machine does not receive faxes")
    fine = fine and dis.r8_7_7_lines_mm
    standard_time, fine_time = _SCAN_LINE_TIMES[MinimumScanLineTime(dis.minimum_scan_line_time)]
    unlimited = dis.recording_length == RecordingLength.UNLIMITED
    return Selection(
        modulation,
        fine,
        fine_time if fine else standard_time,
        RecordingLength.UNLIMITED if unlimited else RecordingLength.A4,
    )


def selection_of(dcs: Dcs, local: Capabilities) -> Selection:
    """What ``dcs`` selects. The recording length is taken as it comes: every length is received.

    Raises :class:`IncompatibleError` for anything that ``local`` never offered.
    """
    modulation = _DATA_RATES.get(DataRate(dcs.data_rate)) if dcs.data_rate in _DATA_RATES else None
    if modulation is None or modulation not in local.modulations:
        raise IncompatibleError("the calling machine chose a data rate that was not offered")
    for name, chosen in (
        ("two-dimensional coding", dcs.two_dimensional_coding),
        ("error correction", dcs.error_correction_mode),
        ("T.6 coding", dcs.t6_coding),
        ("a wider page", dcs.recording_width != RecordingWidth.MM_215),
        ("fine resolution", dcs.r8_7_7_lines_mm and not local.fine),
        (
            "a higher resolution",
            dcs.r8_15_4_lines_mm or dcs.pels_300x300 or dcs.r16_15_4_lines_mm,
        ),
    ):
        if chosen:
            raise IncompatibleError(f"the calling machine chose {name}, which was not offered")
    times = _SCAN_LINE_TIMES[MinimumScanLineTime(dcs.minimum_scan_line_time)]
    return Selection(modulation, dcs.r8_7_7_lines_mm, times[dcs.r8_7_7_lines_mm])
