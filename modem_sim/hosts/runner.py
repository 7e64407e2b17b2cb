"""Runs a network on the event loop's clock, real or virtual, and moves octets to its hosts."""

import asyncio
from collections.abc import Callable
from typing import Literal, Protocol, runtime_checkable

from modem_sim.hosts.circuits import Circuits
from modem_sim.modem import Modem
from modem_sim.network import Network

Observer = Callable[[float, str, Literal["dte", "dce"], bytes], None]
"""``(time, modem, who sent them, octets)``: what crossed between a DTE and its modem.

Times are the network's.
"""


class Host(Protocol):
    """The DTE side of one modem."""

    def deliver(self, octets: bytes) -> None:
        """The modem sent octets."""

    def set_room(self, room: int) -> None:
        """The modem takes so many octets now; 0: hold back."""


@runtime_checkable
class CircuitHost(Protocol):
    """A host that has control circuits to its DTE."""

    def set_circuits(self, circuits: Circuits) -> None:
        """The modem signals so now."""


class NetworkRunner:
    """Joins a :class:`Network` to hosts. Make it inside the running event loop.

    Network time is the loop's at first, and then runs ``speed`` times as fast. ``lateness`` is
    told, at each alarm, how late it came, in seconds of network time. What was due still happens
    at its own time: lateness delays octets on their way to a DTE, and nothing after them.
    """

    def __init__(
        self,
        network: Network,
        observer: Observer | None = None,
        speed: float = 1.0,
        *,
        lateness: Callable[[float], None] | None = None,
    ) -> None:
        """Raises ValueError if ``speed`` is not above 0."""
        if not speed > 0:
            raise ValueError(f"time cannot run {speed} times as fast")
        self._network = network
        self._observer = observer
        self._speed = speed
        self._lateness = lateness
        self._loop = asyncio.get_running_loop()
        self._time = self._loop.time()
        self._base = self._time * (1 - speed)
        self._hosts: dict[str, Host] = {}
        self._signalling: dict[str, CircuitHost] = {}
        self._circuits: dict[str, Circuits] = {}
        self._alarm: asyncio.TimerHandle | None = None
        self._set_alarm()

    @property
    def time(self) -> float:
        """Network time, in seconds; it never runs backwards."""
        self._time = max(self._time, self._loop.time() * self._speed + self._base)
        return self._time

    def attach(self, name: str, host: Host) -> None:
        """Let ``host`` be the DTE side of modem ``name``."""
        self._hosts[name] = host
        host.set_room(self._network.modem(name).room)
        if isinstance(host, CircuitHost):
            self._signalling[name] = host
            self._signal(name)

    def receive(self, name: str, octets: bytes) -> None:
        """The DTE of modem ``name`` sent ``octets``."""
        now = self.time
        self._observe(now, name, "dte", octets)
        self._network.receive_dte(name, octets, now)
        self._settle()

    def drop_dtr(self, name: str) -> None:
        """The DTE of modem ``name`` went away."""
        self._network.drop_dtr(name, self.time)
        self._settle()

    def set_dtr(self, name: str, on: bool) -> None:
        """The DTE of modem ``name`` switched circuit 108/2 (DTR)."""
        now = self.time
        self._network.advance(now)
        self._network.modem(name).set_dtr(on, now)
        self._network.settle(name, now)
        self._settle()

    def set_rts(self, name: str, on: bool) -> None:
        """The DTE of modem ``name`` switched circuit 133 or 105 (RTS)."""
        now = self.time
        self._network.advance(now)
        self._network.modem(name).set_rts(on)
        self._network.settle(name, now)
        self._settle()

    def close(self) -> None:
        """Stop the clock, and let go of the hosts."""
        if self._alarm is not None:
            self._alarm.cancel()
        self._hosts.clear()
        self._signalling.clear()

    def _settle(self) -> None:
        for name in sorted(self._network.take_active()):
            modem = self._modem(name)
            if modem is None:
                continue
            octets = modem.take_dte_output()
            if octets:
                self._observe(self.time, name, "dce", octets)
            host = self._hosts.get(name)
            if host is not None:
                if octets:
                    host.deliver(octets)
                host.set_room(modem.room)
                self._signal(name)
        self._set_alarm()

    def _modem(self, name: str) -> Modem | None:
        """The modem ``name``; other stations have no DTE."""
        try:
            return self._network.modem(name)
        except KeyError:
            return None

    def _signal(self, name: str) -> None:
        """Tell a host that has circuits what its modem signals, if that has changed."""
        host = self._signalling.get(name)
        if host is None:
            return
        modem = self._network.modem(name)
        circuits = Circuits(
            carrier_detect=modem.carrier_detect,
            ring_indicator=modem.ring_indicator,
            data_set_ready=modem.data_set_ready,
            clear_to_send=modem.clear_to_send,
        )
        if self._circuits.get(name) != circuits:
            self._circuits[name] = circuits
            host.set_circuits(circuits)

    def _set_alarm(self) -> None:
        due = self._network.deadline
        when = None if due is None else (due - self._base) / self._speed
        if self._alarm is not None:
            if self._alarm.when() == when and not self._alarm.cancelled():
                return
            self._alarm.cancel()
            self._alarm = None
        if due is not None and when is not None:
            self._alarm = self._loop.call_at(when, self._alarm_rings, due)

    def _alarm_rings(self, due: float) -> None:
        self._alarm = None
        # The loop's clock may be a rounding error short of what it was asked for.
        self._time = now = max(self.time, due)
        if self._lateness is not None:
            self._lateness(now - due)
        self._network.advance(now)
        self._settle()

    def _observe(self, now: float, name: str, by: Literal["dte", "dce"], octets: bytes) -> None:
        if self._observer is not None:
            self._observer(now, name, by, octets)
