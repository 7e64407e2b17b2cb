"""A modem's DTE side inside this process: for programs and tests on a virtual clock."""

import asyncio
from collections.abc import Callable

_WORTHWHILE = 1024
"""Octets of room for which a part of what was written is sent at once."""
_PATIENCE = 0.5
"""Seconds after which a part is sent however little room there is. A modem that is full has room
again for a few octets at each block that it sends; at 14400 bit/s it holds 2.3 s of data."""


class MemoryHost:
    """A duplex octet stream to a modem. ``read`` waits; ``write`` queues; ``drain`` waits."""

    def __init__(
        self, receive: Callable[[bytes], None], drop_dtr: Callable[[], None] = lambda: None
    ) -> None:
        self._receive = receive
        self._drop_dtr = drop_dtr
        self._reader = asyncio.StreamReader()
        self._room = 0
        self._pending = bytearray()
        self._drained = asyncio.Event()
        self._drained.set()
        self._pumping = False
        self._later: asyncio.TimerHandle | None = None
        self._closed = False

    def deliver(self, octets: bytes) -> None:
        """The modem sent octets."""
        if not self._closed:
            self._reader.feed_data(octets)

    def set_room(self, room: int) -> None:
        """The modem takes so many octets now."""
        self._room = room
        if room >= min(len(self._pending), _WORTHWHILE):
            self._pump()
        elif room > 0 and self._later is None and not self._pumping:
            self._later = asyncio.get_running_loop().call_later(_PATIENCE, self._patience_ends)

    async def read(self) -> bytes:
        """What has come from the modem; empty once the host was closed and all was read."""
        return await self._reader.read(4096)

    def write(self, octets: bytes) -> None:
        """Send ``octets`` to the modem, as it has room. Ignored once closed."""
        if self._closed:
            return
        self._pending += octets
        self._drained.clear()
        self._pump()

    async def drain(self) -> None:
        """Wait until the modem has taken all that was written."""
        await self._drained.wait()

    def close(self) -> None:
        """Let go of the modem, which notices; reads end, writes go nowhere."""
        if self._closed:
            return
        self._closed = True
        self._pending.clear()
        if self._later is not None:
            self._later.cancel()
        self._drop_dtr()
        self._drained.set()
        self._reader.feed_eof()

    def _patience_ends(self) -> None:
        self._later = None
        self._pump()

    def _pump(self) -> None:
        # The modem's answer to what it is given calls set_room, and so comes back here.
        if self._pumping:
            return
        self._pumping = True
        while self._pending and self._room > 0:
            octets = bytes(self._pending[: self._room])
            del self._pending[: len(octets)]
            self._receive(octets)
        self._pumping = False
        if not self._pending:
            self._drained.set()
