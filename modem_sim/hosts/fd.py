"""A modem's DTE side on a file descriptor that is read and written without blocking."""

import asyncio
import os
from collections import deque
from collections.abc import Callable

_READ_SIZE = 4096
_BACKLOG = 1 << 20


class FdHost:
    """Moves octets between a descriptor and a modem; holds back what the modem has no room for.

    ``receive`` gets what was read; ``lost`` is called once when the descriptor fails.
    """

    def __init__(
        self, descriptor: int, receive: Callable[[bytes], None], lost: Callable[[], None]
    ) -> None:
        os.set_blocking(descriptor, False)
        self._fd = descriptor
        self._receive = receive
        self._lost = lost
        self._loop = asyncio.get_running_loop()
        self._room = 0
        self._open = False
        self._reading = False
        self._writing = False
        self._output: deque[bytes] = deque()
        self._queued = 0

    def open(self) -> None:
        """Begin to move octets."""
        self._open = True
        self._set_reading()

    def close(self) -> None:
        """Stop, and drop what was not written. The descriptor stays open."""
        self._open = False
        self._set_reading()
        self._set_writing(on=False)
        self._output.clear()
        self._queued = 0

    def deliver(self, octets: bytes) -> None:
        """Write ``octets`` when the reader takes them; a reader that never does loses them."""
        if not self._open or self._queued + len(octets) > _BACKLOG:
            return
        self._output.append(octets)
        self._queued += len(octets)
        self._write()

    def set_room(self, room: int) -> None:
        """Read at most ``room`` octets until told again."""
        self._room = room
        self._set_reading()

    def _set_reading(self) -> None:
        wanted = self._open and self._room > 0
        if wanted and not self._reading:
            self._loop.add_reader(self._fd, self._readable)
        elif self._reading and not wanted:
            self._loop.remove_reader(self._fd)
        self._reading = wanted

    def _set_writing(self, *, on: bool) -> None:
        if on and not self._writing:
            self._loop.add_writer(self._fd, self._write)
        elif self._writing and not on:
            self._loop.remove_writer(self._fd)
        self._writing = on

    def _readable(self) -> None:
        try:
            octets = os.read(self._fd, min(self._room, _READ_SIZE))
        except BlockingIOError:
            return
        except OSError:
            octets = b""
        if octets:
            self._receive(octets)
        else:
            self.close()
            self._lost()

    def _write(self) -> None:
        try:
            while self._output:
                octets = self._output[0]
                written = os.write(self._fd, octets)
                self._queued -= written
                if written < len(octets):
                    self._output[0] = octets[written:]
                else:
                    self._output.popleft()
        except BlockingIOError:
            self._set_writing(on=True)
        except OSError:
            self.close()
            self._lost()
        else:
            self._set_writing(on=False)
