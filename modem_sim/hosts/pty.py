"""A modem on a pseudo-terminal, under a stable name, for clients that come and go."""

import asyncio
import os
import pty
import select
import termios
import tty
from collections.abc import Callable
from pathlib import Path

from faxstatus_core.errors import FaxError
from modem_sim.hosts.fd import FdHost

_REOPEN_POLL = 0.05
"""Seconds between looks whether a client has opened the terminal again."""


class LinkError(FaxError):
    """The link to a terminal cannot be made."""


class PtyHost:
    """Makes a raw PTY and a symbolic link to it; what is sent while nobody has it open is lost."""

    def __init__(
        self, link: Path, receive: Callable[[bytes], None], drop_dtr: Callable[[], None]
    ) -> None:
        """Raises :class:`LinkError` if something other than a link stands at ``link``."""
        master, slave = pty.openpty()
        tty.setraw(slave)
        self._master = master
        self._terminal = os.ttyname(slave)
        self.link = link
        self._loop = asyncio.get_running_loop()
        self._drop_dtr = drop_dtr
        self._watch: asyncio.TimerHandle | None = None
        self._fd = FdHost(master, receive, self._client_left)
        try:
            self._make_link()
        except OSError as error:
            os.close(master)
            raise LinkError(
                f"cannot make the link: {error.strerror}",
                where=str(link),
                remedy="choose another folder with --links",
            ) from error
        finally:
            os.close(slave)
        self._await_client()

    def deliver(self, octets: bytes) -> None:
        """The modem sent octets."""
        self._fd.deliver(octets)

    def set_room(self, room: int) -> None:
        """The modem takes so many octets now."""
        self._fd.set_room(room)

    def close(self) -> None:
        """Take the terminal and its link away."""
        if self._watch is not None:
            self._watch.cancel()
        self._fd.close()
        os.close(self._master)
        if self.link.is_symlink() and str(self.link.readlink()) == self._terminal:
            self.link.unlink()

    def _make_link(self) -> None:
        self.link.parent.mkdir(parents=True, exist_ok=True)
        if self.link.is_symlink():
            self.link.unlink()
        self.link.symlink_to(self._terminal)

    def _client_left(self) -> None:
        self._drop_dtr()
        self._drop_unread()
        self._await_client()

    def _drop_unread(self) -> None:
        """Take back what the client left unread: the kernel keeps it for the next."""
        slave = os.open(self._terminal, os.O_RDWR | os.O_NOCTTY)
        termios.tcflush(slave, termios.TCIFLUSH)
        os.close(slave)

    def _await_client(self) -> None:
        """Look again later: a master that no client has open only ever reads as failed."""
        self._watch = self._loop.call_later(_REOPEN_POLL, self._look_for_client)

    def _look_for_client(self) -> None:
        self._watch = None
        poll = select.poll()
        poll.register(self._master, select.POLLIN)
        events = poll.poll(0)
        # What a client wrote before it left again is still there to be read.
        if events and not events[0][1] & select.POLLIN:
            self._await_client()
        else:
            self._fd.open()
