"""Whole frames: known ones, round trips, and what hostile octets may do."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faxstatus_core.t30.frames import (
    CodedData,
    ContinueToCorrect,
    DataRate,
    Dcs,
    Dis,
    EndOfRetransmission,
    Fcf,
    Fif,
    Frame,
    FrameError,
    Identification,
    MinimumScanLineTime,
    Modulations,
    NonStandard,
    PartialPageRequest,
    PartialPageSignal,
    RecordingLength,
    RecordingWidth,
    build,
    parse,
)

V34_DIS = Dis(
    octets=9,
    v8_capabilities=True,
    receiver_fax_operation=True,
    r8_7_7_lines_mm=True,
    two_dimensional_coding=True,
    recording_width=RecordingWidth.MM_303,
    recording_length=RecordingLength.UNLIMITED,
    error_correction_mode=True,
    t6_coding=True,
    r8_15_4_lines_mm=True,
    r16_15_4_lines_mm=True,
    metric_based_resolution_preferred=True,
    selective_polling=True,
    subaddressing=True,
    password=True,
    jpeg_coding=True,
    full_colour_mode=True,
)
V34_DCS = Dcs(
    receiver_fax_operation=True,
    data_rate=DataRate.V27TER_2400,  # 0000: V.34 settles its rate elsewhere
    r8_7_7_lines_mm=True,
    recording_length=RecordingLength.UNLIMITED,
    minimum_scan_line_time=MinimumScanLineTime.MS_0,
    error_correction_mode=True,
    t6_coding=True,
)
V29_DIS = Dis(
    receiver_fax_operation=True,
    modulation=Modulations.V27TER_V29,
    r8_7_7_lines_mm=True,
    two_dimensional_coding=True,
    recording_length=RecordingLength.UNLIMITED,
    minimum_scan_line_time=MinimumScanLineTime.MS_0,
)

# FCF and FIF of V34_DIS, V34_DCS and CFR are from the sample trace in the service manual of
# an office machine (Epson WF-C5790); address and control are ours, as are the other frames.
KNOWN = [
    ("ff138020c28ac480d5838018", Frame(Fcf.DIS, fif=V34_DIS)),
    ("ff13830042f844", Frame(Fcf.DCS, x=True, fif=V34_DCS)),
    ("ff1384", Frame(Fcf.CFR)),
    ("ff138400", Frame(Fcf.CFR, fif=b"\x00")),
    ("ff138000ce78", Frame(Fcf.DIS, fif=V29_DIS)),
    ("ff13fb", Frame(Fcf.DCN, x=True)),
    ("ff13bf4f00000c", Frame(Fcf.PPS, x=True, fif=PartialPageSignal(Fcf.MPS, 0, 0, 13))),
    ("ff13bf00010203", Frame(Fcf.PPS, x=True, fif=PartialPageSignal(None, 1, 2, 4))),
    ("ff13120020", Frame(Fcf.CTC, fif=ContinueToCorrect(DataRate.V17_14400))),
    ("ff13cf2f", Frame(Fcf.EOR, x=True, fif=EndOfRetransmission(Fcf.EOP))),
    ("ff13bc0380" + "00" * 30, Frame(Fcf.PPR, fif=PartialPageRequest(frozenset({0, 1, 15})))),
    ("ff0306" + "00" + "5a" * 64, Frame(Fcf.FCD, final=False, fif=CodedData(0, b"\x5a" * 64))),
    ("ff0320ad0055", Frame(Fcf.NSF, final=False, fif=NonStandard(0xB5, b"\x00\x55"))),
]

# FCF and FIF from the same trace: this machine pads on the other side.
SPACES_FIRST = [
    ("ff0340" + "20" * 8 + "343332312035353520323430", Fcf.CSI, "042 555 1234"),
    ("ff0343" + "20" * 10 + "31333231313233353330", Fcf.TSI, "0353211231"),
]


@pytest.mark.parametrize(("octets", "frame"), KNOWN)
def test_known_frame(octets: str, frame: Frame) -> None:
    assert parse(bytes.fromhex(octets), with_fcs=False) == frame
    assert build(frame, with_fcs=False) == bytes.fromhex(octets)


@pytest.mark.parametrize(("octets", "fcf", "text"), SPACES_FIRST)
def test_known_identification_padded_in_front(octets: str, fcf: Fcf, text: str) -> None:
    frame = parse(bytes.fromhex(octets), with_fcs=False)
    assert (frame.fcf, frame.final, frame.fif) == (fcf, False, Identification(text))


def test_the_fcs_is_built_and_verified() -> None:
    # Computed here bit by bit from the polynomial.
    register = 0xFFFF
    for octet in b"\xff\x13\x84":
        for place in range(8):
            carry = (register ^ (octet >> place)) & 1
            register = (register >> 1) ^ (0x8408 if carry else 0)
    octets = b"\xff\x13\x84" + (register ^ 0xFFFF).to_bytes(2, "little")
    assert build(Frame(Fcf.CFR), with_fcs=True) == octets
    assert parse(octets, with_fcs=True) == Frame(Fcf.CFR)


TRUE = st.just(True)
FIELDS: dict[str, st.SearchStrategy[Any]] = {
    "octets": st.integers(0, 20),
    "beyond": st.binary(max_size=4),
    "receiver_fax_operation": TRUE,
    "recording_width": st.integers(0, 3),
    "minimum_scan_line_time": st.integers(0, 7),
    "error_correction_mode": TRUE,
    "subaddressing": TRUE,
    "jpeg_coding": TRUE,
    "t44_mode": st.integers(0, 7),
    "sycc_jpeg_coding": TRUE,
}


def tables(table: type[Dis] | type[Dcs], rate: str) -> st.SearchStrategy[Fif]:
    fields = {**FIELDS, rate: st.integers(0, 15)}
    return st.fixed_dictionaries({}, optional=fields).map(lambda values: table(**values))


IDENTIFICATIONS = st.builds(Identification, st.text(st.characters(codec="latin-1"), max_size=20))
FACILITIES = st.builds(NonStandard, st.integers(0, 255), st.binary(max_size=30))
COMMANDS = st.sampled_from([None, Fcf.EOM, Fcf.MPS, Fcf.EOP, Fcf.EOS, Fcf.PRI_EOP])
OCTETS = st.integers(0, 255)
FIFS: dict[Fcf, st.SearchStrategy[Fif]] = {
    **dict.fromkeys((Fcf.DIS, Fcf.DTC), tables(Dis, "modulation")),
    Fcf.DCS: tables(Dcs, "data_rate"),
    **dict.fromkeys((Fcf.NSF, Fcf.NSC, Fcf.NSS), FACILITIES),
    **dict.fromkeys((Fcf.CSI, Fcf.CIG, Fcf.TSI, Fcf.SUB), IDENTIFICATIONS),
    **dict.fromkeys((Fcf.SID, Fcf.SEP, Fcf.PWD, Fcf.PSA), IDENTIFICATIONS),
    Fcf.FCD: st.builds(CodedData, OCTETS, st.binary(max_size=256)),
    Fcf.PPS: st.builds(PartialPageSignal, COMMANDS, OCTETS, OCTETS, st.integers(1, 256)),
    Fcf.EOR: st.builds(EndOfRetransmission, COMMANDS),
    Fcf.CTC: st.builds(ContinueToCorrect, st.sampled_from(DataRate) | st.integers(0, 15)),
    Fcf.PPR: st.builds(PartialPageRequest, st.frozensets(OCTETS)),
}


@st.composite
def frames(draw: st.DrawFn) -> Frame:
    fcf = draw(st.sampled_from(Fcf))
    x = fcf.carries_x and draw(st.booleans())
    return Frame(fcf, x, draw(st.booleans()), draw(FIFS.get(fcf, st.binary(max_size=40))))


@given(frames(), st.booleans())
def test_parsing_what_was_built_gives_the_frame(frame: Frame, with_fcs: bool) -> None:
    octets = build(frame, with_fcs=with_fcs)
    assert parse(octets, with_fcs=with_fcs) == frame
    assert build(parse(octets, with_fcs=with_fcs), with_fcs=with_fcs) == octets


def outcome(octets: bytes, *, with_fcs: bool) -> Frame | FrameError:
    try:
        return parse(octets, with_fcs=with_fcs)
    except FrameError as error:
        return error


def is_refused_or_settles(octets: bytes, *, with_fcs: bool) -> None:
    """Either a FrameError that says what and where, or a frame that stays itself from then on."""
    found = outcome(octets, with_fcs=with_fcs)
    if isinstance(found, FrameError):
        assert found.what
        assert found.where.startswith("octet ")
    else:
        assert parse(build(found, with_fcs=with_fcs), with_fcs=with_fcs) == found


@given(st.binary(max_size=40), st.booleans())
def test_random_octets_raise_nothing_but_a_frame_error(octets: bytes, with_fcs: bool) -> None:
    is_refused_or_settles(octets, with_fcs=with_fcs)


@given(st.sampled_from(list(Fcf)), st.booleans(), st.binary(max_size=40))
def test_random_fif_raises_nothing_but_a_frame_error(fcf: Fcf, x: bool, fif: bytes) -> None:
    header = bytes([0xFF, 0x03, fcf.octet(x=x and fcf.carries_x)])
    is_refused_or_settles(header + fif, with_fcs=False)


@given(frames(), st.booleans(), st.data())
def test_a_damaged_frame_raises_nothing_but_a_frame_error(
    frame: Frame, with_fcs: bool, data: st.DataObject
) -> None:
    octets = bytearray(build(frame, with_fcs=with_fcs))
    for _ in range(data.draw(st.integers(1, 4))):
        octets[data.draw(st.integers(0, len(octets) - 1))] = data.draw(st.integers(0, 255))
    end = data.draw(st.integers(0, len(octets)))
    is_refused_or_settles(bytes(octets[:end]), with_fcs=with_fcs)


@given(frames(), st.data())
def test_one_wrong_bit_is_caught_by_the_fcs(frame: Frame, data: st.DataObject) -> None:
    octets = bytearray(build(frame, with_fcs=True))
    bit = data.draw(st.integers(0, 8 * len(octets) - 1))
    octets[bit // 8] ^= 1 << bit % 8
    with pytest.raises(FrameError) as caught:
        parse(bytes(octets), with_fcs=True)
    assert caught.value.where == f"octet {len(octets) - 2} (FCS)"
    assert bytes(octets[-2:]).hex() in caught.value.what


@pytest.mark.parametrize(
    ("octets", "with_fcs", "what", "where"),
    [
        ("", False, "the frame ends", "octet 0"),
        ("ff13", False, "the frame ends", "octet 2"),
        ("ff138484", True, "the frame ends", "octet 4"),
        ("fe1384", False, "0xFE is not the address", "octet 0 (address)"),
        ("ff1284", False, "0x12 is neither", "octet 1 (control)"),
        ("ff13c0", False, "unknown FCF 0xC0", "octet 2 (FCF)"),
        ("ff138000", False, "length 1", "octet 3 (FIF of DIS)"),
        ("ff0340" + "31" * 21, False, "length 21", "octet 3 (FIF of CSI)"),
        ("ff13be84", False, "CFR is no FCF2", "octet 3 (FIF of PPS), octet 3 (FCF2)"),
        ("ff13be2e0000", False, "stream", "octet 3 (FIF of PPS), frames_less_1"),
        ("ff13bc00", False, "stream", "octet 3 (FIF of PPR), frames"),
    ],
)
def test_an_error_says_what_and_where(octets: str, with_fcs: bool, what: str, where: str) -> None:
    with pytest.raises(FrameError) as caught:
        parse(bytes.fromhex(octets), with_fcs=with_fcs)
    assert what in caught.value.what
    assert caught.value.where == where


@pytest.mark.parametrize(
    ("frame", "expected"),
    [
        (Frame(Fcf.DCS, fif=Dis()), "Dis given, Dcs expected"),
        (Frame(Fcf.CSI), "bytes given, Identification expected"),
        (Frame(Fcf.CFR, fif=Identification("1")), "Identification given, bytes expected"),
        (Frame(Fcf.DIS, x=True, fif=Dis()), "DIS has no X bit"),
    ],
)
def test_a_frame_that_contradicts_itself_is_not_built(frame: Frame, expected: str) -> None:
    with pytest.raises(FrameError, match=expected):
        build(frame, with_fcs=False)
