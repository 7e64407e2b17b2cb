"""A sender and a receiver joined by a bad line: what both say of a page must agree (T.30 §5)."""

from collections.abc import Sequence
from itertools import chain, repeat

from hypothesis import example, given, settings
from hypothesis import strategies as st

from faxstatus_core.t30.receiving.receiver import Receiver
from faxstatus_core.t30.sending.sender import Sender
from tests.support.far_end import PLAIN, Page, Pages
from tests.support.joined import FAULTS, Fault, JoinedCall, Station

OCTETS_PER_SECOND = 1800  # at 14400 bit/s


def call(seconds: Sequence[float], faults: Sequence[Fault]) -> JoinedCall:
    """A fax whose pages take ``seconds`` at 14400 bit/s, over a line with ``faults``, at its end.

    Every octet of a page is its number.
    """
    pages = Pages([bytes([n]) * int(s * OCTETS_PER_SECOND) for n, s in enumerate(seconds, 1)])
    sender = Sender(pages, PLAIN, "+49 1")
    receiver = Receiver(Page, PLAIN, "+49 2")
    joined = JoinedCall(
        Station(sender, sender.start(0.0)),
        Station(receiver, receiver.start(0.0)),
        chain(faults, repeat(Fault.NONE)),
    )
    joined.run()
    return joined


def confirmed_pages(joined: JoinedCall) -> list[int]:
    """The pages that the receiver stored and confirmed, by what is on them."""
    return [
        data[0] for _, data in joined.receiver.stored[: joined.receiver.session.pages_confirmed]
    ]


documents = st.lists(st.floats(4, 7), min_size=1, max_size=4)


def test_a_perfect_line() -> None:
    joined = call([5, 20, 5], [])
    for station in joined.stations:
        assert station.session.outcome is not None
        assert station.session.outcome.succeeded
    assert confirmed_pages(joined) == [1, 2, 3]


@settings(max_examples=60)
@example([5, 5, 5], [*[Fault.NONE] * 7, Fault.LOST])  # the second page
@example([4], [*[Fault.NONE] * 3, Fault.LOST, Fault.LOST])  # CFR and the DCS after it
@example([5, 5], [*[Fault.NONE] * 8, Fault.DAMAGED, Fault.DAMAGED])  # EOP and the CRP for it
@given(documents, st.lists(st.sampled_from(list(Fault)), max_size=60))
def test_whatever_the_line_does_no_page_is_confirmed_that_is_not_stored(
    seconds: list[float], faults: list[Fault]
) -> None:
    joined = call(seconds, faults)
    sent, received = joined.sender.session.outcome, joined.receiver.session.outcome
    assert sent is not None
    assert received is not None
    assert sent.pages <= received.pages <= len(joined.receiver.stored)
    there = confirmed_pages(joined)
    assert set(there) >= set(range(1, sent.pages + 1))
    assert there == sorted(there)
    assert [number for number, _ in joined.receiver.stored[: received.pages]] == list(
        range(1, received.pages + 1)
    )
    if sent.succeeded:
        assert received.succeeded


@settings(max_examples=60)
@given(
    documents,
    st.lists(st.tuples(st.integers(9, 14), st.sampled_from(FAULTS)), max_size=6),
    st.integers(0, 8),
)
def test_single_faults_are_survived_and_no_page_is_stored_twice(
    seconds: list[float], single: list[tuple[int, Fault]], first: int
) -> None:
    faults = [Fault.NONE] * first
    for gap, fault in single:
        faults += [fault, *[Fault.NONE] * gap]
    joined = call(seconds, faults)
    for station in joined.stations:
        assert station.session.outcome is not None
        assert station.session.outcome.succeeded, station.session.outcome.text
    assert confirmed_pages(joined) == list(range(1, len(seconds) + 1))
    assert len(joined.receiver.stored) == len(seconds)
