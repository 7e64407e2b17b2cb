"""A TCP proxy that cuts connections where it is told to."""

import asyncio
import contextlib
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Cut:
    """After so many ``octets`` from the server; with a reset, or in order."""

    octets: int
    reset: bool


class CuttingProxy:
    """Passes connections on to the server at ``url``; the first are cut, one by each of ``cuts``.

    For the event loop in which it is started.
    """

    def __init__(self, url: str, cuts: Iterable[Cut]) -> None:
        self._server = urlsplit(url)
        self._cuts = iter(cuts)
        self._tasks: set[asyncio.Task[None]] = set()
        self.passed = bytearray()
        """What has come from the server."""

    async def start(self) -> str:
        """Listen; gives the address."""
        self._listener = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        return f"http://127.0.0.1:{self._listener.sockets[0].getsockname()[1]}"

    async def close(self) -> None:
        """End it, and every connection."""
        self._listener.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        cut = next(self._cuts, None)
        to_reader, to_writer = await asyncio.open_connection(
            self._server.hostname, self._server.port
        )
        there = asyncio.create_task(self._pass(reader, to_writer, None))
        try:
            await self._pass(to_reader, writer, cut, self.passed)
        finally:
            there.cancel()
            to_writer.close()
            writer.close()
            self._tasks.discard(task)

    @staticmethod
    async def _pass(
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        cut: Cut | None,
        passed: bytearray | None = None,
    ) -> None:
        left = cut.octets if cut else None
        with contextlib.suppress(ConnectionError):
            while left != 0 and (chunk := (await reader.read(65536))[:left]):
                writer.write(chunk)
                await writer.drain()
                if passed is not None:
                    passed += chunk
                if left is not None:
                    left -= len(chunk)
            if cut is not None and cut.reset:
                writer.transport.abort()
