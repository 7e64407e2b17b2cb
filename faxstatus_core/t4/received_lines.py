"""The lines of a page as they are received, good and bad."""


class ReceivedLines:
    """Up to ``maximum`` lines of ``width`` pels; what comes after is dropped."""

    def __init__(self, width: int, maximum: int) -> None:
        self.width = width
        self.rows: list[bytes] = []
        """The pels of each line, 1 for black, most significant bit first."""
        self.bad = 0
        """How many of them are copies, because they could not be decoded."""
        self.longest_bad_run = 0
        """The most of them one after the other."""
        self._maximum = maximum
        self._bad_run = 0

    @property
    def full(self) -> bool:
        """No more are taken."""
        return len(self.rows) >= self._maximum

    def add(self, row: bytes) -> None:
        """A line that was decoded."""
        if not self.full:
            self._bad_run = 0
            self.rows.append(row)

    def add_bad(self) -> None:
        """A line that was not: concealed by a copy of the one before, white at the top."""
        if self.full:
            return
        self.bad += 1
        self._bad_run += 1
        self.longest_bad_run = max(self.longest_bad_run, self._bad_run)
        self.rows.append(self.rows[-1] if self.rows else bytes(-(-self.width // 8)))
