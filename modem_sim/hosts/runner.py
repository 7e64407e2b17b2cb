"""Runs a network on the event loop's clock, real or virtual, and moves octets to its hosts."""

import asyncio
from collections.abc import Callable
from typing import Protocol

from modem_sim.network import Network

Observer = Callable[[float, str, str, bytes], None]
"""``(time, modem, "dte" or "dce", octets)``: what crossed between a DTE and its modem."""


class Host(Protocol):
    """The DTE side of one modem."""

    def deliver(self, octets: bytes) -> None:
        """The modem sent octets."""

    def set_room(self, room: int) -> None:
        """The modem takes so many octets now; 0: hold back."""


class NetworkRunner:
    """Joins a :class:`Network` to hosts. Make it inside the running event loop."""

    def __init__(self, network: Network, observer: Observer | None = None) -> None:
        self._network = network
        self._observer = observer
        self._loop = asyncio.get_running_loop()
        self._started = self._loop.time()
        self._hosts: dict[str, Host] = {}
        self._alarm: asyncio.TimerHandle | None = None

    def attach(self, name: str, host: Host) -> None:
        """Let ``host`` be the DTE side of modem ``name``."""
        self._hosts[name] = host
        host.set_room(self._network.modem(name).room)

    def receive(self, name: str, octets: bytes) -> None:
        """The DTE of modem ``name`` sent ``octets``."""
        now = self._loop.time()
        self._observe(now, name, "dte", octets)
        self._network.receive_dte(name, octets, now)
        self._settle()

    def drop_dtr(self, name: str) -> None:
        """The DTE of modem ``name`` went away."""
        self._network.drop_dtr(name, self._loop.time())
        self._settle()

    def close(self) -> None:
        """Stop the clock."""
        if self._alarm is not None:
            self._alarm.cancel()

    def _settle(self) -> None:
        for name in self._network.take_active():
            modem, host = self._network.modem(name), self._hosts.get(name)
            octets = modem.take_dte_output()
            if octets:
                self._observe(self._loop.time(), name, "dce", octets)
            if host is not None:
                if octets:
                    host.deliver(octets)
                host.set_room(modem.room)
        self._set_alarm()

    def _set_alarm(self) -> None:
        deadline = self._network.deadline
        if self._alarm is not None:
            if self._alarm.when() == deadline and not self._alarm.cancelled():
                return
            self._alarm.cancel()
            self._alarm = None
        if deadline is not None:
            self._alarm = self._loop.call_at(deadline, self._alarm_rings)

    def _alarm_rings(self) -> None:
        self._alarm = None
        self._network.advance(self._loop.time())
        self._settle()

    def _observe(self, now: float, name: str, direction: str, octets: bytes) -> None:
        if self._observer is not None:
            self._observer(now - self._started, name, direction, octets)
