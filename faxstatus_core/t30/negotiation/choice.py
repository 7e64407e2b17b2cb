"""What a transmitter chooses of what a DIS or DTC offers."""

from faxstatus_core.t4.page_format import Coding, PageFormat, PageWidth, Resolution
from faxstatus_core.t30.frames import Dis, RecordingLength, RecordingWidth
from faxstatus_core.t30.negotiation.capabilities import Capabilities, FrameOctets, IncompatibleError
from faxstatus_core.t30.negotiation.ladder import LADDER, modulations_of
from faxstatus_core.t30.negotiation.scan_line_time import asked_for
from faxstatus_core.t30.negotiation.selection import Selection
from faxstatus_core.t31.modulations import Modulation

_COARSER = (
    (Resolution.R16, Resolution.PELS_400),
    (Resolution.SUPERFINE,),
    (Resolution.PELS_300,),
    (Resolution.FINE, Resolution.PELS_200),
    (Resolution.STANDARD,),
)
"""What to fall back on, from any of a group to one of the groups below it."""


def common_modulations(local: Capabilities, dis: Dis) -> tuple[Modulation, ...]:
    """What both can, fastest first in the order of LADDER.

    Raises :class:`IncompatibleError` if that is nothing.
    """
    offered = modulations_of(dis)
    common = tuple(m for m in LADDER if m in offered and m in local.modulations)
    if not common:
        raise IncompatibleError("the called machine offers no modulation that this modem has")
    return common


def choices(
    dis: Dis, local: Capabilities, modulation: Modulation, wanted: PageFormat
) -> tuple[Selection, ...]:
    """One selection for each coding that both ends have, for a page that is ``wanted`` so.

    What is not offered is replaced by the next that is less. Raises :class:`IncompatibleError` if
    the called machine does not receive.
    """
    if not dis.receiver_fax_operation:
        raise IncompatibleError("the called machine does not receive faxes")
    page = PageFormat(_resolution(dis, local, wanted.resolution), _width(dis, local, wanted.width))
    ecm = dis.error_correction_mode and local.error_correction
    frame_octets: FrameOctets = 64 if dis.frame_size_64_octets_preferred else local.frame_octets
    unlimited = dis.recording_length == RecordingLength.UNLIMITED
    return tuple(
        Selection(
            modulation,
            page,
            coding,
            ecm,
            frame_octets if ecm else 256,
            0 if ecm else asked_for(dis, page.resolution),
            RecordingLength.UNLIMITED if unlimited else RecordingLength.A4,
        )
        for coding in Coding
        if _can_both(dis, local, coding, error_correction=ecm)
    )


def _can_both(dis: Dis, local: Capabilities, coding: Coding, *, error_correction: bool) -> bool:
    match coding:
        case Coding.MH:
            return True
        case Coding.MR:
            return dis.two_dimensional_coding and coding in local.codings
        case Coding.MMR:
            return error_correction and dis.t6_coding and coding in local.codings


def _width(dis: Dis, local: Capabilities, wanted: PageWidth) -> PageWidth:
    offered = {RecordingWidth.MM_215: PageWidth.A4, RecordingWidth.MM_255: PageWidth.B4}
    widest = offered.get(dis.recording_width, PageWidth.A3)  # type: ignore[call-overload]
    return PageWidth(min(wanted, widest, local.width))


def _resolution(dis: Dis, local: Capabilities, wanted: Resolution) -> Resolution:
    start = next(place for place, group in enumerate(_COARSER) if wanted in group)
    for group in _COARSER[start:]:
        if _offered(dis, group[0]) and (
            set(group) & local.resolutions or group[0] is Resolution.STANDARD
        ):
            return _of_its_kind(dis, group, wanted)
    return Resolution.STANDARD


def _offered(dis: Dis, resolution: Resolution) -> bool:
    return {
        Resolution.R16: dis.r16_15_4_lines_mm,
        Resolution.SUPERFINE: dis.r8_15_4_lines_mm,
        Resolution.PELS_300: dis.pels_300x300,
        Resolution.FINE: dis.r8_7_7_lines_mm,
    }.get(resolution, True)


def _of_its_kind(dis: Dis, group: tuple[Resolution, ...], wanted: Resolution) -> Resolution:
    """Of two that share a bit: the wanted one, unless the other is preferred to it."""
    if len(group) == 1:
        return group[0]
    metric, inch = group
    prefers_inch = dis.inch_based_resolution_preferred
    prefers_metric = dis.metric_based_resolution_preferred
    if prefers_inch != prefers_metric:
        return inch if prefers_inch else metric
    return inch if wanted.inch_based else metric
