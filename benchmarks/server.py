"""The fax server over HTTP: how late statuses are, how many requests it takes, what it weighs."""

import asyncio
import re
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

import httpx

from benchmarks.hfaxd import listings_per_second
from benchmarks.process import Usage, answer, ask, worker
from benchmarks.server_worker import DEVICE_ID, WRAP, microseconds

_SUBSCRIBERS = (1, 100, 1000)
_REPORTS = 150
_SECONDS = 3.0
_HISTORY = 100_000
_STATUS = f"/api/v1/ports/{DEVICE_ID}/status"
_REPORT = re.compile(rb'"page_bytes":(\d+)')


def run() -> None:
    """Print all of it, and HylaFAX's listing beside ours where hfaxd is installed."""
    with tempfile.TemporaryDirectory() as folder:
        begin = time.monotonic()
        with worker("benchmarks.server_worker", folder, 0) as process:
            url = answer(process)
            asyncio.run(_until_answered(url))
            print(f"start-up: {time.monotonic() - begin:.2f} s to the first status")
            for count in _SUBSCRIBERS:
                late = asyncio.run(_latencies(url, count, lambda: ask(process, str(_REPORTS))))
                median, p99 = statistics.median(late), statistics.quantiles(late, n=100)[98]
                print(
                    f"{count:5} subscribers: status p50 {median / 1000:6.2f} ms,"
                    f" p99 {p99 / 1000:6.2f} ms, {len(late)} received of {count * _REPORTS}"
                )
            ours = asyncio.run(_rate(url, _read_status))
            print(f"status reads: {ours:.0f}/s on one connection")
            submissions = asyncio.run(_rate(url, _submit))
            print(f"job submissions, durable: {submissions:.0f}/s on one connection")
    theirs = listings_per_second(_SECONDS)
    if isinstance(theirs, str):
        print(f"hfaxd: {theirs}")
    else:
        print(f"hfaxd's listing of status: {theirs:.0f}/s; ours {ours / theirs:.1f} times that")
    _weigh()


def _weigh() -> None:
    for jobs in (0, _HISTORY):
        with (
            tempfile.TemporaryDirectory() as folder,
            worker("benchmarks.server_worker", folder, jobs) as process,
        ):
            url = answer(process)
            began = time.monotonic()
            httpx.get(f"{url}/api/v1/jobs").raise_for_status()
            first = time.monotonic() - began
            usage = Usage.of(process.pid)
            print(
                f"{jobs:7} jobs of history: {usage.resident / 2**20:5.1f} MB resident;"
                f" newest 50 of them in {first * 1000:.0f} ms"
            )


async def _until_answered(url: str) -> None:
    async with httpx.AsyncClient(base_url=url) as client:
        (await client.get(_STATUS)).raise_for_status()


async def _latencies(url: str, count: int, publish: Callable[[], object]) -> list[int]:
    """Microseconds from each report to each subscriber."""
    late: list[int] = []
    begun = [asyncio.Event() for _ in range(count)]
    tasks = [asyncio.create_task(_listen(url, late, event)) for event in begun]
    for event in begun:
        await event.wait()
    await asyncio.to_thread(publish)
    await asyncio.sleep(1)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    return late


async def _listen(url: str, late: list[int], begun: asyncio.Event) -> None:
    where = urlsplit(url)
    reader, writer = await asyncio.open_connection(where.hostname, where.port)
    try:
        writer.write(f"GET /api/v1/events HTTP/1.1\r\nHost: {where.netloc}\r\n\r\n".encode())
        await reader.readuntil(b"\n\n")
        begun.set()
        while data := await reader.readuntil(b"\n\n"):
            now = microseconds()
            late.extend((now - int(report)) % WRAP for report in _REPORT.findall(data))
    finally:
        writer.close()


async def _rate(url: str, request: Callable[[httpx.AsyncClient], Awaitable[object]]) -> float:
    done, end = 0, time.monotonic() + _SECONDS
    async with httpx.AsyncClient(base_url=url) as client:
        while time.monotonic() < end:
            await request(client)
            done += 1
    return done / _SECONDS


async def _read_status(client: httpx.AsyncClient) -> None:
    (await client.get(_STATUS)).raise_for_status()


async def _submit(client: httpx.AsyncClient) -> None:
    files = [("document", ("note.txt", b"a short note\n"))]
    (await client.post("/api/v1/jobs", data={"number": "2"}, files=files)).raise_for_status()


if __name__ == "__main__":
    run()
