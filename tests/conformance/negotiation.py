"""What DCS selects of what DIS offers, and what a called station accepts (T.30 Table 2)."""

from dataclasses import replace

from faxstatus_core.t4.page_format import Coding, PageFormat, PageWidth, Resolution
from faxstatus_core.t30.frames import (
    Dis,
    Fcf,
    Frame,
    MinimumScanLineTime,
    Modulations,
    RecordingLength,
    RecordingWidth,
)
from faxstatus_core.t30.negotiation.addressing import Addressing
from faxstatus_core.t30.negotiation.capabilities import Capabilities, FrameOctets
from faxstatus_core.t30.negotiation.selection import Selection
from faxstatus_core.t31.modulations import V17_14400
from tests.conformance.scenario import ECM, Role, Scenario, Setup, sent

TABLE_2 = "T.30 Table 2"
PLAIN_FULL = Capabilities(error_correction=False, codings=frozenset({Coding.MH}))
LEAST = Dis(receiver_fax_operation=True, modulation=Modulations.V27TER_V29_V17)
AND_A_PAGE = "CFR -> page(1) EOP ; MCF -> DCN"

BIT_OF = {
    Resolution.FINE: "r8_7_7_lines_mm",
    Resolution.PELS_200: "r8_7_7_lines_mm/inch_based_resolution",
    Resolution.SUPERFINE: "r8_15_4_lines_mm",
    Resolution.PELS_300: "pels_300x300/inch_based_resolution",
    Resolution.R16: "r16_15_4_lines_mm",
    Resolution.PELS_400: "r16_15_4_lines_mm/inch_based_resolution",
}
NO_BIT = "!r8_7_7_lines_mm/!r8_15_4_lines_mm/!pels_300x300/!r16_15_4_lines_mm"
OFFERS: dict[str, tuple[Dis, frozenset[Resolution]]] = {
    "none": (LEAST, frozenset()),
    "204x196": (
        replace(LEAST, r8_7_7_lines_mm=True),
        frozenset({Resolution.FINE, Resolution.PELS_200}),
    ),
    "204x391": (replace(LEAST, r8_15_4_lines_mm=True), frozenset({Resolution.SUPERFINE})),
    "300x300": (replace(LEAST, pels_300x300=True), frozenset({Resolution.PELS_300})),
    "408x391": (
        replace(LEAST, r16_15_4_lines_mm=True),
        frozenset({Resolution.R16, Resolution.PELS_400}),
    ),
    "all": (
        replace(
            LEAST,
            r8_7_7_lines_mm=True,
            r8_15_4_lines_mm=True,
            pels_300x300=True,
            r16_15_4_lines_mm=True,
        ),
        frozenset(Resolution),
    ),
}
NEXT_BEST = {
    Resolution.STANDARD: (),
    Resolution.FINE: (Resolution.FINE,),
    Resolution.PELS_200: (Resolution.PELS_200,),
    Resolution.PELS_300: (Resolution.PELS_300, Resolution.PELS_200),
    Resolution.SUPERFINE: (Resolution.SUPERFINE, Resolution.PELS_300, Resolution.FINE),
    Resolution.R16: (
        *(Resolution.R16, Resolution.SUPERFINE),
        *(Resolution.PELS_300, Resolution.FINE),
    ),
    Resolution.PELS_400: (
        *(Resolution.PELS_400, Resolution.SUPERFINE),
        *(Resolution.PELS_300, Resolution.PELS_200),
    ),
}
"""Our choice: the best of what is wanted and all below it, R8x3.85 if nothing is left."""


def caller(
    name: str,
    clause: str,
    dis: Dis,
    dcs: str,
    wanted: PageFormat = PageFormat(),  # noqa: B008 - it is frozen
    local: Capabilities = PLAIN_FULL,
) -> Scenario:
    """A caller that is offered ``dis`` and must select ``dcs``."""
    return Scenario(
        f"caller: {name}",
        clause,
        f"CSI WORD -> TSI DCS({dcs}) TCF ; {AND_A_PAGE}",
        sent(),
        Setup(local=local, formats=(wanted,)),
        {"WORD": Frame(Fcf.DIS, fif=dis)},
    )


