"""Modems and the exchange that joins them: a whole telephone network as one pure state machine."""

from dataclasses import dataclass

from modem_sim.exchange import Exchange, ExchangeTiming, Route, exact_route
from modem_sim.modem import Modem
from modem_sim.signals import LineEvent
from modem_sim.timeline import Appointment, Timeline


@dataclass(slots=True, eq=False)
class _Station:
    name: str
    number: str
    modem: Modem
    wake: Appointment | None = None


class Network:
    """Named modems at telephone numbers. All times are seconds of one clock that the caller has."""

    def __init__(self, timing: ExchangeTiming | None = None, route: Route = exact_route) -> None:
        self._timeline = Timeline()
        self._exchange = Exchange(self._timeline, timing, route)
        self._stations: dict[str, _Station] = {}
        self._active: set[str] = set()

    def add_modem(self, name: str, number: str, modem: Modem | None = None) -> Modem:
        """Connect ``modem`` at ``number``. Raises ValueError if the name or number is taken."""
        if name in self._stations:
            raise ValueError(f"there is a modem {name} already")
        station = _Station(name, number, modem or Modem())

        def notify(event: LineEvent, now: float) -> None:
            station.modem.receive_line(event, now)
            self._settle(station, now)

        self._exchange.subscribe(number, notify)
        self._stations[name] = station
        return station.modem

    def modem(self, name: str) -> Modem:
        """The modem ``name``."""
        return self._stations[name].modem

    def receive_dte(self, name: str, octets: bytes, now: float) -> None:
        """The DTE of modem ``name`` sent ``octets``."""
        self.advance(now)
        station = self._stations[name]
        station.modem.receive_dte(octets, now)
        self._settle(station, now)

    def drop_dtr(self, name: str, now: float) -> None:
        """The DTE of modem ``name`` went away."""
        self.advance(now)
        station = self._stations[name]
        station.modem.drop_dtr()
        self._settle(station, now)

    @property
    def deadline(self) -> float | None:
        """When :meth:`advance` is due."""
        return self._timeline.deadline

    def advance(self, now: float) -> None:
        """Let everything due by ``now`` happen, each thing at its own time."""
        self._timeline.advance(now)

    def take_active(self) -> set[str]:
        """The modems that did anything since the last call."""
        active, self._active = self._active, set()
        return active

    def _settle(self, station: _Station, now: float) -> None:
        """Pass on what the modem wants of the line, and set its alarm."""
        modem = station.modem
        for action in modem.take_line_output():
            self._exchange.act(station.number, action, now)
        self._active.add(station.name)
        deadline, wake = modem.deadline, station.wake
        if wake is not None and not wake.cancelled:
            if wake.time == deadline:
                return
            wake.cancel()
        station.wake = None
        if deadline is not None:
            station.wake = self._timeline.at(deadline, lambda at: self._alarm(station, at))

    def _alarm(self, station: _Station, now: float) -> None:
        station.wake = None
        station.modem.handle_timeout(now)
        self._settle(station, now)
