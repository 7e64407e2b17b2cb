"""How pages travel after a DCS (T.30 Table 2, third column)."""

import math
from dataclasses import dataclass, field, replace

from faxstatus_core.t4.page_format import Coding, PageFormat, PageWidth, Resolution
from faxstatus_core.t30.frames import Dcs, RecordingLength, RecordingWidth
from faxstatus_core.t30.negotiation.capabilities import (
    WIDTHS,
    Capabilities,
    FrameOctets,
    IncompatibleError,
)
from faxstatus_core.t30.negotiation.ladder import DATA_RATE_OF, MODULATION_OF
from faxstatus_core.t30.negotiation.scan_line_time import SCAN_LINE_CODES, selected
from faxstatus_core.t31.modulations import Modulation

_FRAME_OCTETS: FrameOctets = 256


@dataclass(frozen=True, slots=True)
class Selection:
    """What a DCS says of the pages that follow it.

    ``frame_octets`` count only with ``error_correction``; ``scan_line_time`` (milliseconds that a
    line takes at least) only without.
    """

    modulation: Modulation
    page: PageFormat = field(default_factory=PageFormat)
    coding: Coding = Coding.MH
    error_correction: bool = False
    frame_octets: FrameOctets = _FRAME_OCTETS
    scan_line_time: int = 0
    recording_length: RecordingLength = RecordingLength.UNLIMITED

    @property
    def minimum_line_bits(self) -> int:
        """The bits that a coded line must at least have, fill and EOL included (T.4 §4.1.3)."""
        if self.error_correction:
            return 0
        return math.ceil(self.scan_line_time * self.modulation.bit_rate / 1000)

    def at(self, modulation: Modulation) -> "Selection":
        """The same at another speed."""
        return replace(self, modulation=modulation)

    def dcs(self, *, routed: bool = False, identified: bool = False) -> Dcs:
        """The DCS that says so. ``routed``, ``identified``: SUB and SID come with it."""
        resolution = self.page.resolution
        ecm = self.error_correction
        return Dcs(
            receiver_fax_operation=True,
            data_rate=DATA_RATE_OF[self.modulation],
            r8_7_7_lines_mm=resolution in (Resolution.FINE, Resolution.PELS_200),
            two_dimensional_coding=self.coding is Coding.MR,
            recording_width=WIDTHS[self.page.width],
            recording_length=self.recording_length,
            minimum_scan_line_time=SCAN_LINE_CODES[0 if ecm else self.scan_line_time],
            error_correction_mode=ecm,
            frame_size_64_octets=ecm and self.frame_octets == 64,
            t6_coding=self.coding is Coding.MMR,
            r8_15_4_lines_mm=resolution is Resolution.SUPERFINE,
            pels_300x300=resolution is Resolution.PELS_300,
            r16_15_4_lines_mm=resolution in (Resolution.R16, Resolution.PELS_400),
            inch_based_resolution=resolution.inch_based,
            subaddressing=routed,
            sender_identification=identified,
        )


def selection_of(dcs: Dcs, local: Capabilities) -> Selection:
    """What ``dcs`` says. Raises :class:`IncompatibleError` if ``local`` never offered that.

    The page's length is taken as it comes: efax selects one that was not offered.
    """
    modulation = MODULATION_OF.get(dcs.data_rate)  # type: ignore[call-overload]  # int: unknown
    page = PageFormat(_resolution(dcs), _width(dcs))
    coding = Coding.MMR if dcs.t6_coding else Coding.MH
    if dcs.two_dimensional_coding and not dcs.t6_coding:
        coding = Coding.MR
    ecm = dcs.error_correction_mode
    for name, refused in (
        ("a data rate", modulation not in local.modulations),
        ("error correction", ecm and not local.error_correction),
        ("T.6 coding without error correction", coding is Coding.MMR and not ecm),
        (f"{coding.value} coding", coding is not Coding.MH and coding not in local.codings),
        ("a coding of none of our kinds", _is_of_another_kind(dcs)),
        ("a wider page", page.width > local.width),
        (f"{page.resolution.value} resolution", not _has(local, page.resolution)),
    ):
        if refused:
            raise IncompatibleError(f"the calling machine chose {name}, which was not offered")
    assert modulation is not None
    length = dcs.recording_length
    return Selection(
        modulation,
        page,
        coding,
        ecm,
        64 if ecm and dcs.frame_size_64_octets else 256,
        0 if ecm else selected(dcs.minimum_scan_line_time),
        RecordingLength(length) if length in tuple(RecordingLength) else RecordingLength.UNLIMITED,
    )


def _is_of_another_kind(dcs: Dcs) -> bool:
    """Whether pages come in a form that this terminal never offers: JBIG, colour, uncompressed."""
    return (
        dcs.t85_coding
        or dcs.t85_optional_l0
        or dcs.t43_coding
        or dcs.jpeg_coding
        or dcs.full_colour_mode
        or dcs.uncompressed_mode
    )


def _resolution(dcs: Dcs) -> Resolution:
    inch = dcs.inch_based_resolution
    if dcs.r16_15_4_lines_mm:
        return Resolution.PELS_400 if inch else Resolution.R16
    if dcs.pels_300x300:
        return Resolution.PELS_300
    if dcs.r8_15_4_lines_mm:
        return Resolution.SUPERFINE
    if dcs.r8_7_7_lines_mm:
        return Resolution.PELS_200 if inch else Resolution.FINE
    return Resolution.STANDARD


def _width(dcs: Dcs) -> PageWidth:
    match dcs.recording_width:
        case RecordingWidth.MM_255:
            return PageWidth.B4
        case RecordingWidth.MM_215:
            return PageWidth.A4
    return PageWidth.A3  # also 0b11, which T.30 reads so


def _has(local: Capabilities, resolution: Resolution) -> bool:
    """Metric and inch based ones share a bit of the DIS, so a sender may choose either."""
    either = {
        Resolution.FINE: {Resolution.FINE, Resolution.PELS_200},
        Resolution.PELS_200: {Resolution.FINE, Resolution.PELS_200},
        Resolution.R16: {Resolution.R16, Resolution.PELS_400},
        Resolution.PELS_400: {Resolution.R16, Resolution.PELS_400},
        Resolution.STANDARD: set(Resolution),
    }.get(resolution, {resolution})
    return resolution is Resolution.STANDARD or bool(local.resolutions & either)
