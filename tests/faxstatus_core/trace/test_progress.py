"""Following a call: frames counted, pages and lines known."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faxstatus_core.t4 import Coding, encode_page
from faxstatus_core.t30.frames import Fcf
from faxstatus_core.t31.modulations import V17_14400, V17_14400_SHORT, V21
from faxstatus_core.trace.progress import CallProgress
from tests.support.pages import draw_page


def _frame(fcf: Fcf, fif: bytes = b"") -> bytes:
    return bytes((0xFF, 0x13, fcf)) + fif


def test_frames_are_counted() -> None:
    progress = CallProgress()
    assert [progress.frame(_frame(fcf)) for fcf in (Fcf.CRP, Fcf.CFR, Fcf.CRP)] == [
        Fcf.CRP,
        Fcf.CFR,
        Fcf.CRP,
    ]
    assert (progress.frames[Fcf.CRP], progress.frames[Fcf.CFR]) == (2, 1)


def test_a_carrier_after_dcs_is_a_training_check_and_the_next_a_page() -> None:
    progress = CallProgress()
    progress.carrier(V21)
    progress.frame(_frame(Fcf.DCS, b"\x00\x46\x78"))
    progress.carrier(V17_14400)
    assert not progress.in_page
    progress.carrier(V21)
    progress.frame(_frame(Fcf.CFR))
    progress.carrier(V17_14400_SHORT)
    assert progress.in_page


@pytest.mark.parametrize(
    ("command", "response", "page"),
    [
        ((Fcf.MPS, b""), Fcf.MCF, 2),
        ((Fcf.MPS, b""), Fcf.RTP, 2),
        ((Fcf.MPS, b""), Fcf.RTN, 1),
        ((Fcf.EOP, b""), Fcf.MCF, 1),
        ((Fcf.PPS, bytes((Fcf.MPS, 0, 0, 255))), Fcf.MCF, 2),
        ((Fcf.PPS, bytes((Fcf.EOP, 0, 0, 255))), Fcf.MCF, 1),
        ((Fcf.PPS, bytes((0, 0, 0, 255))), Fcf.MCF, 1),
        ((Fcf.PPS, b""), Fcf.MCF, 1),
        ((Fcf.EOR, bytes((Fcf.MPS,))), Fcf.ERR, 2),
        ((Fcf.EOR, bytes((0,))), Fcf.ERR, 1),
    ],
)
def test_a_confirmed_page_is_followed_by_the_next(
    command: tuple[Fcf, bytes], response: Fcf, page: int
) -> None:
    progress = CallProgress()
    progress.frame(_frame(*command))
    for already in (1, page):
        progress.frame(_frame(response))
        assert progress.page == already
        progress.arrived(_frame(response))
    assert progress.page == page


@given(st.integers(min_value=1, max_value=400))
def test_lines_are_counted_however_the_data_is_cut(size: int) -> None:
    data = encode_page(draw_page(1, 60), Coding.MH)
    progress = CallProgress()
    progress.carrier(V17_14400)
    for start in range(0, len(data), size):
        progress.data(data[start : start + size], count_lines=True)
    assert progress.page_octets == len(data)
    assert progress.page_lines == 60 + 6  # an EOL before each line, and those of the RTC


@given(st.lists(st.binary(max_size=12), max_size=20))
def test_whatever_passes_is_survived(frames: list[bytes]) -> None:
    progress = CallProgress()
    for octets in frames:
        progress.frame(octets)
        progress.arrived(octets)
        progress.data(octets, count_lines=True)
    assert progress.page >= 1
