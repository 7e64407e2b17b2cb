"""What two terminals agree on, and how DIS and DCS say it (T.30 Table 2)."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from faxstatus_core.t4 import Coding, PageFormat, PageWidth, Resolution
from faxstatus_core.t30.frames import (
    DataRate,
    Dcs,
    Dis,
    Fcf,
    MinimumScanLineTime,
    Modulations,
    RecordingLength,
    RecordingWidth,
    parse,
)
from faxstatus_core.t30.negotiation.capabilities import Capabilities, FrameOctets, IncompatibleError
from faxstatus_core.t30.negotiation.choice import choices, common_modulations
from faxstatus_core.t30.negotiation.ladder import LADDER, modulations_of
from faxstatus_core.t30.negotiation.selection import Selection, selection_of
from faxstatus_core.t31.modulations import (
    V17_14400,
    V27TER_2400,
    V27TER_4800,
    V29_7200,
    V29_9600,
    Modulation,
)

V27TER = (V27TER_4800, V27TER_2400)
V29 = (V29_9600, V29_7200)
OFFERS = [
    (Modulations.V27TER_FALLBACK, (V27TER_2400,)),
    (Modulations.V27TER, V27TER),
    (Modulations.V29, V29),
    (Modulations.V27TER_V29, V29 + V27TER),
    (Modulations.V27TER_V29_V17, LADDER),
]


@pytest.mark.parametrize(("code", "modulations"), OFFERS)
def test_a_dis_offers_what_the_modem_has(
    code: Modulations, modulations: tuple[Modulation, ...]
) -> None:
    dis = Capabilities(modulations).dis()
    assert dis.modulation is code
    assert modulations_of(dis) == set(modulations)
    assert common_modulations(Capabilities(), dis) == modulations


def test_the_ladder_goes_down() -> None:
    assert [m.name for m in LADDER] == [
        "V.17 14400",
        "V.17 12000",
        "V.17 9600",
        "V.17 7200",
        "V.29 9600",
        "V.29 7200",
        "V.27ter 4800",
        "V.27ter 2400",
    ]


def test_nothing_in_common() -> None:
    with pytest.raises(IncompatibleError):
        common_modulations(Capabilities(V27TER), Dis(modulation=Modulations.V29))


def offer(**bits: object) -> Dis:
    return Dis(receiver_fax_operation=True, modulation=Modulations.V29, **bits)  # type: ignore[arg-type]


WANTED = PageFormat()


def best(dis: Dis, wanted: PageFormat = WANTED, local: Capabilities | None = None) -> Selection:
    """The first choice, in MH."""
    return choices(dis, local or Capabilities(), V29_9600, wanted)[0]


def test_a_machine_that_does_not_receive() -> None:
    with pytest.raises(IncompatibleError):
        best(Capabilities(can_receive=False).dis())


@pytest.mark.parametrize(
    ("asked", "standard", "fine"),
    [
        (MinimumScanLineTime.MS_20, 20, 20),
        (MinimumScanLineTime.MS_40, 40, 40),
        (MinimumScanLineTime.MS_10, 10, 10),
        (MinimumScanLineTime.MS_5, 5, 5),
        (MinimumScanLineTime.MS_10_HALF, 10, 5),
        (MinimumScanLineTime.MS_20_HALF, 20, 10),
        (MinimumScanLineTime.MS_40_HALF, 40, 20),
        (MinimumScanLineTime.MS_0, 0, 0),
    ],
)
def test_minimum_scan_line_time(asked: MinimumScanLineTime, standard: int, fine: int) -> None:
    dis = offer(r8_7_7_lines_mm=True, minimum_scan_line_time=asked)
    for wanted, time in ((Resolution.STANDARD, standard), (Resolution.FINE, fine)):
        selection = best(dis, PageFormat(wanted))
        assert selection.scan_line_time == time
        assert selection_of(selection.dcs(), Capabilities()).scan_line_time == time


@pytest.mark.parametrize(
    ("asked", "halves", "time"),
    [
        (MinimumScanLineTime.MS_20, False, 20),
        (MinimumScanLineTime.MS_20, True, 10),
        (MinimumScanLineTime.MS_20_HALF, True, 5),
        (MinimumScanLineTime.MS_5, True, 5),  # 2.5 ms has no code in DCS
        (MinimumScanLineTime.MS_0, True, 0),
    ],
)
def test_lines_of_higher_resolutions_may_take_half_the_time(
    asked: MinimumScanLineTime, halves: bool, time: int
) -> None:
    dis = offer(
        r8_15_4_lines_mm=True, minimum_scan_line_time=asked, minimum_scan_line_time_halves=halves
    )
    assert best(dis, PageFormat(Resolution.SUPERFINE)).scan_line_time == time


def test_under_error_correction_no_line_takes_any_time() -> None:
    dis = offer(error_correction_mode=True, minimum_scan_line_time=MinimumScanLineTime.MS_40)
    assert best(dis).scan_line_time == best(dis).minimum_line_bits == 0
    assert best(dis).dcs().minimum_scan_line_time is MinimumScanLineTime.MS_0


def test_the_bits_of_the_shortest_line_are_rounded_up() -> None:
    assert Selection(V17_14400, scan_line_time=5).minimum_line_bits == 72
    assert Selection(V29_7200, scan_line_time=5).minimum_line_bits == 36
    assert Selection(V27TER_2400, scan_line_time=0).minimum_line_bits == 0


METRIC = {"metric_based_resolution_preferred": True}
INCH = {"inch_based_resolution_preferred": True}


@pytest.mark.parametrize(
    ("bits", "wanted", "chosen"),
    [
        ({}, Resolution.FINE, Resolution.STANDARD),
        ({"r8_7_7_lines_mm": True}, Resolution.STANDARD, Resolution.STANDARD),
        ({"r8_7_7_lines_mm": True}, Resolution.FINE, Resolution.FINE),
        ({"r8_7_7_lines_mm": True}, Resolution.PELS_200, Resolution.PELS_200),
        ({"r8_7_7_lines_mm": True, **METRIC}, Resolution.PELS_200, Resolution.FINE),
        ({"r8_7_7_lines_mm": True, **INCH}, Resolution.FINE, Resolution.PELS_200),
        ({"r8_7_7_lines_mm": True, **INCH, **METRIC}, Resolution.FINE, Resolution.FINE),
        ({"r8_7_7_lines_mm": True}, Resolution.SUPERFINE, Resolution.FINE),
        ({"r8_15_4_lines_mm": True}, Resolution.SUPERFINE, Resolution.SUPERFINE),
        ({"pels_300x300": True}, Resolution.PELS_300, Resolution.PELS_300),
        ({"pels_300x300": True}, Resolution.SUPERFINE, Resolution.PELS_300),
        ({"pels_300x300": True}, Resolution.FINE, Resolution.STANDARD),
        ({"r16_15_4_lines_mm": True}, Resolution.R16, Resolution.R16),
        ({"r16_15_4_lines_mm": True, **INCH}, Resolution.R16, Resolution.PELS_400),
        ({"r16_15_4_lines_mm": True}, Resolution.PELS_400, Resolution.PELS_400),
        ({"r8_15_4_lines_mm": True}, Resolution.PELS_400, Resolution.SUPERFINE),
    ],
)
def test_the_resolution_is_the_wanted_one_or_the_next_that_is_less(
    bits: dict[str, bool], wanted: Resolution, chosen: Resolution
) -> None:
    assert best(offer(**bits), PageFormat(wanted)).page.resolution is chosen


@pytest.mark.parametrize(
    ("offered", "wanted", "chosen"),
    [
        (RecordingWidth.MM_215, PageWidth.A3, PageWidth.A4),
        (RecordingWidth.MM_255, PageWidth.A3, PageWidth.B4),
        (RecordingWidth.MM_303, PageWidth.A3, PageWidth.A3),
        (RecordingWidth.MM_303, PageWidth.B4, PageWidth.B4),
        (RecordingWidth.MM_303, PageWidth.A4, PageWidth.A4),
        (0b11, PageWidth.A3, PageWidth.A3),  # invalid, and read as 303 mm (Table 2, note)
    ],
)
def test_a_page_is_no_wider_than_offered(
    offered: int, wanted: PageWidth, chosen: PageWidth
) -> None:
    assert best(offer(recording_width=offered), PageFormat(width=wanted)).page.width is chosen
    narrow = Capabilities(width=PageWidth.A4)
    assert best(offer(recording_width=offered), PageFormat(width=wanted), narrow).page.width is (
        PageWidth.A4
    )


@pytest.mark.parametrize("ecm", [False, True])
@pytest.mark.parametrize("mr", [False, True])
@pytest.mark.parametrize("mmr", [False, True])
def test_a_coding_needs_both_and_mmr_error_correction(*, ecm: bool, mr: bool, mmr: bool) -> None:
    dis = offer(error_correction_mode=ecm, two_dimensional_coding=mr, t6_coding=mmr)
    both = {Coding.MH, *([Coding.MR] * mr), *([Coding.MMR] * (mmr and ecm))}
    wanted = PageFormat()
    assert {c.coding for c in choices(dis, Capabilities(), V29_9600, wanted)} == both
    simple = Capabilities(codings=frozenset())
    assert {c.coding for c in choices(dis, simple, V29_9600, wanted)} == {Coding.MH}
    without = Capabilities(error_correction=False)
    chosen = choices(dis, without, V29_9600, wanted)
    assert {c.coding for c in chosen} == both - {Coding.MMR}
    assert not any(c.error_correction for c in chosen)


@pytest.mark.parametrize(
    ("preferred", "own", "chosen"), [(False, 256, 256), (True, 256, 64), (False, 64, 64)]
)
def test_frames_have_64_octets_if_either_end_prefers_that(
    preferred: bool, own: FrameOctets, chosen: int
) -> None:
    dis = offer(error_correction_mode=True, frame_size_64_octets_preferred=preferred)
    assert best(dis, local=Capabilities(frame_octets=own)).frame_octets == chosen


@pytest.mark.parametrize(
    ("offered", "chosen"),
    [
        (RecordingLength.A4, RecordingLength.A4),
        (RecordingLength.B4, RecordingLength.A4),
        (RecordingLength.UNLIMITED, RecordingLength.UNLIMITED),
        (0b11, RecordingLength.A4),
    ],
)
def test_recording_length(offered: int, chosen: RecordingLength) -> None:
    assert best(offer(recording_length=offered)).recording_length is chosen


selections = st.builds(
    Selection,
    st.sampled_from(LADDER),
    st.builds(PageFormat, st.sampled_from(Resolution), st.sampled_from(PageWidth)),
    st.sampled_from(Coding),
    st.booleans(),
    st.sampled_from([64, 256]),
    st.sampled_from([0, 5, 10, 20, 40]),
)


@given(selections)
def test_a_dcs_says_the_selection(selection: Selection) -> None:
    assume(selection.error_correction or selection.coding is not Coding.MMR)
    assume(selection.error_correction or selection.frame_octets == 256)
    assume(not selection.error_correction or selection.scan_line_time == 0)
    assert selection_of(selection.dcs(), Capabilities()) == selection


@pytest.mark.parametrize(
    "dcs",
    [
        Dcs(data_rate=DataRate.V17_14400),
        Dcs(data_rate=0b1111),
        Dcs(two_dimensional_coding=True),
        Dcs(error_correction_mode=True),
        Dcs(t6_coding=True),
        Dcs(recording_width=RecordingWidth.MM_303),
        Dcs(recording_width=0b11),
        Dcs(r8_7_7_lines_mm=True),
        Dcs(r8_15_4_lines_mm=True),
        Dcs(pels_300x300=True),
        Dcs(r16_15_4_lines_mm=True),
    ],
    ids=repr,
)
def test_a_dcs_that_was_never_offered_is_refused(dcs: Dcs) -> None:
    simple = Capabilities(
        V29 + V27TER, frozenset(), PageWidth.A4, frozenset(), error_correction=False
    )
    with pytest.raises(IncompatibleError):
        selection_of(dcs, simple)


@pytest.mark.parametrize(
    "dcs",
    [
        Dcs(error_correction_mode=True, t85_coding=True),
        Dcs(error_correction_mode=True, t43_coding=True),
        Dcs(error_correction_mode=True, jpeg_coding=True),
        Dcs(error_correction_mode=True, full_colour_mode=True),
        Dcs(uncompressed_mode=True),
    ],
    ids=repr,
)
def test_a_coding_that_nobody_here_has_is_refused(dcs: Dcs) -> None:
    with pytest.raises(IncompatibleError, match="none of our kinds"):
        selection_of(dcs, Capabilities())


def test_t6_without_error_correction_is_refused() -> None:
    with pytest.raises(IncompatibleError):
        selection_of(Dcs(t6_coding=True), Capabilities())


@given(st.binary(min_size=3, max_size=20))
def test_any_dis_or_dcs_gives_a_selection_or_is_incompatible(fif: bytes) -> None:
    for fcf in (Fcf.DIS, Fcf.DCS):
        frame = parse(bytes([0xFF, 0x13, fcf]) + fif, with_fcs=False)
        try:
            if isinstance(frame.fif, Dis):
                fastest = common_modulations(Capabilities(), frame.fif)[0]
                wanted = PageFormat(Resolution.PELS_400, PageWidth.A3)
                found = choices(frame.fif, Capabilities(), fastest, wanted)
            else:
                assert isinstance(frame.fif, Dcs)
                found = (selection_of(frame.fif, Capabilities()),)
        except IncompatibleError:
            continue
        for selection in found:
            assert selection.modulation in LADDER
            again = selection_of(selection.dcs(), Capabilities())
            assert (again.modulation, again.page) == (selection.modulation, selection.page)
