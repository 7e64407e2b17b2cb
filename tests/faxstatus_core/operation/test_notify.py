"""What a service manager hears, on a real datagram socket."""

import asyncio
import os
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from faxstatus_core.clock import run_virtual
from faxstatus_core.operation import Notifier


@pytest.fixture(params=["path", "abstract"])
def manager(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[socket.socket, str]]:
    """A socket and its NOTIFY_SOCKET."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as heard:
        heard.setblocking(False)
        if request.param == "path":
            heard.bind(str(tmp_path / "notify"))
            yield heard, str(tmp_path / "notify")
        else:
            name = f"faxstatus-test-{os.getpid()}"
            heard.bind(f"\0{name}")
            yield heard, f"@{name}"


def notifier(address: str, **values: str) -> Notifier:
    return Notifier.from_environment({"NOTIFY_SOCKET": address, **values})


def test_start_reload_and_end_are_told(manager: tuple[socket.socket, str]) -> None:
    heard, address = manager
    told = notifier(address)
    told.ready("2 ports, http://127.0.0.1:8470")
    assert heard.recv(1000) == b"READY=1\nSTATUS=2 ports, http://127.0.0.1:8470"
    before = time.clock_gettime_ns(time.CLOCK_MONOTONIC) // 1000
    told.reloading()
    reloading, microseconds = heard.recv(1000).split(b"\n")
    assert reloading == b"RELOADING=1"
    name, _, value = microseconds.partition(b"=")
    assert name == b"MONOTONIC_USEC"
    assert before <= int(value) <= time.clock_gettime_ns(time.CLOCK_MONOTONIC) // 1000
    told.stopping()
    assert heard.recv(1000).startswith(b"STOPPING=1\nSTATUS=")


def test_status_stays_in_its_line(manager: tuple[socket.socket, str]) -> None:
    heard, address = manager
    notifier(address).ready("a\nMAINPID=1\n\udcff")
    assert heard.recv(1000) == b"READY=1\nSTATUS=a MAINPID=1 \\udcff"


def test_watchdog_hears_twice_in_its_interval(manager: tuple[socket.socket, str]) -> None:
    heard, address = manager
    told = notifier(address, WATCHDOG_USEC="20000000", WATCHDOG_PID=str(os.getpid()))
    assert told.watchdog == pytest.approx(20)

    async def main() -> None:
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(told.keep_watchdog(), 55)

    run_virtual(main())
    for _ in range(6):
        assert heard.recv(1000) == b"WATCHDOG=1"
    with pytest.raises(BlockingIOError):
        heard.recv(1000)


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"WATCHDOG_USEC": ""},
        {"WATCHDOG_USEC": "soon"},
        {"WATCHDOG_USEC": "0"},
        {"WATCHDOG_USEC": "-1"},
        {"WATCHDOG_USEC": "9" * 400},
        {"WATCHDOG_USEC": "9" * 5000},
        {"WATCHDOG_USEC": "1000000", "WATCHDOG_PID": "1"},
        {"WATCHDOG_USEC": "1000000", "WATCHDOG_PID": "x"},
    ],
)
def test_watchdog_that_is_not_for_us_hears_nothing(
    manager: tuple[socket.socket, str], values: dict[str, str]
) -> None:
    heard, address = manager
    told = notifier(address, **values)
    assert told.watchdog is None

    async def main() -> None:
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(told.keep_watchdog(), 10_000)

    run_virtual(main())
    with pytest.raises(BlockingIOError):
        heard.recv(1000)


@pytest.mark.parametrize(
    "address", ["", "vsock:2:1", "relative", "/nonexistent/notify", "@nobody", "/" + "x" * 300, "@"]
)
def test_manager_that_is_not_there_costs_nothing(address: str) -> None:
    told = notifier(address)
    told.ready("")
    told.reloading()
    told.stopping()


def test_manager_that_does_not_read_keeps_nobody_waiting(
    manager: tuple[socket.socket, str],
) -> None:
    told = notifier(manager[1])
    for _ in range(2000):
        told.ready("x" * 100)
