"""What two terminals agree on, and how DIS and DCS say it (T.30 Table 2)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faxstatus_core.t30.capabilities import (
    LADDER,
    Capabilities,
    IncompatibleError,
    Selection,
    common_modulations,
    modulations_of,
    select,
    selection_of,
)
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


def test_a_machine_that_does_not_receive() -> None:
    with pytest.raises(IncompatibleError):
        select(Capabilities(can_receive=False).dis(), V29_9600, fine=True)


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
    dis = Dis(receiver_fax_operation=True, r8_7_7_lines_mm=True, minimum_scan_line_time=asked)
    for wanted, time in ((False, standard), (True, fine)):
        selection = select(dis, V29_9600, fine=wanted)
        assert selection.scan_line_time == time
        assert selection_of(selection.dcs(), Capabilities()).scan_line_time == time


def test_the_bits_of_the_shortest_line_are_rounded_up() -> None:
    assert Selection(V17_14400, fine=True, scan_line_time=5).minimum_line_bits == 72
    assert Selection(V29_7200, fine=True, scan_line_time=5).minimum_line_bits == 36
    assert Selection(V27TER_2400, fine=True, scan_line_time=0).minimum_line_bits == 0


@pytest.mark.parametrize("offered", [False, True])
@pytest.mark.parametrize("wanted", [False, True])
def test_fine_needs_both(*, offered: bool, wanted: bool) -> None:
    dis = Capabilities(fine=offered).dis()
    assert select(dis, V29_9600, fine=wanted).fine == (offered and wanted)


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
    dis = Dis(receiver_fax_operation=True, recording_length=offered)
    assert select(dis, V29_9600, fine=False).recording_length is chosen


@given(st.sampled_from(LADDER), st.booleans(), st.sampled_from([0, 5, 10, 20, 40]))
def test_a_dcs_says_the_selection(modulation: Modulation, fine: bool, time: int) -> None:
    selection = Selection(modulation, fine, time)
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
    with pytest.raises(IncompatibleError):
        selection_of(dcs, Capabilities(V29 + V27TER, fine=False))


@given(st.binary(min_size=3, max_size=20))
def test_any_dis_or_dcs_gives_a_selection_or_is_incompatible(fif: bytes) -> None:
    for fcf in (Fcf.DIS, Fcf.DCS):
        frame = parse(bytes([0xFF, 0x13, fcf]) + fif, with_fcs=False)
        try:
            if isinstance(frame.fif, Dis):
                best = common_modulations(Capabilities(), frame.fif)[0]
                selection = select(frame.fif, best, fine=True)
            else:
                assert isinstance(frame.fif, Dcs)
                selection = selection_of(frame.fif, Capabilities())
        except IncompatibleError:
            continue
        assert selection.modulation in LADDER
        assert selection_of(selection.dcs(), Capabilities()).modulation is selection.modulation