def selected(wanted: Resolution, offered: frozenset[Resolution]) -> str:
    """The bits of DCS for the best that is left."""
    best = next((each for each in NEXT_BEST[wanted] if each in offered), None)
    return BIT_OF[best] if best else NO_BIT


RESOLUTIONS = tuple(
    caller(
        f"{wanted.value} is wanted, {name} offered",
        f"{TABLE_2}, bits 15 and 41 to 44",
        dis,
        selected(wanted, offered),
        PageFormat(wanted),
    )
    for wanted in Resolution
    for name, (dis, offered) in OFFERS.items()
)
WIDTH_BITS = {
    PageWidth.A4: "!recording_width=MM_255/!recording_width=MM_303",
    PageWidth.B4: "recording_width=MM_255",
    PageWidth.A3: "recording_width=MM_303",
}
WIDTHS = tuple(
    caller(
        f"{wanted.name} is wanted, {name} offered",
        f"{TABLE_2}, bits 17 and 18",
        replace(LEAST, recording_width=code),
        WIDTH_BITS[min(wanted, widest)],
        PageFormat(width=wanted),
    )
    for wanted in PageWidth
    for name, code, widest in (
        ("A4", RecordingWidth.MM_215, PageWidth.A4),
        ("B4", RecordingWidth.MM_255, PageWidth.B4),
        ("A3", RecordingWidth.MM_303, PageWidth.A3),
        ("the invalid code (our choice: A3)", 0b11, PageWidth.A3),
    )
)
TIMES = {
    MinimumScanLineTime.MS_20: (20, 20),
    MinimumScanLineTime.MS_40: (40, 40),
    MinimumScanLineTime.MS_10: (10, 10),
    MinimumScanLineTime.MS_10_HALF: (10, 5),
    MinimumScanLineTime.MS_5: (5, 5),
    MinimumScanLineTime.MS_40_HALF: (40, 20),
    MinimumScanLineTime.MS_20_HALF: (20, 10),
    MinimumScanLineTime.MS_0: (0, 0),
}


def time_bits(milliseconds: int) -> str:
    """The words for it; 20 ms is the code 000."""
    if milliseconds == 20:
        return "/".join(f"!minimum_scan_line_time=MS_{ms}" for ms in (0, 5, 10, 40))
    return f"minimum_scan_line_time=MS_{milliseconds}"


