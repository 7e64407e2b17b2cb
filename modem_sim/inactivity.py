"""How long a modem waits for a DTE that says nothing (+FIT, T.31 §8.5.4)."""

from collections.abc import Callable


class DteInactivity:
    """A timer that runs while the modem waits for its DTE, and ends the call when it expires."""

    def __init__(self, expire: Callable[[], None]) -> None:
        self.deadline: float | None = None
        """When :meth:`timeout` is due."""
        self._expire = expire

    def dte_spoke(self) -> None:
        """The DTE sent something."""
        self.deadline = None

    def follow(self, *, waiting: bool, seconds: int, now: float) -> None:
        """Whether the modem waits now, and for how long it does; 0: for ever."""
        if not (waiting and seconds):
            self.deadline = None
        elif self.deadline is None:
            self.deadline = now + seconds

    def timeout(self, now: float) -> None:
        """The deadline has come."""
        self.deadline = None
        self._expire()
