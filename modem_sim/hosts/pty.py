"""A modem on a pseudo-terminal, under a stable name, for clients that come and go."""

import asyncio
import contextlib
import errno
import os
import pty
import select
import termios
import tty
from collections.abc import Callable
from pathlib import Path

from faxstatus_core.errors import FaxError
from modem_sim.hosts.client_watch import ClientWatch
from modem_sim.hosts.fd import FdHost
from modem_sim.hosts.limits import raise_descriptor_limit, too_many


class LinkError(FaxError):
    """The link to a terminal cannot be made."""


class NoTerminalError(FaxError):
    """The system has no more pseudo-terminals."""


class PtyHost:
    """Makes a raw PTY and a symbolic link to it; what is sent while nobody has it open is lost.

    ``drop_dtr`` is called when the client closes the terminal. A client is noticed when it first
    writes, or when something is sent to it: the kernel does not tell of its opening.
    """

    def __init__(
        self, link: Path, receive: Callable[[bytes], None], drop_dtr: Callable[[], None]
    ) -> None:
        """Raises :class:`LinkError` if something other than a link stands at ``link``.

        Raises :class:`NoTerminalError` or DescriptorLimitError where there are too many already.
        """
        master, slave = _open_pty()
        tty.setraw(slave)
        self._master = master
        self._terminal = os.ttyname(slave)
        self.link = link
        self._drop_dtr = drop_dtr
        self._watch = ClientWatch.of(asyncio.get_running_loop())
        self._present = False
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
        if not self._present and self._is_open():
            self._watch.end(self._master)
            self._client_came()
        self._fd.deliver(octets)

    def set_room(self, room: int) -> None:
        """The modem takes so many octets now."""
        self._fd.set_room(room)

    def close(self) -> None:
        """Take the terminal and its link away."""
        self._watch.end(self._master)
        self._fd.close()
        os.close(self._master)
        if self.link.is_symlink() and str(self.link.readlink()) == self._terminal:
            self.link.unlink()

    def _make_link(self) -> None:
        self.link.parent.mkdir(parents=True, exist_ok=True)
        if self.link.is_symlink():
            self.link.unlink()
        self.link.symlink_to(self._terminal)

    def _client_came(self) -> None:
        self._present = True
        self._fd.open()

    def _client_left(self) -> None:
        self._present = False
        self._drop_dtr()
        self._drop_unread()
        self._await_client()

    def _drop_unread(self) -> None:
        """Take back what the client left unread: the kernel keeps it for the next."""
        with contextlib.suppress(OSError):  # no descriptor is left to do it with
            slave = os.open(self._terminal, os.O_RDWR | os.O_NOCTTY)
            termios.tcflush(slave, termios.TCIFLUSH)
            os.close(slave)

    def _await_client(self) -> None:
        self._watch.begin(self._master, self._client_came)

    def _is_open(self) -> bool:
        """Whether a client has the terminal open."""
        poll = select.poll()
        poll.register(self._master, 0)  # being hung up is always told
        return not poll.poll(0)


def _open_pty() -> tuple[int, int]:
    """Both descriptors of a new PTY, after allowing more of them if need be."""
    try:
        return pty.openpty()
    except OSError as error:
        failure = error
    if failure.errno == errno.EMFILE and raise_descriptor_limit():
        return _open_pty()
    if failure.errno == errno.EMFILE:
        raise too_many("no more descriptors for a terminal") from failure
    raise NoTerminalError(
        f"cannot make a pseudo-terminal: {failure.strerror or failure}",
        where="/dev/ptmx",
        remedy="allow more with sysctl kernel.pty.max, or run fewer modems",
    ) from failure
