"""Time, real or virtual: the only place that makes an event loop or asks for the date.

Everything asynchronous here takes its time from the running event loop (``loop.time()``, seconds).
A :class:`VirtualTimeLoop` jumps to the next timer instead of waiting, so a whole fax call takes
milliseconds, and is the same each time it runs.
"""

import asyncio
import selectors
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

T = TypeVar("T")

VIRTUAL_EPOCH = datetime(2026, 1, 1, tzinfo=UTC)


class _JumpingSelector(selectors.DefaultSelector):
    """Does not wait: adds the time that it was asked to wait to a virtual clock.

    The system's best selector: ``select()`` knows no file descriptor of 1024 or more.
    """

    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        ready = super().select(0)
        if ready or timeout == 0:
            return ready
        if timeout is None:
            # Nothing is scheduled: only another thread can wake the loop.
            return super().select(None)
        self.now += max(timeout, 0)
        return []


class ThreadlessLoop(asyncio.SelectorEventLoop):
    """An event loop that does at once what others give to a thread: it costs none of its time."""

    def run_in_executor(
        self, _executor: object, func: Callable[..., T], *args: object
    ) -> asyncio.Future[T]:
        """Call ``func`` now."""
        future: asyncio.Future[T] = self.create_future()
        try:
            future.set_result(func(*args))
        except Exception as error:
            future.set_exception(error)
        return future


class VirtualTimeLoop(ThreadlessLoop):
    """An event loop whose clock moves only when every task waits."""

    def __init__(self) -> None:
        self._jumping = _JumpingSelector()
        super().__init__(self._jumping)

    def time(self) -> float:
        return self._jumping.now

    def utcnow(self) -> datetime:
        """The date in this loop's world, counted from :data:`VIRTUAL_EPOCH`."""
        return VIRTUAL_EPOCH + timedelta(seconds=self._jumping.now)


def utcnow() -> datetime:
    """The date and time in UTC, of the running loop's world or of this machine."""
    try:
        loop = asyncio.get_running_loop()
    except RuntimeError:
        return datetime.now(UTC)
    return loop.utcnow() if isinstance(loop, VirtualTimeLoop) else datetime.now(UTC)


def run_virtual(main: Coroutine[Any, Any, T]) -> T:
    """Run ``main`` to its end on a :class:`VirtualTimeLoop`."""
    results: list[T] = []

    async def keep() -> None:
        results.append(await main)

    # Not as the task's own result: the runner, giving SIGINT its old handler back, has the repr of
    # the finished task made (by the enum of signal handlers), which takes long for a large one.
    with asyncio.Runner(loop_factory=VirtualTimeLoop) as runner:
        runner.run(keep())
    return results[0]
