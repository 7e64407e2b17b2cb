"""The way from data to commands: the escape character three times, with a pause on either side."""

_TIMES = 3


class EscapeDetector:
    """Follows what the DTE sends in a data call (S2 and S12, as Hayes's modems had them).

    Times in seconds; the guard time is both the pause before the first escape character and after
    the third, and the longest pause from one to the next. With none, three are enough.
    """

    def __init__(self, now: float) -> None:
        self._last = now
        self._count = 0
        self.due: float | None = None
        """When the pause after the third will have been long enough."""

    def take(self, octets: bytes, escape: int, guard: float, now: float) -> int | None:
        """The DTE sent ``octets``. Where an escape without guard time ends in them, else None."""
        for position, octet in enumerate(octets, 1):
            pause, self._last = now - self._last, now
            if octet != escape:
                self._count = 0
            elif self._count == 0:
                self._count = int(pause >= guard)
            elif self._count < _TIMES and (pause <= guard or not guard):
                self._count += 1
            else:
                self._count = 0
            if self._count == _TIMES and not guard:
                return position
        self.due = now + guard if self._count == _TIMES else None
        return None
