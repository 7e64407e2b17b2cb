"""NSF, NSC and NSS: country and maker (T.30 §5.3.6.2.7)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faxstatus_core.t30.frames import Fcf, Frame, FrameError, NonStandard, build, parse


@pytest.mark.parametrize("fcf", [Fcf.NSF, Fcf.NSC, Fcf.NSS])
@pytest.mark.parametrize(
    ("octet", "country"), [(0x00, 0x00), (0xAD, 0xB5), (0x86, 0x61), (0x20, 0x04), (0x2D, 0xB4)]
)
def test_the_country_code_is_mirrored(fcf: Fcf, octet: int, country: int) -> None:
    octets = bytes([0xFF, 0x03, fcf, octet]) + b"\x00\x36\x01"
    frame = Frame(fcf, final=False, fif=NonStandard(country, b"\x00\x36\x01"))
    assert parse(octets, with_fcs=False) == frame
    assert build(frame, with_fcs=False) == octets


@given(st.binary(min_size=1, max_size=60))
def test_facilities_are_rebuilt_as_received(fif: bytes) -> None:
    octets = b"\xff\x03\x20" + fif
    assert build(parse(octets, with_fcs=False), with_fcs=False) == octets


def test_facilities_without_a_country_are_refused() -> None:
    with pytest.raises(FrameError) as caught:
        parse(b"\xff\x03\x20", with_fcs=False)
    assert caught.value.where == "octet 3 (FIF of NSF), country_code"


@pytest.mark.parametrize("country", [-1, 256])
def test_a_country_code_is_one_octet(country: int) -> None:
    with pytest.raises(FrameError) as caught:
        build(Frame(Fcf.NSS, fif=NonStandard(country)), with_fcs=False)
    assert caught.value.where == "octet 3 (FIF of NSS), country_code"
    assert str(country) in caught.value.what
