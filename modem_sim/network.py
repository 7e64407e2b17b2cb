"""Stations and the exchange that joins them: a telephone network as one pure state machine."""

from dataclasses import dataclass

from modem_sim.exchange import CallEvent, Exchange, ExchangeTiming, Subscription
from modem_sim.exchange.dial_plan import DialPlan
from modem_sim.exchange.exchange import LineMaker, perfect_line
from modem_sim.modem import Modem
from modem_sim.signals import LineAction, LineEvent
from modem_sim.station import Station
from modem_sim.timeline import Appointment, Timeline


class NetworkWatcher:
    """Is told what happens in a network, in order; this one does nothing. Subclass it."""

    def command(self, name: str, line: str, now: float) -> None:
        """Modem ``name`` carried out a command line, such as ``ATD2``."""

    def sends(self, name: str, action: LineAction, now: float) -> None:
        """Station ``name`` did something to its line."""

    def hears(self, name: str, event: LineEvent, now: float) -> None:
        """Station ``name`` is about to notice something on its line."""

    def call(self, event: CallEvent, now: float) -> None:
        """The exchange did something for a call."""


@dataclass(slots=True, eq=False)
class _Connection:
    name: str
    number: str
    station: Station
    wake: Appointment | None = None


class Network:
    """Named stations at telephone numbers. All times are seconds of one clock the caller has."""

    def __init__(
        self,
        timing: ExchangeTiming | None = None,
        plan: DialPlan | None = None,
        *,
        line: LineMaker = perfect_line,
    ) -> None:
        self.timeline = Timeline()
        self.exchange = Exchange(self.timeline, timing, plan, line=line, watch=self._call_event)
        self._connections: dict[str, _Connection] = {}
        self._modems: dict[str, Modem] = {}
        self._names: dict[str, str] = {}
        self._active: set[str] = set()
        self._watchers: list[NetworkWatcher] = []

    def watch(self, watcher: NetworkWatcher) -> None:
        """Let ``watcher`` be told of everything from now on."""
        self._watchers.append(watcher)

    def connect(
        self, name: str, number: str, station: Station, subscription: Subscription | None = None
    ) -> None:
        """Put ``station`` at ``number``. Raises ValueError if the name or number is taken."""
        if name in self._connections:
            raise ValueError(f"there is a station {name} already")
        connection = _Connection(name, number, station)

        def notify(event: LineEvent, now: float) -> None:
            for watcher in self._watchers:
                watcher.hears(name, event, now)
            station.receive_line(event, now)
            self._settle(connection, now)

        self.exchange.subscribe(number, notify, subscription)
        self._connections[name] = connection
        self._names[number] = name

    def add_modem(
        self,
        name: str,
        number: str,
        modem: Modem | None = None,
        subscription: Subscription | None = None,
    ) -> Modem:
        """Connect a modem. Raises ValueError if the name or number is taken."""
        modem = modem or Modem()
        self.connect(name, number, modem, subscription)
        self._modems[name] = modem
        return modem

    @property
    def modems(self) -> dict[str, Modem]:
        """The modems, by name; other stations are not among them."""
        return dict(self._modems)

    def modem(self, name: str) -> Modem:
        """The modem ``name``."""
        return self._modems[name]

    def name_of(self, number: str) -> str:
        """The station at ``number``."""
        return self._names[number]

    def receive_dte(self, name: str, octets: bytes, now: float) -> None:
        """The DTE of modem ``name`` sent ``octets``."""
        self.advance(now)
        self._modems[name].receive_dte(octets, now)
        self.settle(name, now)

    def drop_dtr(self, name: str, now: float) -> None:
        """The DTE of modem ``name`` went away."""
        self.advance(now)
        self._modems[name].drop_dtr()
        self.settle(name, now)

    @property
    def deadline(self) -> float | None:
        """When :meth:`advance` is due."""
        return self.timeline.deadline

    def advance(self, now: float) -> None:
        """Let everything due by ``now`` happen, each thing at its own time."""
        self.timeline.advance(now)

    def take_active(self) -> set[str]:
        """The stations that did anything since the last call."""
        active, self._active = self._active, set()
        return active

    def settle(self, name: str, now: float) -> None:
        """Something was done to station ``name`` from outside: pass on what it wants."""
        self._settle(self._connections[name], now)

    def _settle(self, connection: _Connection, now: float) -> None:
        """Pass on what the station wants of the line, and set its alarm."""
        station = connection.station
        if self._watchers:
            self._tell_commands(connection.name, now)
        for action in station.take_line_output():
            for watcher in self._watchers:
                watcher.sends(connection.name, action, now)
            self.exchange.act(connection.number, action, now)
        self._active.add(connection.name)
        deadline, wake = station.deadline, connection.wake
        if wake is not None and not wake.cancelled:
            if wake.time == deadline:
                return
            wake.cancel()
        connection.wake = None
        if deadline is not None:
            connection.wake = self.timeline.at(deadline, lambda at: self._alarm(connection, at))

    def _tell_commands(self, name: str, now: float) -> None:
        modem = self._modems.get(name)
        for line in modem.take_notes() if modem is not None else ():
            for watcher in self._watchers:
                watcher.command(name, line, now)

    def _alarm(self, connection: _Connection, now: float) -> None:
        connection.wake = None
        connection.station.handle_timeout(now)
        self._settle(connection, now)

    def _call_event(self, event: CallEvent, now: float) -> None:
        for watcher in self._watchers:
            watcher.call(event, now)
