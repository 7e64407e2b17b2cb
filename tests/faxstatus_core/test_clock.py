"""The virtual clock."""

import asyncio
import contextlib
import fcntl
import os
import resource
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from faxstatus_core.clock import VIRTUAL_EPOCH, run_virtual, utcnow


def test_an_hours_sleep_takes_no_time_and_moves_both_clocks_by_an_hour() -> None:
    async def sleep() -> tuple[float, datetime, float, datetime]:
        loop = asyncio.get_running_loop()
        before, date = loop.time(), utcnow()
        await asyncio.sleep(3600)
        return before, date, loop.time(), utcnow()

    started = time.monotonic()
    before, date, after, date_after = run_virtual(sleep())
    assert time.monotonic() - started < 60
    assert after - before == 3600
    assert date == VIRTUAL_EPOCH
    assert date_after == VIRTUAL_EPOCH + timedelta(hours=1)


def test_sleeps_longer_than_asyncio_waits_at_once_end_on_time() -> None:
    async def sleep() -> float:
        await asyncio.sleep(30 * 86400)
        return asyncio.get_running_loop().time()

    assert run_virtual(sleep()) == 30 * 86400


def test_tasks_wake_in_the_order_of_their_times() -> None:
    woken: list[tuple[float, str]] = []

    async def nap(name: str, seconds: float) -> None:
        await asyncio.sleep(seconds)
        woken.append((asyncio.get_running_loop().time(), name))

    async def naps() -> None:
        await asyncio.gather(nap("late", 7.5), nap("early", 0.25), nap("middle", 2))

    run_virtual(naps())
    assert woken == [(0.25, "early"), (2, "middle"), (7.5, "late")]


def test_a_timeout_is_virtual_too() -> None:
    async def never() -> float:
        try:
            async with asyncio.timeout(1000):
                await asyncio.Event().wait()
        except TimeoutError:
            return asyncio.get_running_loop().time()
        raise AssertionError

    assert run_virtual(never()) == 1000


def test_another_thread_can_wake_a_loop_that_has_nothing_to_do() -> None:
    async def wait() -> float:
        loop, event = asyncio.get_running_loop(), asyncio.Event()
        thread = threading.Thread(target=loop.call_soon_threadsafe, args=(event.set,))
        thread.start()
        await event.wait()
        thread.join()
        return loop.time()

    assert run_virtual(wait()) == 0


@contextlib.contextmanager
def high_descriptor(descriptor: int) -> Iterator[int]:
    """A copy of ``descriptor`` that ``select()`` cannot take: 1024 or more."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 1100 if hard == resource.RLIM_INFINITY else min(1100, hard)
    if wanted < 1100:
        pytest.skip(f"only {hard} file descriptors are allowed here")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, wanted), hard))
    try:
        copy = fcntl.fcntl(descriptor, fcntl.F_DUPFD_CLOEXEC, 1024)
        try:
            yield copy
        finally:
            os.close(copy)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_a_file_descriptor_of_1024_or_more_wakes_the_loop_before_time_passes() -> None:
    async def wait(reading: int, writing: int) -> tuple[bytes, float]:
        loop, came = asyncio.get_running_loop(), asyncio.Event()
        loop.add_reader(reading, came.set)
        os.write(writing, b"octets")
        async with asyncio.timeout(3600):
            await came.wait()
        loop.remove_reader(reading)
        return os.read(reading, 100), loop.time()

    reading, writing = os.pipe()
    try:
        with high_descriptor(reading) as high:
            assert high >= 1024
            assert run_virtual(wait(high, writing)) == (b"octets", 0)
    finally:
        os.close(reading)
        os.close(writing)


def test_time_passes_while_a_file_descriptor_has_nothing_to_say() -> None:
    async def wait(reading: int) -> float:
        loop = asyncio.get_running_loop()
        loop.add_reader(reading, lambda: None)
        await asyncio.sleep(3600)
        loop.remove_reader(reading)
        return loop.time()

    reading, writing = os.pipe()
    try:
        assert run_virtual(wait(reading)) == 3600
    finally:
        os.close(reading)
        os.close(writing)


def test_the_repr_of_a_result_is_never_made() -> None:
    class Silent:
        def __repr__(self) -> str:
            raise AssertionError("nobody asked")

    async def result() -> Silent:
        return Silent()

    assert isinstance(run_virtual(result()), Silent)


def test_what_main_raises_comes_out() -> None:
    async def fail() -> None:
        await asyncio.sleep(1)
        raise KeyError("this one")

    with pytest.raises(KeyError, match="this one"):
        run_virtual(fail())


def test_outside_a_virtual_loop_the_date_is_this_machines() -> None:
    async def date() -> datetime:
        return utcnow()

    for now in (utcnow(), asyncio.run(date())):
        assert now.tzinfo is UTC
        assert abs(datetime.now(UTC) - now) < timedelta(seconds=5)
