"""Hours of the day in which something may be done."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Self

_DAY = timedelta(days=1)
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class DailyWindow:
    """From ``start`` until before ``end``, each day, by the clock on the wall; may span midnight.

    Where both are the same, the whole day.
    """

    start: time
    end: time

    @classmethod
    def parse(cls, text: str) -> Self:
        """From ``HH:MM-HH:MM``. Raises ValueError."""
        start, dash, end = text.partition("-")
        if not dash:
            raise ValueError(f"{text!r} is not of the form 08:00-18:00")
        return cls(_time(start), _time(end))

    def __str__(self) -> str:
        return f"{self.start:%H:%M}-{self.end:%H:%M}"

    def holds(self, local: datetime) -> bool:
        """Whether ``local`` is within."""
        return self._holds_time(local.time())

    def meets(self, other: "DailyWindow") -> bool:
        """Whether there is a time of the day within both."""
        return self._holds_time(other.start) or other._holds_time(self.start)

    def opening(self, local: datetime) -> datetime:
        """The first instant, from ``local`` on, that is within by the clock of its zone; in UTC.

        A clock that is put forward or back may skip the hours of a day, or begin them again.
        """
        now = local.astimezone(UTC)
        if self.holds(local):
            return now
        return min(
            instant
            for instant in (*self._starts(local), *_clock_changes(local))
            if instant >= now and self.holds(instant.astimezone(local.tzinfo))
        )

    def _holds_time(self, at: time) -> bool:
        if self.start < self.end:
            return self.start <= at < self.end
        return at >= self.start or at < self.end

    def _starts(self, local: datetime) -> Iterator[datetime]:
        """When the clock shows ``start`` today and on the next days: perhaps twice, or never."""
        for days in range(3):
            day = local.date() + days * _DAY
            for fold in (0, 1):
                at = datetime.combine(day, self.start, local.tzinfo).replace(fold=fold)
                yield at.astimezone(UTC)


def _clock_changes(local: datetime) -> Iterator[datetime]:
    """When the zone's clock is put forward or back, within two days."""
    for days in range(2):
        before = local.astimezone(UTC).replace(second=0, microsecond=0) + days * _DAY
        after = before + _DAY
        old = before.astimezone(local.tzinfo).utcoffset()
        if after.astimezone(local.tzinfo).utcoffset() == old:
            continue
        while after - before > _MINUTE:
            middle = before + (after - before) // _MINUTE // 2 * _MINUTE
            if middle.astimezone(local.tzinfo).utcoffset() == old:
                before = middle
            else:
                after = middle
        yield after


def _time(text: str) -> time:
    try:
        hour, minute = text.strip().split(":")
        return time(int(hour), int(minute))
    except ValueError:
        raise ValueError(f"{text.strip()!r} is not a time of the form 08:00") from None
