"""Calls by day."""

from datetime import date, timedelta, timezone

import pytest

from faxstatus_core.records import DayCount, Direction
from faxstatus_core.store import Store
from tests.faxstatus_core.store.makers import NOON, add_job, at, begin, end

DAY = 24 * 60


def test_days_without_calls_are_shown_too(store: Store) -> None:
    statistics = store.calls.statistics(3, NOON)
    assert [count.day for count in statistics.days] == [
        date(2026, 2, 27),
        date(2026, 2, 28),
        date(2026, 3, 1),
    ]
    assert all(sum(count.model_dump(exclude={"day"}).values()) == 0 for count in statistics.days)
    assert statistics.causes == {}


def test_calls_are_counted_on_the_day_they_began(store: Store) -> None:
    midnight = -12 * 60
    end(store, begin(store, add_job(store), now=at(0)), now=at(1), pages=3)
    end(store, begin(store, add_job(store), now=at(1)), now=at(2), pages=2)
    end(store, begin(store, add_job(store), now=at(2)), now=at(3), cause="busy", pages=1)
    end(store, begin(store, add_job(store), now=at(2)), now=at(3), cause="busy")
    end(store, begin(store, now=at(midnight - 1)), now=at(midnight + 1), pages=5)
    end(store, begin(store, now=at(midnight)), now=at(midnight + 1), cause="no_dis", pages=1)
    poll = store.calls.begin(Direction.POLL, 7, "Line 7", "1", (), at(5))
    end(store, poll, now=at(6), pages=4)
    begin(store, now=at(7))  # goes on
    end(store, begin(store, now=at(-3 * DAY)), now=at(-3 * DAY), pages=99)
    statistics = store.calls.statistics(2, NOON)
    assert statistics.days == (
        DayCount(
            day=date(2026, 2, 28),
            sent=0,
            send_failed=0,
            received=1,
            receive_failed=0,
            pages_sent=0,
            pages_received=5,
        ),
        DayCount(
            day=date(2026, 3, 1),
            sent=2,
            send_failed=2,
            received=1,
            receive_failed=1,
            pages_sent=6,
            pages_received=5,
        ),
    )
    assert statistics.causes == {"busy": 2, "no_dis": 1}


@pytest.mark.parametrize("hours", [-11, 0, 14])
def test_days_are_of_utc_whatever_zone_now_is_in(store: Store, hours: int) -> None:
    end(store, begin(store, now=at(0)), now=at(1), pages=1)
    now = NOON.astimezone(timezone(timedelta(hours=hours)))
    (today,) = store.calls.statistics(1, now).days
    assert (today.day, today.received) == (date(2026, 3, 1), 1)
