"""A modem on a TCP port: octets as they are, or a remote serial port (RFC 2217)."""

import asyncio
import contextlib
import errno
import socket
from collections.abc import Callable
from typing import Protocol

from faxstatus_core.errors import FaxError
from modem_sim.hosts.circuits import Circuits
from modem_sim.hosts.fd import FdHost
from modem_sim.hosts.limits import raise_descriptor_limit
from modem_sim.hosts.rfc2217 import Rfc2217Wire

_BUSY = b"\r\nThis modem is in use by another client.\r\n"
_ACCEPT_AGAIN = 1.0
"""Seconds until new clients are looked for, after there was no descriptor for one."""
_IDLE_BEFORE_PROBE, _PROBE_INTERVAL, _PROBES = 10, 5, 3
_SEND_BUFFER = 65536
"""Octets that the kernel may hold besides what we do: it would grow to megabytes."""
_UNANSWERED = 30
"""Seconds for which octets may go unacknowledged, or a client's window stay shut."""


class ListenError(FaxError):
    """The address cannot be listened on."""


class _Wire(Protocol):
    """One client's connection."""

    def deliver(self, octets: bytes) -> None: ...
    def set_room(self, room: int) -> None: ...
    def close(self) -> None: ...


class TcpHost:
    """Listens on an address for one client at a time; others are told so and disconnected.

    With ``rfc2217``, the client sees and switches the control circuits; without, its connection is
    DTR and RTS. There is no authentication: listen on ``127.0.0.1`` unless the network is yours.
    """

    def __init__(
        self,
        address: str,
        port: int,
        receive: Callable[[bytes], None],
        set_dtr: Callable[[bool], None],
        set_rts: Callable[[bool], None] = lambda _on: None,
        *,
        rfc2217: bool = False,
    ) -> None:
        """Port 0: any that is free. Raises :class:`ListenError`."""
        self._receive = receive
        self._set_dtr = set_dtr
        self._set_rts = set_rts
        self._rfc2217 = rfc2217
        self._loop = asyncio.get_running_loop()
        self._room = 0
        self._circuits = Circuits()
        self._client: socket.socket | None = None
        self._wire: _Wire | None = None
        self._again: asyncio.TimerHandle | None = None
        self._listener = _listen(address, port)
        self._listener.setblocking(False)
        self._look_for_clients()

    @property
    def port(self) -> int:
        """The TCP port."""
        port: int = self._listener.getsockname()[1]
        return port

    def deliver(self, octets: bytes) -> None:
        """The modem sent octets; lost while there is no client."""
        if self._wire is not None:
            self._wire.deliver(octets)

    def set_room(self, room: int) -> None:
        """The modem takes so many octets now."""
        self._room = room
        if self._wire is not None:
            self._wire.set_room(room)

    def set_circuits(self, circuits: Circuits) -> None:
        """The modem signals so now."""
        self._circuits = circuits
        if isinstance(self._wire, Rfc2217Wire):
            self._wire.set_circuits(circuits)

    def close(self) -> None:
        """Disconnect the client and stop listening."""
        if self._again is not None:
            self._again.cancel()
        self._loop.remove_reader(self._listener)
        self._listener.close()
        self._disconnect()

    def _look_for_clients(self) -> None:
        self._again = None
        self._loop.add_reader(self._listener, self._accept)

    def _accept(self) -> None:
        try:
            client, _ = self._listener.accept()
        except OSError as error:
            full = error.errno in (errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM)
            if full and not raise_descriptor_limit():
                self._loop.remove_reader(self._listener)
                self._again = self._loop.call_later(_ACCEPT_AGAIN, self._look_for_clients)
            return
        if self._client is not None:
            _turn_away(client)
        else:
            self._connect(client)

    def _connect(self, client: socket.socket) -> None:
        with contextlib.suppress(OSError):  # it has left already, which is noticed below
            _set_options(client)
        self._client = client
        wire: _Wire
        if self._rfc2217:
            wire = Rfc2217Wire(
                client.fileno(),
                self._circuits,
                receive=self._receive,
                set_dtr=self._set_dtr,
                set_rts=self._set_rts,
                lost=self._left,
            )
        else:
            raw = FdHost(client.fileno(), self._receive, self._left)
            raw.open()
            wire = raw
        if self._client is not client:
            return  # it left before it could be greeted
        self._wire = wire
        self._set_dtr(True)
        self._set_rts(True)
        self.set_room(self._room)

    def _left(self) -> None:
        self._disconnect()
        self._set_dtr(False)

    def _disconnect(self) -> None:
        client, wire = self._client, self._wire
        self._client = self._wire = None
        if wire is not None:
            wire.close()
        if client is not None:
            client.close()


def _listen(address: str, port: int) -> socket.socket:
    if port not in range(0x10000):
        raise _cannot_listen(address, port, "a port is a number up to 65535")
    try:
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        return socket.create_server((address, port), family=family)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise _cannot_listen(address, port, reason) from error


def _cannot_listen(address: str, port: int, reason: str) -> ListenError:
    return ListenError(
        f"cannot listen: {reason}",
        where=f"{address}:{port}",
        remedy="choose an address of this machine and a port that is free",
    )


def _set_options(client: socket.socket) -> None:
    """Hand on octets at once, and end a connection whose other end vanished without a word."""
    for level, option, value in (
        (socket.IPPROTO_TCP, socket.TCP_NODELAY, 1),
        (socket.SOL_SOCKET, socket.SO_SNDBUF, _SEND_BUFFER),
        (socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1),
        (socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, _IDLE_BEFORE_PROBE),
        (socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, _PROBE_INTERVAL),
        (socket.IPPROTO_TCP, socket.TCP_KEEPCNT, _PROBES),
        (socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, _UNANSWERED * 1000),
    ):
        client.setsockopt(level, option, value)


def _turn_away(client: socket.socket) -> None:
    with client, contextlib.suppress(OSError):
        client.setblocking(False)
        client.send(_BUSY)
        client.shutdown(socket.SHUT_WR)
