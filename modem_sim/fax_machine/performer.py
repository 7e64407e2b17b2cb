"""Carries out a T.30 session's actions on a telephone line, without a modem between."""

from collections.abc import Callable

from faxstatus_core.t30.actions import (
    Action,
    AwaitSilence,
    DataReceived,
    Done,
    FramesReceived,
    LineDropped,
    NothingReceived,
    OtherCarrier,
    ReceiveData,
    ReceivedFrame,
    ReceiveFrames,
    Result,
    SendData,
    SendFrames,
    SendSilence,
)
from faxstatus_core.t31.hdlc import FrameAborted, FrameEnded, FrameOctet, line_bits
from faxstatus_core.t31.modulations import V21
from modem_sim.ear import Ear
from modem_sim.operations.base import RECOGNITION
from modem_sim.operations.transmit import BLOCK, PREAMBLE
from modem_sim.signals import (
    CarrierOff,
    CarrierOn,
    Frame,
    LineCleared,
    LineEvent,
    Octets,
    Signal,
    TrainingDone,
)

_LONGEST_CARRIER = 8.0  # seconds of V.21 before it is given up: more than any command takes
_LONGEST_SILENCE_WAIT = 4.0
_FINAL = 0x10

Give = Callable[[Result, float], None]


class Performer:
    """One action after the other; each ends with ``done(result, now)``."""

    def __init__(self, ear: Ear, send: Callable[[Signal], None], done: Give) -> None:
        self._ear = ear
        self._send = send
        self._done = done
        self._part: _Part | None = None

    @property
    def deadline(self) -> float | None:
        """When :meth:`timeout` is due."""
        return self._part.deadline if self._part is not None else None

    def start(self, action: Action, now: float) -> None:
        """Begin ``action``. Raises TypeError for what is not done on a line."""
        self._part = self._part_for(action)
        self._part.start(now)

    def stop(self) -> None:
        """Forget the action; its result will not come."""
        self._part = None

    def heard(self, event: LineEvent, now: float) -> None:
        """The ear has taken note of ``event``."""
        if self._part is None:
            return
        if isinstance(event, LineCleared):
            self._finish(LineDropped(), now)
        else:
            self._part.heard(event, now)

    def timeout(self, now: float) -> None:
        """The deadline has come."""
        if self._part is not None:
            self._part.timeout(now)

    def _part_for(self, action: Action) -> "_Part":
        match action:
            case SendFrames(frames):
                return _SendFrames(self._ear, self._send, self._finish, frames)
            case ReceiveFrames(timeout):
                return _ReceiveFrames(self._ear, self._send, self._finish, timeout)
            case SendData():
                return _SendData(self._ear, self._send, self._finish, action)
            case ReceiveData():
                return _ReceiveData(self._ear, self._send, self._finish, action)
            case SendSilence(seconds):
                return _SendSilence(self._ear, self._send, self._finish, seconds)
            case AwaitSilence(seconds):
                return _AwaitSilence(self._ear, self._send, self._finish, seconds)
        raise TypeError(f"a line cannot do {action!r}")

    def _finish(self, result: Result, now: float) -> None:
        self._part = None
        self._done(result, now)


class _Part:
    """One action under way."""

    deadline: float | None = None

    def __init__(self, ear: Ear, send: Callable[[Signal], None], finish: Give) -> None:
        self.ear = ear
        self.send = send
        self.finish = finish

    def start(self, now: float) -> None:
        raise NotImplementedError

    def heard(self, event: LineEvent, now: float) -> None:
        """Most parts do not listen."""

    def timeout(self, now: float) -> None:
        raise NotImplementedError


class _SendFrames(_Part):
    def __init__(
        self, ear: Ear, send: Callable[[Signal], None], finish: Give, frames: tuple[bytes, ...]
    ) -> None:
        super().__init__(ear, send, finish)
        self._frames = list(frames)

    def start(self, now: float) -> None:
        self.ear.hdlc = None
        self.send(CarrierOn(V21))
        self.send(TrainingDone())
        self.deadline = now + PREAMBLE

    def timeout(self, now: float) -> None:
        if self._frames:
            frame = self._frames.pop(0)
            self.send(Frame(frame))
            self.deadline = now + line_bits(frame) / V21.bit_rate
        else:
            self.send(CarrierOff())
            self.finish(Done(), now)


