"""What this terminal can do, and the DIS or DTC that says so (T.30 Table 2)."""

from dataclasses import dataclass
from typing import Literal

from faxstatus_core.errors import FaxError
from faxstatus_core.t4.page_format import Coding, PageWidth, Resolution
from faxstatus_core.t30.frames import Dis, RecordingLength, RecordingWidth
from faxstatus_core.t30.negotiation.ladder import LADDER, offer_of
from faxstatus_core.t30.negotiation.scan_line_time import SCAN_LINE_CODES
from faxstatus_core.t31.modulations import Modulation

FrameOctets = Literal[64, 256]
"""Octets of a frame of coded data under error correction (T.30 Table 2, bits 7 and 28)."""

WIDTHS = {
    PageWidth.A4: RecordingWidth.MM_215,
    PageWidth.B4: RecordingWidth.MM_255,
    PageWidth.A3: RecordingWidth.MM_303,
}


class IncompatibleError(FaxError):
    """The two terminals have nothing in common for this fax."""


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What this terminal can do.

    ``modulations``: of :data:`~.ladder.LADDER`. ``resolutions``: besides STANDARD, which every
    terminal has. ``width``: the widest page. ``codings``: besides MH; MMR counts only with
    ``error_correction``. ``frame_octets``: those it asks for. ``scan_line_time``: the least
    milliseconds that a received line must take: 0, 5, 10, 20 or 40. ``can_receive``: it takes
    faxes. ``addressing``: it takes SUB, SEP, PWD and SID.
    """

    modulations: tuple[Modulation, ...] = LADDER
    resolutions: frozenset[Resolution] = frozenset(Resolution)
    width: PageWidth = PageWidth.A3
    codings: frozenset[Coding] = frozenset(Coding)
    error_correction: bool = True
    frame_octets: FrameOctets = 256
    scan_line_time: int = 0
    can_receive: bool = True
    addressing: bool = True

    def dis(self, *, to_poll: bool = False, selective: bool = False) -> Dis:
        """The DIS, or DTC, that offers them: pages of any length.

        ``to_poll``: there is a document that a caller may ask for; ``selective``: by its address.
        """
        can = self.resolutions
        return Dis(
            ready_to_transmit_document=to_poll,
            receiver_fax_operation=self.can_receive,
            modulation=offer_of(self.modulations),
            r8_7_7_lines_mm=bool(can & {Resolution.FINE, Resolution.PELS_200}),
            two_dimensional_coding=Coding.MR in self.codings,
            recording_width=WIDTHS[self.width],
            recording_length=RecordingLength.UNLIMITED,
            minimum_scan_line_time=SCAN_LINE_CODES[self.scan_line_time],
            error_correction_mode=self.error_correction,
            frame_size_64_octets_preferred=self.error_correction and self.frame_octets == 64,
            t6_coding=self.error_correction and Coding.MMR in self.codings,
            r8_15_4_lines_mm=Resolution.SUPERFINE in can,
            pels_300x300=Resolution.PELS_300 in can,
            r16_15_4_lines_mm=bool(can & {Resolution.R16, Resolution.PELS_400}),
            inch_based_resolution_preferred=not can & {Resolution.FINE, Resolution.R16}
            and bool(can & {Resolution.PELS_200, Resolution.PELS_400}),
            metric_based_resolution_preferred=bool(can & {Resolution.FINE, Resolution.R16}),
            subaddressing=self.addressing,
            selective_polling=self.addressing and to_poll and selective,
            password=self.addressing,
        )
