"""A worker: the DTEs of calls that send a page at 14400 bit/s without end.

``python -m benchmarks.dtes CALLS FOLDER``: modem 0 calls modem 1, 2 calls 3, and so on. Says
"ready" when every page is being received; then, for each line it reads, the octets received.
"""

import asyncio
import os
import signal
import sys
from pathlib import Path

_RATE = 1800  # octets a second at 14400 bit/s
_LEAD = 1.5
"""Seconds of data that are sent ahead: less than a modem buffers."""
_FEED = 0.5
_TURN = 0.3
_STAGGER = 0.02
"""Seconds between the beginnings of calls."""
_DATA = bytes(range(32, 127)) * 40
OK, CONNECT, NO_CARRIER = b"OK\r\n", b"CONNECT\r\n", b"NO CARRIER\r\n"


class Dte:
    """A program that has a terminal open."""

    def __init__(self, link: Path) -> None:
        self._fd = os.open(link, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)
        self._said = bytearray()
        self._woken = asyncio.Event()
        self.octets = 0
        asyncio.get_running_loop().add_reader(self._fd, self._readable)

    def _readable(self) -> None:
        octets = os.read(self._fd, 4096)
        self.octets += len(octets)
        self._said += octets
        del self._said[:-64]
        self._woken.set()

    def write(self, octets: bytes) -> int:
        """Send what the terminal takes; how many octets that was."""
        try:
            return os.write(self._fd, octets)
        except BlockingIOError:
            return 0

    async def ask(self, octets: bytes, ending: bytes) -> None:
        """Send, and wait until what comes back ends so."""
        self._said.clear()
        self.write(octets)
        await self.until(ending)

    async def until(self, ending: bytes) -> None:
        """Wait until what has come ends so."""
        while not self._said.endswith(ending):
            self._woken.clear()
            await self._woken.wait()


async def _call(links: Path, number: int, feeding: list[asyncio.Task[None]]) -> Dte:
    """Set up call ``number`` until data flow, and feed it from then on; the called DTE."""
    await asyncio.sleep(number * _STAGGER)
    caller, called = Dte(links / str(2 * number)), Dte(links / str(2 * number + 1))
    await called.ask(b"ATE0+FCLASS=1;S0=1\r", OK)
    await caller.ask(b"ATE0+FCLASS=1\r", OK)
    caller.write(b"ATD%d\r" % (2 * number + 1))
    await called.until(CONNECT)
    await called.ask(b"\x10\x03", OK)
    await caller.until(NO_CARRIER)
    called.write(b"AT+FRM=145\r")
    await asyncio.sleep(_TURN)
    await caller.ask(b"AT+FTM=145\r", CONNECT)
    feeding.append(asyncio.create_task(_feed(caller)))
    await called.until(CONNECT)
    return called


async def _feed(caller: Dte) -> None:
    loop = asyncio.get_running_loop()
    began, sent = loop.time(), 0
    while True:
        due = int((loop.time() - began + _LEAD) * _RATE) - sent
        sent += caller.write(_DATA[:due])
        await asyncio.sleep(_FEED)


async def _run(count: int, links: Path) -> None:
    loop, ended = asyncio.get_running_loop(), asyncio.Event()
    loop.add_signal_handler(signal.SIGTERM, ended.set)
    feeding: list[asyncio.Task[None]] = []
    called = await asyncio.gather(*(_call(links, number, feeding) for number in range(count)))

    def tell() -> None:
        if sys.stdin.readline():
            print(sum(dte.octets for dte in called), flush=True)
        else:
            ended.set()

    loop.add_reader(sys.stdin, tell)
    print("ready", flush=True)
    await ended.wait()
    for task in feeding:
        task.cancel()
    await asyncio.gather(*feeding, return_exceptions=True)


if __name__ == "__main__":
    asyncio.run(_run(int(sys.argv[1]), Path(sys.argv[2])))
