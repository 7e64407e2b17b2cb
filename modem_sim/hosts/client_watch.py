"""Waits for clients of many terminals that nobody has open, at no cost while none comes."""

import asyncio
import select
import weakref
from collections.abc import Callable

_of_loop: "weakref.WeakValueDictionary[asyncio.AbstractEventLoop, ClientWatch]" = (
    weakref.WeakValueDictionary()  # each lives as long as a host of its loop has it
)


class ClientWatch:
    """One edge-triggered epoll object, itself watched by the event loop, for all PTY masters.

    A master whose terminal nobody has open reads as hung up for as long as that lasts, so that a
    loop that waited for it would never sleep. Edge-triggered, epoll tells it once, and later only
    of what changes. Opening a terminal changes nothing; the client's first octets do.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._epoll: select.epoll | None = None
        self._waiting: dict[int, Callable[[], None]] = {}

    @classmethod
    def of(cls, loop: asyncio.AbstractEventLoop) -> "ClientWatch":
        """The one of ``loop``."""
        if (watch := _of_loop.get(loop)) is None:
            watch = _of_loop[loop] = cls(loop)
        return watch

    def begin(self, master: int, came: Callable[[], None]) -> None:
        """Call ``came`` once, as soon as there is something to read from ``master``."""
        if self._epoll is None:
            self._epoll = select.epoll()
            self._loop.add_reader(self._epoll.fileno(), self._changed)
        self._waiting[master] = came
        self._epoll.register(master, select.EPOLLIN | select.EPOLLET)

    def end(self, master: int) -> None:
        """Watch ``master`` no longer, if it was watched."""
        if self._epoll is None or self._waiting.pop(master, None) is None:
            return
        self._epoll.unregister(master)
        if not self._waiting:
            self._loop.remove_reader(self._epoll.fileno())
            self._epoll.close()
            self._epoll = None

    def _changed(self) -> None:
        if self._epoll is None:
            return
        for master, events in self._epoll.poll(0):
            came = self._waiting.get(master)
            if events & select.EPOLLIN and came is not None:
                self.end(master)
                came()
            if self._epoll is None:
                return
