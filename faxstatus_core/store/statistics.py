"""Calls by day, for the charts."""

from collections import Counter
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, func, select

from faxstatus_core.records import DayCount, Direction, Statistics
from faxstatus_core.store.tables import calls


def statistics_of(connection: Connection, days: int, now: datetime) -> Statistics:
    """The calls of the last ``days`` days in UTC, today included; those that go on do not count."""
    today = now.astimezone(UTC)
    first = today.replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=days - 1)
    day = func.substr(calls.c.started_time, 1, 10).label("day")
    query = (
        select(
            day,
            calls.c.direction,
            calls.c.succeeded,
            calls.c.error_cause,
            func.count().label("count"),
            func.sum(calls.c.pages).label("pages"),
        )
        .where(calls.c.started_time >= first, calls.c.succeeded.is_not(None))
        .group_by(day, calls.c.direction, calls.c.succeeded, calls.c.error_cause)
    )
    by_day: dict[str, Counter[str]] = {}
    causes: Counter[str] = Counter()
    for row in connection.execute(query).mappings():
        sent = row["direction"] == Direction.SEND.value
        of_day = by_day.setdefault(row["day"], Counter())
        of_day["pages_sent" if sent else "pages_received"] += row["pages"]
        if row["succeeded"]:
            of_day["sent" if sent else "received"] += row["count"]
        else:
            of_day["send_failed" if sent else "receive_failed"] += row["count"]
            causes[row["error_cause"] or "unknown"] += row["count"]
    names = set(DayCount.model_fields) - {"day"}
    dates = [(first + timedelta(days=number)).date() for number in range(days)]
    counts = [(date, by_day.get(date.isoformat(), Counter())) for date in dates]
    return Statistics(
        days=tuple(
            DayCount(day=date, **{name: count[name] for name in names}) for date, count in counts
        ),
        causes=dict(causes),
    )
