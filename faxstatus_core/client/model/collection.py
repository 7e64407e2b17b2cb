"""FaxPorts and FaxJobs: what was there when they were got. Items are numbered from 1."""

from collections.abc import Iterator, Sequence
from typing import Generic, TypeVar

from faxstatus_core.client.errors import ItemIndexError

T = TypeVar("T")


class Collection(Generic[T]):
    """A snapshot: it does not change when the server's ports or jobs do."""

    def __init__(self, items: Sequence[T]) -> None:
        self._items = tuple(items)

    @property
    def count(self) -> int:
        """How many items."""
        return len(self._items)

    def item(self, number: int) -> T:
        """The item of this number, 1 to ``count``. Raises ItemIndexError."""
        if not 1 <= number <= self.count:
            raise ItemIndexError(
                f"there is no item number {number}",
                where=type(self).__name__,
                remedy=f"the numbers run from 1 to {self.count}" if self.count else "it is empty",
            )
        return self._items[number - 1]

    def __len__(self) -> int:
        return self.count

    def __iter__(self) -> Iterator[T]:
        return iter(self._items)