SCAN_LINE_TIMES = tuple(
    caller(
        f"{code.name} asked for, at {resolution.value}",
        f"{TABLE_2}, bits 21 to 23",
        replace(LEAST, r8_7_7_lines_mm=True, minimum_scan_line_time=code),
        time_bits(time),
        PageFormat(resolution),
    )
    for code, times in TIMES.items()
    for resolution, time in zip((Resolution.STANDARD, Resolution.FINE), times, strict=True)
)
LENGTHS = tuple(
    caller(
        f"{name} length is offered",
        f"{TABLE_2}, bits 19 and 20",
        replace(LEAST, recording_length=code),
        bits,
    )
    for name, code, bits in (
        ("A4", RecordingLength.A4, "!recording_length=UNLIMITED"),
        ("B4", RecordingLength.B4, "!recording_length=UNLIMITED"),
        ("unlimited", RecordingLength.UNLIMITED, "recording_length=UNLIMITED"),
    )
)
CODES = tuple(
    caller(
        f"bits 11-14 of DIS are {code:04b}",
        f"{TABLE_2}, bits 11 to 14 (reserved codes: our choice, read by their bits)",
        Dis(receiver_fax_operation=True, modulation=code),
        f"data_rate={rate}" if rate else "!data_rate=V27TER_4800",
    )
    for code, rate in (
        (0b0000, ""),
        (0b0100, "V27TER_4800"),
        (0b1000, "V29_9600"),
        (0b1100, "V29_9600"),
        (0b1101, "V17_14400"),
        (0b1110, "V29_9600"),
        (0b0110, "V27TER_4800"),
    )
)
WITH_64 = replace(ECM, frame_octets=64)
CORRECTION = tuple(
    Scenario(
        f"caller: error correction here {here}, there {there}",
        f"{TABLE_2}, bits 7, 27 and 28",
        f"DIS -> TSI DCS({bits}) TCF ; CFR -> {page} ; MCF -> DCN",
        sent(),
        Setup(local=can[here], remote=can[there]),
    )
    for can in ({"no": PLAIN_FULL, "yes": ECM, "with 64 octets": WITH_64},)
    for here in can
    for there in can
    for both in ("no" not in (here, there),)
    for bits in (
        "!error_correction_mode/!frame_size_64_octets/!t6_coding"
        if not both
        else "error_correction_mode/minimum_scan_line_time=MS_0/"
        + ("" if "with" in here + there else "!")
        + "frame_size_64_octets",
    )
    for page in ("data(0) PPS-EOP(0,0,1)" if both else "page(1) EOP",)
)
ADDRESSED = tuple(
    Scenario(
        f"caller: SUB and SID for a machine that takes {name}",
        "T.30 §5.3.6.1.3 (SUB, SID); Table 2, bits 49 and 50",
        f"WORD -> {said} TCF ; {AND_A_PAGE}",
        sent(),
        Setup(addressing=Addressing(subaddress="12", sender="34")),
        {"WORD": Frame(Fcf.DIS, fif=replace(LEAST, subaddressing=sub, password=sid))},
    )
    for name, sub, sid, said in (
        ("both", True, True, "TSI SUB(12) SID(34) DCS(subaddressing/sender_identification)"),
        ("SUB", True, False, "TSI SUB(12) DCS(subaddressing/!sender_identification)"),
        ("SID", False, True, "TSI SID(34) DCS(!subaddressing/sender_identification)"),
        ("neither", False, False, "TSI DCS(!subaddressing/!sender_identification)"),
    )
)

# --- the called station accepts all that it offers


def called(name: str, selection: Selection, local: Capabilities) -> Scenario:
    """A called station that is sent a DCS with ``selection``."""
    page = "page EOP" if not selection.error_correction else "data(0-4) PPS-EOP(0,0,5)"
    return Scenario(
        f"called: {name} is accepted",
        "T.30 §5.3.6.2.2 and Table 2",
        f"-> CSI DIS ; TSI WORD TCF@145 -> CFR ; {page} -> MCF ; DCN",
        sent(),
        Setup(Role.CALLED, local=local, remote=replace(ECM, frame_octets=selection.frame_octets)),
        {"WORD": Frame(Fcf.DCS, fif=selection.dcs())},
    )


FULL = Capabilities()
SIZES: tuple[FrameOctets, ...] = (64, 256)
ACCEPTED = (
    *(
        called(
            f"{resolution.value}, {width.name}{' with error correction' if ecm else ''}",
            Selection(V17_14400, PageFormat(resolution, width), error_correction=ecm),
            FULL,
        )
        for resolution in Resolution
        for width in PageWidth
        for ecm in (False, True)
    ),
    *(
        called(
            f"{coding.value} in frames of {octets} octets",
            Selection(V17_14400, coding=coding, error_correction=True, frame_octets=octets),
            FULL,
        )
        for coding in Coding
        for octets in SIZES
    ),
    *(
        called(
            f"{coding.value} without error correction", Selection(V17_14400, coding=coding), FULL
        )
        for coding in (Coding.MH, Coding.MR)
    ),
    *(
        called(f"{time} ms a line", Selection(V17_14400, scan_line_time=time), FULL)
        for time in (0, 5, 10, 20, 40)
    ),
    *(
        called(f"length {length.name}", Selection(V17_14400, recording_length=length), FULL)
        for length in RecordingLength
    ),
)

SCENARIOS = (
    *RESOLUTIONS,
    *WIDTHS,
    *SCAN_LINE_TIMES,
    *LENGTHS,
    *CODES,
    *CORRECTION,
    *ADDRESSED,
    *ACCEPTED,
)
