"""When a delivery that failed is tried again."""

from datetime import datetime, timedelta

DELAYS = (10, 60, 300, 1800, 7200, 21600)
"""Seconds after the first failure, the second and so on; the last holds for all that follow."""
JITTER = 0.2
"""Part of a delay that chance may add: what failed together shall not come again together."""
LONGEST_WAIT = timedelta(days=1)
"""The longest time that a receiver can ask for."""


def next_try(
    tries: int, now: datetime, *, chance: float, wait: timedelta | None = None
) -> datetime:
    """When to try again after ``tries`` failures, 1 or more.

    ``chance``: a random number, 0 to 1. ``wait``: what the receiver asked for, if it did.
    """
    delay = DELAYS[min(tries, len(DELAYS)) - 1] * (1 + JITTER * chance)
    return now + max(timedelta(seconds=delay), min(wait or timedelta(), LONGEST_WAIT))
