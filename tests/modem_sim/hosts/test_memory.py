"""The DTE side in memory, and the network behind it on a virtual clock."""

import asyncio
from collections.abc import Coroutine
from typing import Any

import pytest

from faxstatus_core.clock import run_virtual
from modem_sim.hosts.memory import MemoryHost
from modem_sim.hosts.runner import NetworkRunner
from modem_sim.operations.transmit import BUFFER
from modem_sim.pair import pair_network

Record = tuple[float, str, str, bytes]


class Pair:
    """Two modems with hosts ``a`` and ``b``. Make it inside a running loop."""

    def __init__(self) -> None:
        self.crossed: list[Record] = []
        self.runner = NetworkRunner(pair_network(), lambda *record: self.crossed.append(record))
        self.a, self.b = self._host("a"), self._host("b")

    def _host(self, name: str) -> MemoryHost:
        host = MemoryHost(
            lambda octets: self.runner.receive(name, octets),
            lambda: self.runner.drop_dtr(name),
        )
        self.runner.attach(name, host)
        return host

    async def call(self) -> None:
        """``a`` calls, ``b`` answers; then both are silent."""
        self.a.write(b"ATE0+FCLASS=1\rATD2\r")
        self.b.write(b"ATE0+FCLASS=1;S0=1\r")
        await until(self.b, b"CONNECT\r\n")
        self.b.write(b"\x10\x03")
        await until(self.b, b"OK\r\n")
        await until(self.a, b"NO CARRIER\r\n")


async def until(host: MemoryHost, ending: bytes) -> bytes:
    """Everything up to ``ending``."""
    said = b""
    async with asyncio.timeout(1000):
        while not said.endswith(ending):
            said += await host.read()
    return said


def run(main: Coroutine[Any, Any, None]) -> None:
    """Run ``main``; what fails inside a callback of the loop fails the test."""
    failures: list[dict[str, Any]] = []

    async def watched() -> None:
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(lambda _loop, context: failures.append(context))
        await main

    run_virtual(watched())
    assert failures == []


def test_a_writer_of_200_kb_is_held_back_and_nothing_is_lost() -> None:
    page = bytes(range(1, 16)) * 13_334  # without DLE and NUL

    async def main() -> None:
        pair, loop = Pair(), asyncio.get_running_loop()
        await pair.call()
        pair.b.write(b"AT+FRM=145\r")
        pair.a.write(b"AT+FTM=145\r")
        await until(pair.a, b"CONNECT\r\n")
        began = loop.time()
        pair.a.write(page + b"\x10\x03")
        taken = sum(
            len(octets) for _, name, way, octets in pair.crossed if (name, way) == ("a", "dte")
        )
        assert taken < BUFFER + 100
        await pair.a.drain()
        assert loop.time() - began > (len(page) - BUFFER) / 1800
        received = await until(pair.b, b"NO CARRIER\r\n")
        assert received == b"\r\nCONNECT\r\n" + page + b"\xff" * 23 + b"\x10\x03\r\nNO CARRIER\r\n"
        assert loop.time() - began == pytest.approx(1.393 + len(page) / 1800, abs=0.2)

    run(main())


class Hurdle:
    """A modem that takes no more than it was given room for."""

    def __init__(self) -> None:
        self.taken: list[tuple[float, int]] = []
        self.room = 0
        self.host = MemoryHost(self._receive)

    def _receive(self, octets: bytes) -> None:
        assert len(octets) <= self.room
        self.taken.append((asyncio.get_running_loop().time(), len(octets)))
        self.give(self.room - len(octets))

    def give(self, room: int) -> None:
        self.room = room
        self.host.set_room(room)


def test_what_the_modem_has_room_for_is_sent_at_once() -> None:
    async def main() -> None:
        hurdle = Hurdle()
        hurdle.give(100)
        hurdle.host.write(bytes(300))
        assert hurdle.taken == [(0, 100)]
        hurdle.give(200)  # all that is left
        assert hurdle.taken == [(0, 100), (0, 200)]
        hurdle.host.write(bytes(5000))
        hurdle.give(1024)
        assert hurdle.taken[2:] == [(0, 1024)]

    run(main())


def test_a_little_room_is_used_after_half_a_second_and_no_octet_waits_for_ever() -> None:
    async def main() -> None:
        hurdle = Hurdle()
        hurdle.host.write(bytes(3000))
        hurdle.give(10)
        await asyncio.sleep(0.2)
        hurdle.give(20)
        assert hurdle.taken == []
        await asyncio.sleep(100)
        assert hurdle.taken == [(0.5, 20)]
        hurdle.give(1)
        await asyncio.sleep(100)
        assert hurdle.taken == [(0.5, 20), (100.7, 1)]

    run(main())


def test_a_host_that_is_closed_while_octets_wait_for_room_sends_none_of_them() -> None:
    async def main() -> None:
        hurdle = Hurdle()
        hurdle.host.write(bytes(3000))
        hurdle.give(10)
        hurdle.host.close()
        await asyncio.sleep(100)
        assert hurdle.taken == []

    run(main())


def test_every_octet_is_observed_with_its_time_and_way() -> None:
    async def main() -> None:
        pair = Pair()
        await asyncio.sleep(3)
        pair.b.write(b"AT\r")
        await until(pair.b, b"OK\r\n")
        assert pair.crossed == [(3, "b", "dte", b"AT\r"), (3, "b", "dce", b"AT\r\r\nOK\r\n")]

    run(main())


def test_a_closed_host_ends_reads_and_takes_nothing() -> None:
    async def main() -> None:
        pair = Pair()
        pair.a.write(b"ATE0\r")
        pair.a.close()
        assert await until(pair.a, b"OK\r\n") == b"ATE0\r\r\nOK\r\n"
        assert await pair.a.read() == b""
        pair.a.write(b"AT\r")
        await pair.a.drain()
        assert await pair.a.read() == b""

    run(main())


def test_a_closed_host_with_unread_octets_takes_nothing() -> None:
    async def main() -> None:
        pair = Pair()
        pair.a.write(b"AT\r")
        pair.a.close()
        before = len(pair.crossed)
        pair.a.write(b"AT\r")
        assert len(pair.crossed) == before

    run(main())


def test_what_the_modem_says_to_a_closed_host_goes_nowhere() -> None:
    async def main() -> None:
        pair = Pair()
        pair.b.write(b"ATE0\r")
        pair.b.close()
        pair.a.write(b"ATD2\r")
        await asyncio.sleep(20)  # b rings
        assert await pair.b.read() == b"ATE0\r\r\nOK\r\n"
        assert await pair.b.read() == b""

    run(main())


def test_closing_hangs_up_once() -> None:
    async def main() -> None:
        dropped: list[int] = []
        host = MemoryHost(lambda _octets: None, lambda: dropped.append(1))
        host.deliver(b"unread")
        host.close()
        host.close()
        assert dropped == [1]

        pair = Pair()
        await pair.call()
        pair.b.write(b"AT+FRH=3\r")
        pair.a.close()
        assert await until(pair.b, b"NO CARRIER\r\n") == b"\r\nNO CARRIER\r\n"

    run(main())


def test_a_closed_runner_does_nothing_more() -> None:
    async def main() -> None:
        pair = Pair()
        pair.a.write(b"ATE0D2\r")
        await until(pair.b, b"RING\r\n")
        pair.runner.close()
        before = len(pair.crossed)
        await asyncio.sleep(60)
        assert len(pair.crossed) == before

    run(main())
