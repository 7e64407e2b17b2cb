"""The groups of bits that stand for one value (T.30 Table 2)."""

import enum

import pytest

from faxstatus_core.t30.frames import (
    DataRate,
    Dcs,
    Dis,
    Fcf,
    Frame,
    MinimumScanLineTime,
    Modulations,
    RecordingLength,
    RecordingWidth,
    build,
    parse,
)


def fif_with(bits: dict[int, str]) -> bytes:
    """Three octets with the groups ``bits`` (first number: digits as the table prints them)."""
    fif = 0
    for first, digits in bits.items():
        fif |= sum(1 << (first - 1 + place) for place, digit in enumerate(digits) if digit == "1")
    return fif.to_bytes(3, "little")


def value_at(fcf: Fcf, first: int, digits: str, name: str) -> object:
    octets = bytes([0xFF, 0x13, fcf]) + fif_with({first: digits})
    frame = parse(octets, with_fcs=False)
    assert build(frame, with_fcs=False) == octets
    return getattr(frame.fif, name)


DIS_CODES = [
    (11, "0000", "modulation", Modulations.V27TER_FALLBACK),
    (11, "0100", "modulation", Modulations.V27TER),
    (11, "1000", "modulation", Modulations.V29),
    (11, "1100", "modulation", Modulations.V27TER_V29),
    (11, "1101", "modulation", Modulations.V27TER_V29_V17),
    (17, "00", "recording_width", RecordingWidth.MM_215),
    (17, "10", "recording_width", RecordingWidth.MM_255),
    (17, "01", "recording_width", RecordingWidth.MM_303),
    (19, "00", "recording_length", RecordingLength.A4),
    (19, "10", "recording_length", RecordingLength.B4),
    (19, "01", "recording_length", RecordingLength.UNLIMITED),
    (21, "000", "minimum_scan_line_time", MinimumScanLineTime.MS_20),
    (21, "100", "minimum_scan_line_time", MinimumScanLineTime.MS_5),
    (21, "010", "minimum_scan_line_time", MinimumScanLineTime.MS_10),
    (21, "110", "minimum_scan_line_time", MinimumScanLineTime.MS_20_HALF),
    (21, "001", "minimum_scan_line_time", MinimumScanLineTime.MS_40),
    (21, "101", "minimum_scan_line_time", MinimumScanLineTime.MS_40_HALF),
    (21, "011", "minimum_scan_line_time", MinimumScanLineTime.MS_10_HALF),
    (21, "111", "minimum_scan_line_time", MinimumScanLineTime.MS_0),
]

DATA_RATES = [
    ("0000", DataRate.V27TER_2400),
    ("0100", DataRate.V27TER_4800),
    ("1000", DataRate.V29_9600),
    ("1100", DataRate.V29_7200),
    ("0001", DataRate.V17_14400),
    ("0101", DataRate.V17_12000),
    ("1001", DataRate.V17_9600),
    ("1101", DataRate.V17_7200),
]


@pytest.mark.parametrize(("first", "digits", "name", "code"), DIS_CODES)
def test_code_of_a_dis(first: int, digits: str, name: str, code: enum.IntEnum) -> None:
    assert value_at(Fcf.DIS, first, digits, name) is code


@pytest.mark.parametrize(("digits", "rate"), DATA_RATES)
def test_data_rate_of_a_dcs(digits: str, rate: DataRate) -> None:
    assert value_at(Fcf.DCS, 11, digits, "data_rate") is rate


@pytest.mark.parametrize(
    ("fcf", "first", "digits", "name"),
    [
        (Fcf.DIS, 11, "0110", "modulation"),
        (Fcf.DCS, 11, "0010", "data_rate"),
        (Fcf.DIS, 17, "11", "recording_width"),
        (Fcf.DCS, 19, "11", "recording_length"),
    ],
)
def test_a_code_without_a_name_survives(fcf: Fcf, first: int, digits: str, name: str) -> None:
    value = value_at(fcf, first, digits, name)
    assert value == int(digits, 2)
    assert not isinstance(value, enum.IntEnum)


def test_a_usual_v17_offer_and_its_selection() -> None:
    dis = Dis(
        receiver_fax_operation=True,
        modulation=Modulations.V27TER_V29_V17,
        r8_7_7_lines_mm=True,
        two_dimensional_coding=True,
        recording_length=RecordingLength.UNLIMITED,
        minimum_scan_line_time=MinimumScanLineTime.MS_0,
        error_correction_mode=True,
        t6_coding=True,
    )
    dcs = Dcs(
        receiver_fax_operation=True,
        data_rate=DataRate.V17_14400,
        r8_7_7_lines_mm=True,
        minimum_scan_line_time=MinimumScanLineTime.MS_0,
    )
    # Bits 10, 11, 12, 14, 15, 16 / 20 to 23, extend / 27, 31; bits 10, 14, 15 / 21 to 23.
    assert build(Frame(Fcf.DIS, fif=dis), with_fcs=False) == bytes.fromhex("ff138000eef844")
    assert build(Frame(Fcf.DCS, x=True, fif=dcs), with_fcs=False) == bytes.fromhex("ff1383006270")
