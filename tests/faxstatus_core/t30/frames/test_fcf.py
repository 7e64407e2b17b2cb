"""FCF octets and their X bit (T.30 §5.3.6.1)."""

import pytest

from faxstatus_core.t30.frames import Fcf, Frame, FrameError, build, parse

# T.30's tables print the bits in line order. "X" is the X bit. This is a list of its own, not
# derived from the code: the octet is the mirrored pattern.
LINE_ORDER = {
    "DIS": "00000001",
    "CSI": "00000010",
    "NSF": "00000100",
    "DTC": "10000001",
    "CIG": "10000010",
    "NSC": "10000100",
    "PWD": "10000011",
    "SEP": "10000101",
    "PSA": "10000110",
    "CIA": "10000111",
    "ISP": "10001000",
    "DCS": "X1000001",
    "TSI": "X1000010",
    "NSS": "X1000100",
    "SUB": "X1000011",
    "SID": "X1000101",
    "TSA": "X1000110",
    "IRA": "X1000111",
    "CTC": "X1001000",
    "CFR": "X0100001",
    "FTT": "X0100010",
    "CTR": "X0100011",
    "CSA": "X0100100",
    "FCD": "01100000",
    "RCP": "01100001",
    "EOM": "X1110001",
    "MPS": "X1110010",
    "EOP": "X1110100",
    "PRI-EOM": "X1111001",
    "PRI-MPS": "X1111010",
    "PRI-EOP": "X1111100",
    "EOS": "X1111000",
    "PPS": "X1111101",
    "EOR": "X1110011",
    "RR": "X1110110",
    "MCF": "X0110001",
    "RTP": "X0110011",
    "RTN": "X0110010",
    "PIP": "X0110101",
    "PIN": "X0110100",
    "PPR": "X0111101",
    "RNR": "X0110111",
    "ERR": "X0111000",
    "FDM": "X0111111",
    "PID": "X0110110",
    "DCN": "X1011111",
    "CRP": "X1011000",
    "FNV": "X1010011",
    "TNR": "X1010111",
    "TR": "X1010110",
}


def octet_of(line_order: str, x: str) -> int:
    return int(line_order.replace("X", x)[::-1], 2)


def test_every_fcf_of_the_recommendation_exists_once() -> None:
    assert {fcf.standard_name for fcf in Fcf} == set(LINE_ORDER)
    assert len(Fcf) == len(LINE_ORDER)


@pytest.mark.parametrize(("name", "line_order"), LINE_ORDER.items())
def test_fcf_octet_and_x_bit(name: str, line_order: str) -> None:
    fcf = next(fcf for fcf in Fcf if fcf.standard_name == name)
    assert fcf.value == fcf.octet(x=False) == octet_of(line_order, "0")
    assert fcf.carries_x == line_order.startswith("X")
    assert Fcf.of_octet(octet_of(line_order, "0")) == (fcf, False)
    if fcf.carries_x:
        assert fcf.octet(x=True) == octet_of(line_order, "1")
        assert Fcf.of_octet(octet_of(line_order, "1")) == (fcf, True)


def test_octets_outside_the_table_are_unknown() -> None:
    known = {octet_of(bits, x) for bits in LINE_ORDER.values() for x in "01"}
    for octet in set(range(256)) - known:
        with pytest.raises(FrameError, match=rf"octet 2 \(FCF\): unknown FCF 0x{octet:02X}"):
            Fcf.of_octet(octet)


@pytest.mark.parametrize("fcf", [fcf for fcf in Fcf if not fcf.carries_x])
def test_an_x_bit_cannot_be_set_where_none_exists(fcf: Fcf) -> None:
    with pytest.raises(FrameError, match=f"{fcf.name} has no X bit"):
        fcf.octet(x=True)


@pytest.mark.parametrize(("octet", "x"), [(0x2E, False), (0x2F, True)])
def test_x_bit_of_a_frame(octet: int, x: bool) -> None:
    octets = bytes([0xFF, 0x13, octet])
    assert parse(octets, with_fcs=False) == Frame(Fcf.EOP, x=x)
    assert build(Frame(Fcf.EOP, x=x), with_fcs=False) == octets
