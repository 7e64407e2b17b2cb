"""The same under error correction: every page arrives octet by octet, or is said not to."""

import random
from collections.abc import Sequence
from itertools import chain, repeat

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from faxstatus_core.t4 import Coding
from faxstatus_core.t30.events import FrameSent
from faxstatus_core.t30.frames import ContinueToCorrect, DataRate, Fcf
from faxstatus_core.t30.negotiation.capabilities import Capabilities, FrameOctets
from faxstatus_core.t30.negotiation.ladder import LADDER, MODULATION_OF
from faxstatus_core.t30.outcome import Cause
from faxstatus_core.t30.receiving.receiver import Receiver
from faxstatus_core.t30.sending.sender import Sender
from tests.support.far_end import Page, Pages
from tests.support.joined import FAULTS, Fault, JoinedCall, Station


def hurt(data: bytes, fault: Fault) -> bytes:
    """A training check stays as it is; of a page some octets, or one in three hundred, change."""
    if fault in (Fault.NONE, Fault.LOST) or not any(data):
        return data
    octets, chance = bytearray(data), random.Random(len(data))
    for _ in range(3 if fault is Fault.DAMAGED else len(data) // 300 + 3):
        octets[chance.randrange(len(octets))] ^= 1 << chance.randrange(8)
    return bytes(octets)


def page_of(number: int, octets: int) -> bytes:
    return random.Random(number).randbytes(octets)


def call(
    sizes: Sequence[int], faults: Sequence[Fault], frame_octets: FrameOctets = 256
) -> JoinedCall:
    """A fax of pages with ``sizes`` octets over a line with ``faults``, at its end."""
    local = Capabilities(frame_octets=frame_octets, codings=frozenset({Coding.MH}))
    pages = Pages([page_of(number, size) for number, size in enumerate(sizes, 1)])
    sender = Sender(pages, local, "+49 1")
    receiver = Receiver(Page, local, "+49 2")
    joined = JoinedCall(
        Station(sender, sender.start(0.0)),
        Station(receiver, receiver.start(0.0)),
        chain(faults, repeat(Fault.NONE)),
        hurt,
    )
    joined.run()
    return joined


def arrived(joined: JoinedCall, sizes: Sequence[int]) -> list[int]:
    """The pages that were stored as they were sent, but for the zeros of the last frame."""
    pages = {page_of(number, size): number for number, size in enumerate(sizes, 1)}
    found = []
    for _, data in joined.receiver.stored:
        found += [n for page, n in pages.items() if data[: len(page)] == page]
        assert not any(data[len(data) // 256 * 256 + 256 :])
    return found


@pytest.mark.parametrize("frame_octets", [64, 256])
@pytest.mark.parametrize("size", [1, 255, 256, 16384, 16385, 65536, 65537, 200_000])
def test_pages_of_any_size_on_a_perfect_line(size: int, frame_octets: FrameOctets) -> None:
    joined = call([size, 100], [], frame_octets)
    for station in joined.stations:
        assert station.session.outcome is not None
        assert station.session.outcome.succeeded
    assert arrived(joined, [size, 100]) == [1, 2]


sizes = st.lists(st.sampled_from([1, 300, 5000, 30_000, 70_000]), min_size=1, max_size=3)


@settings(max_examples=60)
@example([5000, 5000], [*[Fault.NONE] * 5, Fault.LOST])
@example([70_000], [*[Fault.NONE] * 4, *[Fault.BADLY_DAMAGED] * 30])
@example([70_000], [*[Fault.NONE] * 8, Fault.DAMAGED, Fault.DAMAGED])  # PPS and the CRP for it
@given(sizes, st.lists(st.sampled_from(list(Fault)), max_size=80))
def test_whatever_the_line_does_no_page_is_confirmed_that_is_not_whole(
    sizes: list[int], faults: list[Fault]
) -> None:
    joined = call(sizes, faults)
    sent, received = joined.sender.session.outcome, joined.receiver.session.outcome
    assert sent is not None
    assert received is not None
    there = arrived(joined, sizes)
    assert set(sent.confirmed) <= set(received.confirmed)
    assert set(sent.confirmed) <= set(there)
    if sent.succeeded:
        assert received.succeeded
        assert there == list(range(1, len(sizes) + 1))


@settings(max_examples=40)
@given(
    # Of a page that takes longer, at 12,000 bit/s after a training that failed, all would be lost
    # for longer than T2 and T2 again.
    st.lists(st.sampled_from([1, 300, 5000, 14_000]), min_size=1, max_size=3),
    st.lists(st.tuples(st.integers(9, 14), st.sampled_from(FAULTS)), max_size=6),
    st.integers(0, 8),
)
def test_single_faults_are_survived(
    sizes: list[int], single: list[tuple[int, Fault]], first: int
) -> None:
    faults = [Fault.NONE] * first
    for gap, fault in single:
        faults += [fault, *[Fault.NONE] * gap]
    joined = call(sizes, faults)
    for station in joined.stations:
        assert station.session.outcome is not None
        assert station.session.outcome.succeeded, station.session.outcome.text
    assert arrived(joined, sizes) == list(range(1, len(sizes) + 1))


def test_a_line_that_hurts_every_carrier_slows_down_and_then_gives_up() -> None:
    good = [Fault.NONE] * 4
    faults = [f for _ in range(200) for f in (Fault.BADLY_DAMAGED, Fault.NONE, Fault.NONE)]
    joined = call([20_000], good + faults)
    sent = [e.frame for e in joined.sender.session.take_events() if isinstance(e, FrameSent)]
    rates = [frame.fif.data_rate for frame in sent if isinstance(frame.fif, ContinueToCorrect)]
    assert [MODULATION_OF[DataRate(rate)] for rate in dict.fromkeys(rates)] == list(LADDER[1:])
    assert [frame.fcf for frame in sent].count(Fcf.EOR) >= 1
    for station in joined.stations:
        outcome = station.session.outcome
        assert outcome is not None
        assert (outcome.cause, outcome.confirmed) == (Cause.PAGES_INCOMPLETE, ())
    assert len(joined.receiver.stored) == 1
