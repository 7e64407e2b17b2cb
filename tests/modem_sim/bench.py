"""Modems on a clock that the test moves, and what they said and when."""

from dataclasses import dataclass, field

from faxstatus_core.t31.hdlc import HdlcFramer
from faxstatus_core.t31.modulations import BY_CODE
from modem_sim.exchange import ExchangeTiming
from modem_sim.exchange.dial_plan import DialPlan
from modem_sim.line.channel import Channel
from modem_sim.modem import Modem
from modem_sim.network import Network
from modem_sim.signals import (
    CarrierOff,
    CarrierOn,
    LineAction,
    LineEvent,
    Octets,
    Signal,
    TrainingDone,
)
from modem_sim.timeline import Timeline

DELAY = ExchangeTiming().one_way_delay
OK, ERROR, CONNECT = b"\r\nOK\r\n", b"\r\nERROR\r\n", b"\r\nCONNECT\r\n"
NO_CARRIER, FCERROR, RING = b"\r\nNO CARRIER\r\n", b"\r\n+FCERROR\r\n", b"\r\nRING\r\n"
END = b"\x10\x03"
V29_TAIL = b"\xff" * 6
"""The ones in which a V.29 9600 carrier ends: 5 ms."""


def frame_bits(*frames: bytes, preamble: int = 2) -> str:
    """Flags and ``frames`` as V.21 line bits, in line order, with a flag after the last."""
    framer = HdlcFramer()
    for _ in range(preamble):
        framer.add_flag()
    for frame in frames:
        framer.add_frame(frame)
    count = framer.pending_bits
    octets = bytes(framer.take_octet() for _ in range(-(-count // 8)))
    return "".join(str(octet >> place & 1) for octet in octets for place in range(8))[:count]


def line_octets(bits: str) -> bytes:
    """Line bits as octets; ones, the idle line, fill the last."""
    bits += "1" * (-len(bits) % 8)
    return bytes(int(bits[start : start + 8][::-1], 2) for start in range(0, len(bits), 8))


@dataclass
class LoneModem:
    """A modem without an exchange: the test plays the line."""

    modem: Modem = field(default_factory=Modem)
    now: float = 0.0
    line: list[tuple[float, LineAction]] = field(default_factory=list)
    """What the modem did to its line, and when."""

    @classmethod
    def in_call(cls) -> "LoneModem":
        """A modem in class 1 that has answered a call and fallen silent."""
        lone = cls()
        assert lone.command("ATE0+FCLASS=1") == b"ATE0+FCLASS=1\r" + OK
        assert lone.command("ATA") == b""
        assert lone.run(7) == CONNECT
        assert lone.send(END) + lone.run(0.1) == OK
        lone.line.clear()
        return lone

    def send(self, octets: bytes) -> bytes:
        """The DTE sends; returns the modem's answer at once."""
        self.modem.receive_dte(octets, self.now)
        return self._said()

    def command(self, line: str) -> bytes:
        """The DTE sends a command line; returns the modem's answer at once."""
        return self.send(line.encode("ascii") + b"\r")

    def hear(self, *events: LineEvent) -> bytes:
        """Something happens on the line; returns what the modem says to the DTE."""
        for event in events:
            self.modem.receive_line(event, self.now)
        return self._said()

    def hear_frames(self, *frames: bytes, flags: int = 0) -> bytes:
        """V.21 flags and frames come, then ``flags`` more flags and the beginning of another."""
        bits = frame_bits(*frames) + "01111110" * (flags + 1)
        return self.hear(Octets(line_octets(bits[: len(bits) // 8 * 8])))

    def hear_training(self, code: int) -> bytes:
        """A far modem trains with modulation ``code``; returns what the modem says meanwhile."""
        said = self.hear(CarrierOn(BY_CODE[code])) + self.run(BY_CODE[code].training)
        return said + self.hear(TrainingDone())

    def run(self, seconds: float) -> bytes:
        """Let time pass; returns what the modem says to the DTE."""
        end, said = self.now + seconds, b""
        while (deadline := self.modem.deadline) is not None and deadline <= end:
            self.now = max(self.now, deadline)
            self.modem.handle_timeout(self.now)
            said += self._said()
        self.now = end
        return said

    def sent_octets(self) -> bytes:
        """The octets that a line makes of what the modem has put on it."""
        heard: list[Signal] = []
        timeline = Timeline()
        channel = Channel(timeline, 0.0, lambda signal, _now: heard.append(signal))
        for time, action in self.line:
            timeline.advance(time)
            if isinstance(action, Signal):
                channel.carry(action, time)
        timeline.advance(self.now)
        return b"".join(signal.data for signal in heard if isinstance(signal, Octets))

    def time_of(self, kind: type[CarrierOn] | type[TrainingDone] | type[CarrierOff]) -> float:
        """When the modem last did ``kind``."""
        return [time for time, action in self.line if isinstance(action, kind)][-1]

    def _said(self) -> bytes:
        self.line += [(self.now, action) for action in self.modem.take_line_output()]
        return self.modem.take_dte_output()


class Bench:
    """Modems ``a``, ``b``, ... at numbers 1, 2, ... of one exchange, without echo."""

    def __init__(
        self,
        names: str = "ab",
        *,
        timing: ExchangeTiming | None = None,
        plan: DialPlan | None = None,
        fax_class: int = 1,
    ) -> None:
        self.network = Network(timing, plan)
        self.now = 0.0
        self._said: dict[str, list[tuple[float, bytes]]] = {name: [] for name in names}
        for number, name in enumerate(names, 1):
            self.network.add_modem(name, str(number))
            self.command(name, f"ATE0+FCLASS={fax_class}")
            self.said(name)

    def send(self, name: str, octets: bytes) -> None:
        """The DTE of ``name`` sends ``octets`` now."""
        self.network.receive_dte(name, octets, self.now)
        self._collect()

    def command(self, name: str, line: str) -> None:
        """The DTE of ``name`` sends a command line now."""
        self.send(name, line.encode("ascii") + b"\r")

    def drop_dtr(self, name: str) -> None:
        """The DTE of ``name`` goes away now."""
        self.network.drop_dtr(name, self.now)
        self._collect()

    def run(self, seconds: float) -> None:
        """Let time pass."""
        self._run_until(self.now + seconds)

    def said(self, name: str) -> bytes:
        """What ``name`` said to its DTE since last asked."""
        said = b"".join(octets for _, octets in self._said[name])
        self._said[name].clear()
        return said

    def wait_for(self, name: str, ending: bytes, limit: float = 60.0) -> bytes:
        """Let time pass until what ``name`` said ends so; returns all of it."""
        end, said = self.now + limit, self.said(name)
        while not said.endswith(ending):
            deadline = self.network.deadline
            assert deadline is not None, f"{name} said only {said!r}, and nothing is to come"
            assert deadline <= end, f"{name} said only {said!r} in {limit} s"
            self._run_until(deadline)
            said += self.said(name)
        return said

    def expect(self, name: str, said: bytes, limit: float = 60.0) -> None:
        """Let time pass until ``name`` has said exactly this."""
        assert self.wait_for(name, said, limit) == said

    def call(self) -> None:
        """``a`` calls, ``b`` answers; afterwards both are in the call, silent, and idle."""
        self.command("a", "ATD2")
        self.expect("b", RING)
        self.command("b", "ATA")
        self.expect("b", CONNECT)
        self.expect("a", CONNECT)
        self.send("b", END)
        self.expect("b", OK)
        self.expect("a", NO_CARRIER)
        self.run(1)
        assert self.said("a") == self.said("b") == b""

    def _run_until(self, end: float) -> None:
        while (deadline := self.network.deadline) is not None and deadline <= end:
            self.now = max(self.now, deadline)
            self.network.advance(self.now)
            self._collect()
        self.now = end

    def _collect(self) -> None:
        for name in self.network.take_active():
            if octets := self.network.modem(name).take_dte_output():
                self._said[name].append((self.now, octets))
