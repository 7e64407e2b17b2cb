"""Makers by their NSF."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faxstatus_core.t30.frames import Fcf, Frame, NonStandard, parse
from faxstatus_core.t30.makers import maker_of


def maker(fif: str) -> str | None:
    """Of an NSF with this FIF, as a Class 1 DTE sees it."""
    frame = parse(bytes.fromhex("ff0320" + fif), with_fcs=False)
    assert isinstance(frame, Frame)
    assert frame.fcf is Fcf.NSF
    assert isinstance(frame.fif, NonStandard)
    return maker_of(frame.fif)


@pytest.mark.parametrize(
    ("fif", "name"),
    [
        ("00 00 11 80 00 8a 49 10", "Canon"),
        ("00 00 88 01 00 51", "Canon"),  # the same, mirrored
        ("00 00 56 55 55 00 88 90", "Brother"),
        ("20 41 00", "Siemens"),
        ("04 82 00", "Siemens"),
        ("00 00 ff 00", None),
        ("00", None),
    ],
)
def test_a_maker_is_known_in_either_order_of_bits(fif: str, name: str | None) -> None:
    assert maker(fif) == name


@given(st.integers(0, 255), st.binary(max_size=60))
def test_any_facilities_have_a_maker_or_none(country: int, data: bytes) -> None:
    name = maker_of(NonStandard(country, data))
    assert name is None or name.isprintable()
