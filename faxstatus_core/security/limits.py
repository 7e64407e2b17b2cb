"""How much one client, and all together, may ask for. Pure: the time is an argument.

Clients are IP addresses; ``client_key`` says which are one.
"""

from collections import Counter, OrderedDict
from dataclasses import dataclass

from faxstatus_core.security.clients import client_key

MOST_CLIENTS = 50_000
"""Clients that are remembered; of more, the one that asked longest ago is forgotten."""


@dataclass(slots=True)
class _Bucket:
    level: float
    at: float


class RateLimiter:
    """A token bucket for each client: ``rate`` requests a second, ``burst`` at once."""

    def __init__(self, rate: float, burst: int) -> None:
        self._rate = rate
        self._burst = burst
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()

    def wait(self, client: str, now: float) -> float:
        """0: the request may pass, and is counted; else in how many seconds one may."""
        key = client_key(client)
        bucket = self._buckets.pop(key, None) or _Bucket(self._burst, now)
        self._buckets[key] = bucket
        if len(self._buckets) > MOST_CLIENTS:
            self._buckets.popitem(last=False)
        # A time that went back gives nothing twice.
        if now > bucket.at:
            bucket.level = min(self._burst, bucket.level + (now - bucket.at) * self._rate)
            bucket.at = now
        if bucket.level >= 1:
            bucket.level -= 1
            return 0.0
        return (1 - bucket.level) / self._rate

    def __len__(self) -> int:
        """How many clients are remembered."""
        return len(self._buckets)


class Slots:
    """Places for what lasts, such as streams: ``limit`` in all, ``per_client`` for one."""

    def __init__(self, limit: int, per_client: int) -> None:
        self._limit = limit
        self._per_client = per_client
        self._taken: Counter[str] = Counter()
        self.taken = 0
        """How many are taken."""

    def enter(self, client: str) -> bool:
        """Take a place; False where there is none."""
        key = client_key(client)
        if self.taken >= self._limit or self._taken[key] >= self._per_client:
            return False
        self.taken += 1
        self._taken[key] += 1
        return True

    def leave(self, client: str) -> None:
        """Give it back. Who has none gives nothing back: that would make places."""
        key = client_key(client)
        if not self._taken[key]:
            return
        self.taken -= 1
        self._taken[key] -= 1
        if not self._taken[key]:
            del self._taken[key]
