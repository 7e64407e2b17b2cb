"""The virtual clock."""

import asyncio
import threading
import time
from datetime import UTC, datetime, timedelta

from faxstatus_core.clock import VIRTUAL_EPOCH, run_virtual, utcnow


def test_an_hours_sleep_takes_no_time_and_moves_both_clocks_by_an_hour() -> None:
    async def sleep() -> tuple[float, datetime, float, datetime]:
        loop = asyncio.get_running_loop()
        before, date = loop.time(), utcnow()
        await asyncio.sleep(3600)
        return before, date, loop.time(), utcnow()

    started = time.monotonic()
    before, date, after, date_after = run_virtual(sleep())
    assert time.monotonic() - started < 1
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


def test_outside_a_virtual_loop_the_date_is_this_machines() -> None:
    async def date() -> datetime:
        return utcnow()

    for now in (utcnow(), asyncio.run(date())):
        assert now.tzinfo is UTC
        assert abs(datetime.now(UTC) - now) < timedelta(seconds=5)
