"""Two T.30 sessions joined by a line that loses and damages signals, in no time at all."""

import enum
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from faxstatus_core.t30.actions import (
    Action,
    AwaitSilence,
    DataReceived,
    Done,
    FramesReceived,
    HangUp,
    NothingReceived,
    OtherCarrier,
    ReceiveData,
    ReceivedFrame,
    ReceiveFrames,
    Result,
    SendData,
    SendFrames,
    StorePage,
)
from faxstatus_core.t30.session import Session
from tests.support.far_end import BAD_LINE, MOST_ACTIONS, PREAMBLE, UNREADABLE, Page, duration


class Fault(enum.Enum):
    """What the line does to one signal."""

    NONE = enum.auto()
    LOST = enum.auto()
    DAMAGED = enum.auto()
    BADLY_DAMAGED = enum.auto()


FAULTS = [fault for fault in Fault if fault is not Fault.NONE]


@dataclass
class Signal:
    """What one end sent from ``start`` to ``end``."""

    start: float
    end: float
    action: SendFrames | SendData
    fault: Fault


@dataclass
class Station:
    """A session, the time up to which it has come, and what is on its way to it."""

    session: Session
    action: Action
    now: float = 0.0
    coming: list[Signal] = field(default_factory=list)
    steps: int = 0
    stored: list[tuple[int, bytes]] = field(default_factory=list)

    def expected(self) -> Signal | None:
        """The signal that the present action will hear, if it is known already."""
        timeout = self.action.timeout if isinstance(self.action, ReceiveFrames | ReceiveData) else 0
        for signal in self.coming:
            in_time = self.now - 0.9 * PREAMBLE <= signal.start < self.now + timeout
            if isinstance(signal.action, SendData):
                # Nothing is heard of another modulation, nor of one whose training has passed.
                wanted = self.action.modulation if isinstance(self.action, ReceiveData) else None
                if wanted == signal.action.modulation and self.now <= signal.start and in_time:
                    return signal
            elif in_time:
                return signal
        return None

    @property
    def due(self) -> float:
        """When the present action is over, unless a signal comes before."""
        if not isinstance(self.action, ReceiveFrames | ReceiveData):
            return self.now
        signal = self.expected()
        return self.now + self.action.timeout if signal is None else max(signal.start, self.now)

    def resume(self, result: Result, now: float) -> None:
        self.now = now
        self.steps += 1
        assert self.steps < MOST_ACTIONS, "the session does not end"
        self.action = self.session.resume(result, now)


@dataclass
class JoinedCall:
    """Steps whichever end is due first, until both have hung up."""

    sender: Station
    receiver: Station
    faults: Iterator[Fault]
    damage: Callable[[bytes, Fault], bytes] | None = None
    """What a fault does to data; else what :func:`damaged` does."""

    def run(self) -> None:
        while active := [s for s in self.stations if not isinstance(s.action, HangUp)]:
            self._step(min(active, key=lambda station: station.due))

    @property
    def stations(self) -> tuple[Station, Station]:
        return self.sender, self.receiver

    def _step(self, station: Station) -> None:
        action = station.action
        station.coming = [signal for signal in station.coming if signal.end > station.now]
        match action:
            case SendFrames() | SendData():
                self._send(station, action)
            case ReceiveFrames() | ReceiveData():
                self._receive(station, action)
            case AwaitSilence(seconds):
                noise = [s.end for s in station.coming if s.start <= station.now]
                station.resume(Done(), max([station.now, *noise]) + seconds)
            case StorePage(page, number):
                assert isinstance(page, Page)
                station.stored.append((number, page.data))
                station.resume(Done(), station.now)
            case _:
                station.resume(Done(), station.now + duration(action))

    def _send(self, station: Station, action: SendFrames | SendData) -> None:
        end = station.now + duration(action)
        fault = next(self.faults)
        if fault is not Fault.LOST:
            other = self.receiver if station is self.sender else self.sender
            other.coming.append(Signal(station.now, end, action, fault))
        station.resume(Done(), end)

    def _receive(self, station: Station, action: ReceiveFrames | ReceiveData) -> None:
        signal = station.expected()
        if signal is None:
            station.resume(NothingReceived(), station.now + action.timeout)
        elif isinstance(signal.action, SendFrames):
            if isinstance(action, ReceiveData):
                station.resume(OtherCarrier(), max(signal.start, station.now) + 0.1)
                return
            octets = signal.action.frames
            last_bad = signal.fault is not Fault.NONE
            all_bad = signal.fault is Fault.BADLY_DAMAGED
            frames = [ReceivedFrame(frame, not all_bad) for frame in octets[:-1]]
            frames.append(ReceivedFrame(octets[-1], not last_bad))
            station.coming.remove(signal)
            station.resume(FramesReceived(tuple(frames)), signal.end)
        else:
            assert isinstance(action, ReceiveData)
            data = (self.damage or damaged)(signal.action.data, signal.fault)
            if action.sink is not None:
                action.sink.feed(data)
                data = b""
            station.resume(DataReceived(data), signal.end)


def damaged(data: bytes, fault: Fault) -> bytes:
    """``data`` as it comes over: usable with one fault in it, or not."""
    match fault:
        case Fault.DAMAGED:
            return data[:-1] + BAD_LINE
        case Fault.BADLY_DAMAGED:
            return UNREADABLE * (len(data) // 2)
    return data
