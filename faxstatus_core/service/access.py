"""How the event loop reaches the store: one thread writes, others read beside it."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol, TypeVar

T = TypeVar("T")


class Read(Protocol):
    """Calls a function beside the event loop."""

    async def __call__(self, function: Callable[[], T]) -> T:
        """What ``function`` gives, or raises."""


class StoreAccess:
    """Runs functions of the store beside the event loop.

    What was handed to :meth:`write` is done, in order, even if its caller is cancelled.
    """

    def __init__(self) -> None:
        self._writer = ThreadPoolExecutor(1, "store-writer")

    async def write(self, function: Callable[[], T]) -> T:
        """Call ``function`` in the writer's thread."""
        loop = asyncio.get_running_loop()
        return await asyncio.shield(loop.run_in_executor(self._writer, function))

    async def read(self, function: Callable[[], T]) -> T:
        """Call ``function`` in any thread."""
        return await asyncio.to_thread(function)

    def close(self) -> None:
        """Wait until all is written."""
        self._writer.shutdown(wait=True)
