"""Hours of the day in which something may be done."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Self


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
        now = local.time()
        if self.start < self.end:
            return self.start <= now < self.end
        return now >= self.start or now < self.end

    def opening(self, local: datetime) -> datetime:
        """When it opens next, at or after ``local``; ``local`` itself if it is within."""
        if self.holds(local):
            return local
        opening = local.replace(
            hour=self.start.hour, minute=self.start.minute, second=0, microsecond=0
        )
        return opening if opening >= local else opening + timedelta(days=1)


def _time(text: str) -> time:
    try:
        hour, minute = text.strip().split(":")
        return time(int(hour), int(minute))
    except ValueError:
        raise ValueError(f"{text.strip()!r} is not a time of the form 08:00") from None
