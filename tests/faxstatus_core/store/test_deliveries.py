"""What hooks owe."""

import pytest
from pydantic import JsonValue

from faxstatus_core.records import EventKind
from faxstatus_core.store import NewDelivery, Store, UnknownRecordError
from tests.faxstatus_core.store.makers import NOON, at, opened


def owed(hook: str, sequence: int, **payload: JsonValue) -> NewDelivery:
    return NewDelivery(hook, sequence, EventKind.FAX, payload)


def due(store: Store, minutes: float, limit: int = 10) -> list[int]:
    """The numbers of the deliveries that are due."""
    return [delivery.id for delivery in store.deliveries.due(at(minutes), limit)]


def test_deliveries_and_cursor_are_one(store: Store) -> None:
    assert (store.deliveries.cursor(), store.deliveries.next_due()) == (0, None)
    store.deliveries.advance(3, [owed("mail", 2, page="ü"), owed("folder", 2)], now=NOON)
    assert store.deliveries.cursor() == 3
    first, second = store.deliveries.due(NOON, 10)
    assert (first.id, first.hook, first.event_sequence, first.kind) == (1, "mail", 2, "fax")
    assert (first.payload, first.state, first.tries) == ({"page": "ü"}, "due", 0)
    assert (first.created, first.next_try, first.last_error) == (NOON, NOON, None)
    assert second.hook == "folder"
    store.deliveries.advance(5, [], now=NOON)
    assert store.deliveries.cursor() == 5


def test_event_is_owed_once_to_each_hook(store: Store) -> None:
    for _ in range(2):  # the second time after a crash in between
        store.deliveries.advance(1, [owed("mail", 1), owed("folder", 1)], now=NOON)
    assert due(store, 0) == [1, 2]


def test_advance_is_all_or_nothing(store: Store) -> None:
    unfit = owed("mail", 2, number=2**70)
    store.deliveries.advance(1, [owed("mail", 1)], now=NOON)
    with pytest.raises(AttributeError):
        store.deliveries.advance(3, [unfit, None], now=NOON)  # type: ignore[list-item] # a fault
    assert store.deliveries.cursor() == 1
    assert due(store, 0) == [1]


def test_delivery_is_due_again_at_its_time(store: Store) -> None:
    store.deliveries.advance(1, [owed("mail", 1), owed("mail", 2)], now=NOON)
    store.deliveries.settle(1, now=at(1), done=False, error="refused", next_try=at(5))
    assert due(store, 4) == [2]
    assert due(store, 5) == [1, 2]
    assert due(store, 5, limit=1) == [1]
    assert store.deliveries.next_due() == NOON
    store.deliveries.settle(2, now=at(1), done=True)
    assert store.deliveries.next_due() == at(5)
    folder = store.folder
    store.close()
    with opened(folder) as again:
        (delivery,) = again.deliveries.due(at(5), 10)
        assert (delivery.tries, delivery.last_error, delivery.state) == (1, "refused", "due")


def test_delivery_is_done_or_given_up(store: Store) -> None:
    store.deliveries.advance(1, [owed("mail", 1), owed("mail", 2), owed("mail", 3)], now=NOON)
    store.deliveries.settle(1, now=at(1), done=True)
    store.deliveries.settle(2, now=at(1), done=False, error="gone")
    assert due(store, 100) == [3]
    by_state = {row.id: (row.state, row.tries) for row in store.deliveries.find()}
    assert by_state == {1: ("done", 1), 2: ("dead", 1), 3: ("due", 0)}
    assert [row.last_error for row in store.deliveries.find(states=["dead"])] == ["gone"]
    assert [row.id for row in store.deliveries.find(limit=2)] == [3, 2]
    with pytest.raises(UnknownRecordError, match="no delivery 9"):
        store.deliveries.settle(9, now=NOON, done=True)
