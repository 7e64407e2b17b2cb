"""An event loop whose time runs faster than the world's, and stands still while it works."""

import selectors
import time

from faxstatus_core.clock import ThreadlessLoop


class _PacedSelector(selectors.DefaultSelector):
    """Counts the time that it waits, ``speed`` times, and never more than it was asked to wait."""

    def __init__(self, speed: float) -> None:
        super().__init__()
        self.now = 0.0
        self._speed = speed

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout is not None and timeout <= 0:
            return super().select(timeout)
        began = time.monotonic()
        ready = super().select(None if timeout is None else timeout / self._speed)
        waited = (time.monotonic() - began) * self._speed
        self.now += waited if timeout is None else min(waited, timeout) if ready else timeout
        return ready


class PacedLoop(ThreadlessLoop):
    """For calls that somebody watches: a machine that is busy makes them slower, never fail."""

    def __init__(self, speed: float) -> None:
        self._paced = _PacedSelector(speed)
        super().__init__(self._paced)

    def time(self) -> float:
        return self._paced.now