class _ReceiveFrames(_Part):
    def __init__(
        self, ear: Ear, send: Callable[[Signal], None], finish: Give, timeout: float
    ) -> None:
        super().__init__(ear, send, finish)
        self._timeout = timeout
        self._frames: list[ReceivedFrame] = []
        self._octets = bytearray()

    def start(self, now: float) -> None:
        self._listener = self.ear.hdlc or self.ear.listen_for_frames()
        self._gives_up = now + self._timeout
        on = self.ear.carrier is V21
        self.deadline = now + _LONGEST_CARRIER if on else self._gives_up
        self._take(now)

    def heard(self, event: LineEvent, now: float) -> None:
        match event:
            case CarrierOn(modulation) if modulation is V21:
                self._listener = self.ear.hdlc or self.ear.listen_for_frames()
                self.deadline = now + _LONGEST_CARRIER
            case Octets():
                self._take(now)
            case CarrierOff() if self._frames:
                self._end(now)
            case CarrierOff():
                self.deadline = max(now, self._gives_up)

    def timeout(self, now: float) -> None:
        self._end(now)

    def _take(self, now: float) -> None:
        while self._listener.events:
            match self._listener.events.popleft():
                case FrameOctet(octet):
                    self._octets.append(octet)
                case FrameEnded(good):
                    if self._frame(good) and good:
                        self._end(now)
                        return
                case FrameAborted():
                    self._frame(good=False)

    def _frame(self, good: bool) -> bool:
        """Keep a frame; whether it is a final one."""
        octets = bytes(self._octets[:-2])
        self._octets.clear()
        if len(octets) < 2:
            return False
        self._frames.append(ReceivedFrame(octets, good))
        return bool(octets[1] & _FINAL)

    def _end(self, now: float) -> None:
        self.ear.hdlc = None
        self.finish(FramesReceived(tuple(self._frames)) if self._frames else NothingReceived(), now)


class _SendData(_Part):
    def __init__(
        self, ear: Ear, send: Callable[[Signal], None], finish: Give, action: SendData
    ) -> None:
        super().__init__(ear, send, finish)
        self._modulation = action.modulation
        self._data = action.data
        self._position = 0
        self._block = b""
        self._trained = self._ending = False

    def start(self, now: float) -> None:
        self.ear.hdlc = None
        self.send(CarrierOn(self._modulation))
        self.deadline = now + self._modulation.training

    def timeout(self, now: float) -> None:
        if not self._trained:
            self._trained = True
            self.send(TrainingDone())
        else:
            self.send(Octets(self._block))
        if self._ending:
            self.send(CarrierOff())
            self.finish(Done(), now)
            return
        octet_time = self._modulation.octet_time
        self._block = self._data[self._position : self._position + round(BLOCK / octet_time)]
        self._position += len(self._block)
        duration = len(self._block) * octet_time
        if not self._block:
            self._ending, duration = True, self._modulation.turn_off
            self._block = b"\xff" * round(duration / octet_time)
        self.deadline = now + duration


class _ReceiveData(_Part):
    def __init__(
        self, ear: Ear, send: Callable[[Signal], None], finish: Give, action: ReceiveData
    ) -> None:
        super().__init__(ear, send, finish)
        self._modulation = action.modulation
        self._timeout = action.timeout
        self._sink = action.sink
        self._kept = bytearray()
        self._trained = False

    def start(self, now: float) -> None:
        self.ear.hdlc = None
        self._gives_up = self.deadline = now + self._timeout
        if self.ear.carrier is V21:
            self.deadline = now + RECOGNITION

    def heard(self, event: LineEvent, now: float) -> None:
        match event:
            case CarrierOn(modulation):
                self.deadline = now + RECOGNITION if modulation is V21 else None
            case TrainingDone() if self.ear.carrier is self._modulation:
                self._trained = True
            case TrainingDone() if self.ear.carrier is not V21:
                self.finish(OtherCarrier(), now)
            case Octets(data) if self._trained:
                self._feed(data)
            case CarrierOff() if self._trained:
                self.finish(DataReceived(bytes(self._kept)), now)
            case CarrierOff():
                self.deadline = max(now, self._gives_up)

    def timeout(self, now: float) -> None:
        other = self.ear.carrier is V21
        self.finish(OtherCarrier() if other else NothingReceived(), now)

    def _feed(self, data: bytes) -> None:
        if self._sink is not None:
            self._sink.feed(data)
        else:
            self._kept += data


class _SendSilence(_Part):
    def __init__(
        self, ear: Ear, send: Callable[[Signal], None], finish: Give, seconds: float
    ) -> None:
        super().__init__(ear, send, finish)
        self._seconds = seconds

    def start(self, now: float) -> None:
        self.deadline = now + self._seconds

    def timeout(self, now: float) -> None:
        self.finish(Done(), now)


class _AwaitSilence(_SendSilence):
    def start(self, now: float) -> None:
        self._gives_up = now + _LONGEST_SILENCE_WAIT
        self._listen(now)

    def heard(self, event: LineEvent, now: float) -> None:
        self._listen(now)

    def _listen(self, now: float) -> None:
        silent = now + self._seconds if self.ear.silent else self._gives_up
        self.deadline = min(silent, self._gives_up)
