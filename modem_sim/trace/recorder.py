"""Makes a trace of what happens in a network."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Literal

from faxstatus_core.t30.frames import Dcs, FrameError, parse
from faxstatus_core.trace.records import (
    CallerIdRecord,
    CallEventName,
    CallRecord,
    CommandRecord,
    DialRecord,
    FaultRecord,
    Heading,
    HookRecord,
    LineRecord,
    OctetsRecord,
    Record,
    RingRecord,
)
from modem_sim.exchange import (
    Call,
    CallAnswered,
    CallEnded,
    CallEvent,
    CallPlaced,
    CallRefused,
    CallRinging,
)
from modem_sim.network import Network, NetworkWatcher
from modem_sim.signals import (
    CallerId,
    Dial,
    Frame,
    LineAction,
    LineCleared,
    LineEvent,
    OffHook,
    OnHook,
    RingBurst,
    RingingStopped,
)
from modem_sim.trace.carriage import At, Carriage

Sink = Callable[[Record], None]
"""Takes each record, in order."""

TraceMaker = Callable[[Heading], Sink]
"""Makes a sink for the trace that begins so."""

_EVENTS: dict[type[CallEvent], CallEventName] = {
    CallPlaced: "placed",
    CallRinging: "ringing",
    CallAnswered: "answered",
    CallRefused: "refused",
    CallEnded: "ended",
}


@dataclass(slots=True)
class _Station:
    call: int | None = None
    sends: Carriage = field(default_factory=lambda: Carriage("sent"))
    hears: Carriage = field(default_factory=lambda: Carriage("heard"))


class Recorder(NetworkWatcher):
    """Watches ``network`` from its making on; network time ``start`` is the trace's 0.

    Frames on faster carriers are looked for where the last DCS of the call selected error
    correction.
    """

    def __init__(self, network: Network, sink: Sink, start: float = 0.0) -> None:
        self._network = network
        self._sink = sink
        self._start = start
        self._stations: dict[str, _Station] = {}
        self._error_correction: set[int | None] = set()
        network.watch(self)

    def octets(self, now: float, name: str, by: Literal["dte", "dce"], octets: bytes) -> None:
        """``octets`` crossed between modem ``name`` and its DTE; ``by`` sent them."""
        self._sink(OctetsRecord(**self._at(name, now), by=by, hex=octets.hex()))

    def fault(self, call: Call, what: str, now: float) -> None:
        """A trigger does ``what``, in words, to ``call``."""
        self._sink(FaultRecord(t=self._t(now), call=call.number, what=what))

    # --- the watcher of the network

    def command(self, name: str, line: str, now: float) -> None:
        """A modem carries out a command line."""
        self._sink(CommandRecord(**self._at(name, now), line=line))

    def sends(self, name: str, action: LineAction, now: float) -> None:
        """A station did something to its line."""
        station, at = self._station(name), self._at(name, now)
        match action:
            case OffHook():
                self._sink(HookRecord(**at, off=True))
            case OnHook():
                self._sink(HookRecord(**at, off=False))
                self._stations[name] = _Station()
            case Dial(number):
                self._sink(DialRecord(**at, number=number))
            case _:
                if isinstance(action, Frame):
                    self._note_selection(station.call, action.octets)
                self._put(station.sends.take(action, at, framed=self._framed(station)))

    def hears(self, name: str, event: LineEvent, now: float) -> None:
        """A station notices something on its line."""
        station, at = self._station(name), self._at(name, now)
        match event:
            case RingBurst(cadence):
                self._sink(RingRecord(**at, cadence=cadence))
            case CallerId(number, caller_name):
                self._sink(CallerIdRecord(**at, number=number, name=caller_name))
            case RingingStopped():
                self._sink(LineRecord(**at, event="ringing stopped"))
                station.call = None
            case LineCleared():
                self._sink(LineRecord(**at, event="cleared"))
            case _:
                self._put(station.hears.take(event, at, framed=self._framed(station)))

    def call(self, event: CallEvent, now: float) -> None:
        """The exchange did something for a call."""
        call = event.call
        if isinstance(event, CallPlaced):
            self._at_number(call.caller).call = call.number
        elif isinstance(event, CallRinging) and call.called is not None:
            self._at_number(call.called).call = call.number
        self._sink(
            CallRecord(
                t=self._t(now),
                call=call.number,
                event=_EVENTS[type(event)],
                caller=call.caller,
                dialled=call.dialled,
                called=call.called,
                tone=event.tone.name if isinstance(event, CallRefused) else None,
                by=event.by if isinstance(event, CallEnded) else None,
            )
        )
        if isinstance(event, CallEnded):
            self._error_correction.discard(call.number)

    # --- small things

    def _note_selection(self, call: int | None, octets: bytes) -> None:
        try:
            fif = parse(octets, with_fcs=False).fif
        except FrameError:
            return
        if isinstance(fif, Dcs) and fif.error_correction_mode:
            self._error_correction.add(call)
        elif isinstance(fif, Dcs):
            self._error_correction.discard(call)

    def _framed(self, station: _Station) -> bool:
        return station.call in self._error_correction

    def _station(self, name: str) -> _Station:
        return self._stations.setdefault(name, _Station())

    def _at_number(self, number: str) -> _Station:
        return self._station(self._network.name_of(number))

    def _at(self, name: str, now: float) -> At:
        return {"t": self._t(now), "call": self._station(name).call, "station": name}

    def _t(self, now: float) -> float:
        return max(0.0, round(now - self._start, 6))

    def _put(self, records: Iterable[Record]) -> None:
        for record in records:
            self._sink(record)
