"""Whatever a DTE and a line do, a modem comes back, keeps little, and never fails.

What "comes back" needs: from a state that any character aborts (dialling, answering, receiving),
CAN and a line end, and AT is answered within a second. What the DTE gave for the line goes on the
line first, so a transmitting modem needs DLE ETX and the time of what it holds; +FTS needs its
time; a data call needs the escape sequence between its guard times. Circuit 108 off, with &D2 or
&D3, needs none of this.
"""

import sys
from types import FunctionType, MethodType, ModuleType

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from faxstatus_core.t31.modulations import BY_CODE
from faxstatus_core.t31.tones import Tone
from modem_sim.dte_port import OUTPUT_LIMIT
from modem_sim.modem import Modem
from modem_sim.operations.data import ANSWER_CARRIER, CALLER_CARRIER
from modem_sim.signals import (
    CallerId,
    CarrierOff,
    CarrierOn,
    LineCleared,
    LineEvent,
    Octets,
    RingBurst,
    RingingStopped,
    ToneOff,
    ToneOn,
    TrainingDone,
)
from tests.modem_sim.bench import END, OK, LoneModem, frame_bits, line_octets

MEMORY = 4 * OUTPUT_LIMIT
"""Octets that all the state of a modem may take."""

_COMMANDS = st.sampled_from(
    [
        *("+FCLASS=1", "+FCLASS=0", "+FCLASS=1;A", "A", "D5", "DT5,5", "H", "H1", "O", "Z", "Z1"),
        *("+FTM=96", "+FTM=24", "+FRM=96", "+FTH=3", "+FRH=3", "+FTS=255", "+FRS=255", "+FRS=1"),
        *("&F", "&W", "&V", "E0", "V0", "Q1", "X0", "S0=1", "S2=65", "S3=33", "S5=13", "S12=0"),
        *("&D0", "&D1", "&D3", "&K0", "&K4", "&K5", "+IFC=1,1", "+IFC=3,2", "+VCID=2", "+VDR=1,3"),
        *("S99?", "+NONE", "E-1", "+IFC=1,9", "D", 'D"', "S7=1", "S30=1", "S10=1"),
    ]
).map(lambda line: f"AT{line}\r".encode())
_PIECES = st.sampled_from(
    [
        *(b"AT", b"A/", b"\r", b"\n", b"\0" * 50, b"\x10" * 51, b"\x10\x03", b"\x10\x1a" * 40),
        *(b"\x11", b"\x13", b"\x18", b"+++", b"A" * 700, b"AT" + b"E" * 5000, b"\xff" * 9000),
        *(b"\xff\x13\x84\x10\x03", b"\xff\x03\x84\x10\x03", b"\x00" * 3000),
    ]
)
_CARRIERS = st.sampled_from([*BY_CODE.values(), CALLER_CARRIER, ANSWER_CARRIER]).map(CarrierOn)
_FRAMES = line_octets(frame_bits(b"\xff\x13" + b"\x84" * 200, preamble=3) * 3)
_EVENTS: st.SearchStrategy[LineEvent] = st.one_of(
    _CARRIERS,
    st.sampled_from(Tone).map(ToneOn),
    st.sampled_from([TrainingDone(), CarrierOff(), ToneOff(), RingingStopped(), LineCleared()]),
    st.sampled_from([Octets(_FRAMES), Octets(b"\x7e" * 5000), Octets(b"\x10" * 5000)]),
    st.binary(max_size=40).map(Octets),
    st.sampled_from([RingBurst(), RingBurst((0.4, 0.2, 0.4, 2.0)), CallerId("1"), CallerId("")]),
)


def _size(thing: object, seen: set[int]) -> int:
    """Octets of ``thing`` and of all that belongs to it."""
    if id(thing) in seen or isinstance(thing, type | ModuleType | FunctionType | MethodType):
        return 0
    seen.add(id(thing))
    parts: list[object] = []
    if isinstance(thing, dict):
        parts += [*thing.keys(), *thing.values()]
    elif hasattr(thing, "__iter__") and not isinstance(thing, str | bytes | bytearray | range):
        parts += [*thing]
    slots = [name for kind in type(thing).__mro__ for name in getattr(kind, "__slots__", ())]
    parts += [getattr(thing, name, None) for name in slots]
    parts += vars(thing).values() if hasattr(thing, "__dict__") else []
    return sys.getsizeof(thing) + sum(_size(part, seen) for part in parts)


class HostileDte(RuleBasedStateMachine):
    """Does anything to a modem in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.lone = LoneModem()
        self.reads = True

    @initialize(in_call=st.booleans(), reads=st.booleans())
    def begin(self, in_call: bool, reads: bool) -> None:
        if in_call:
            self.lone = LoneModem.in_call()
        self.reads = reads

    @rule(octets=st.one_of(_COMMANDS, _PIECES, st.binary(max_size=30)))
    def send(self, octets: bytes) -> None:
        self.lone.modem.receive_dte(octets, self.lone.now)

    @rule(octets=_COMMANDS, seconds=st.sampled_from([0.0, 2.0]))
    def command(self, octets: bytes, seconds: float) -> None:
        self.send(octets)
        self.wait(seconds)

    @rule(event=_EVENTS)
    def hear(self, event: LineEvent) -> None:
        self.lone.modem.receive_line(event, self.lone.now)

    @rule(seconds=st.sampled_from([0.0, 0.1, 0.5, 1.1, 4.0, 30.0]))
    def wait(self, seconds: float) -> None:
        if self.reads:
            self.lone.run(seconds)
            return
        modem, end = self.lone.modem, self.lone.now + seconds
        while (deadline := modem.deadline) is not None and deadline <= end:
            self.lone.now = max(self.lone.now, deadline)
            modem.handle_timeout(self.lone.now)
        self.lone.now = end

    @rule(on=st.booleans())
    def switch_dtr(self, on: bool) -> None:
        self.lone.modem.set_dtr(on, self.lone.now)

    @rule()
    def drop_dtr(self) -> None:
        self.lone.modem.drop_dtr()

    @rule(on=st.booleans())
    def switch_rts(self, on: bool) -> None:
        self.lone.modem.set_rts(on)

    @invariant()
    def is_sane(self) -> None:
        modem = self.lone.modem
        assert modem.room >= 0
        assert modem.deadline is None or modem.deadline >= self.lone.now - 1e-6
        modem.take_line_output()  # the exchange always takes it
        self.lone.line.clear()
        if self.reads:
            assert len(modem.take_dte_output()) <= OUTPUT_LIMIT + 2
        assert _size(modem, set()) < MEMORY

    def teardown(self) -> None:
        lone = self.lone
        lone.modem.set_dtr(True, lone.now)
        lone.modem.set_rts(True)
        _end_what_is_under_way(lone)
        lone.send(_line_end(lone))  # which may complete half a line that begins something
        _end_what_is_under_way(lone)
        _expect_ok(lone)


def _end_what_is_under_way(lone: LoneModem) -> None:
    registers = lone.modem.settings.registers
    lone.send(b"\x11\x18\x18" + END)
    lone.run(90)  # more than 4096 octets at 2400 bit/s, or two frames at 300, or a handshake, need
    lone.run(registers[12] * 0.021)
    lone.send(bytes((registers[2],)) * 3)
    lone.run(registers[12] * 0.021)
    lone.send(b"\x11\x18")


def _line_end(lone: LoneModem) -> bytes:
    return bytes((lone.modem.settings.registers[3],))


def _expect_ok(lone: LoneModem) -> None:
    """A line end, and AT is answered within a second: in words, without echo, if asked so."""
    lone.send(_line_end(lone))
    lone.run(1)
    ending = _line_end(lone)
    lone.modem.take_notes()
    lone.send(b"AT" + ending)
    lone.send(b"ATQ0V1E0S4=10S3=13" + ending)
    lone.run(1)
    assert lone.modem.take_notes()[0] == "AT"
    assert lone.send(b"AT\r") + lone.run(1) == OK


HostileDte.TestCase.settings = settings(max_examples=60, stateful_step_count=25)
test_any_dte_and_any_line = pytest.mark.filterwarnings("ignore::ResourceWarning")(
    HostileDte.TestCase
)


@pytest.mark.parametrize("action", ["D5", "+FRM=96", "+FRH=3", "+FRS=255"])
@pytest.mark.parametrize("storm", [b"", b"\x10" * 999, b"\0" * 5000, b"x" * 5000])
def test_what_any_character_aborts_is_over_at_once(action: str, storm: bytes) -> None:
    lone = LoneModem.in_call()
    if action == "D5":
        lone.command("ATH")
    lone.command("AT" + action)
    lone.run(1)
    lone.send(storm + b"\x18")
    lone.send(b"\r")
    assert lone.send(b"AT\r").endswith(OK)


@pytest.mark.parametrize(
    ("action", "held", "seconds"),
    [("+FTM=24", 4096, 14.0), ("+FTM=96", 4096, 4.0), ("+FTH=3", 0, 2.0), ("+FTS=255", 9, 2.56)],
)
def test_a_transmitting_modem_needs_dle_etx_and_the_time_of_what_it_holds(
    action: str, held: int, seconds: float
) -> None:
    lone = LoneModem.in_call()
    lone.command("AT" + action)
    lone.send(b"\0" * held)
    lone.run(0.2)
    lone.send(END)
    lone.run(seconds)
    lone.send(END)  # there may have been no room for the first
    lone.run(1)
    lone.send(b"\r")
    assert lone.send(b"AT\r").endswith(OK)


@pytest.mark.parametrize("line", ["AT&D2", "AT&D3"])
@pytest.mark.parametrize("action", ["+FTM=24", "+FTH=3", "+FTS=255", "+FRM=96", "+FRS=255"])
def test_a_drop_of_dtr_is_enough_in_every_state(line: str, action: str) -> None:
    lone = LoneModem.in_call()
    lone.command(line + action)
    lone.send(b"\0" * 9000 + b"\x10")
    lone.modem.drop_dtr()
    assert lone.send(b"AT\r").endswith(OK)
    assert not lone.modem.off_hook


def test_a_client_that_never_reads_costs_a_bounded_memory_while_a_line_talks_on() -> None:
    lone = LoneModem.in_call()
    modem = lone.modem
    lone.command("AT+FRM=24")
    lone.hear_training(24)
    for _ in range(1000):
        modem.receive_line(Octets(b"\x10" * 1000), lone.now)
    assert _size(modem, set()) < MEMORY
    modem.receive_line(CarrierOff(), lone.now)
    assert modem.take_dte_output().endswith(END + b"\r\nNO CARRIER\r\n")


def test_frames_that_nobody_asks_for_cost_a_bounded_memory() -> None:
    lone = LoneModem.in_call()
    modem = lone.modem
    lone.command("AT+FRH=3")
    modem.receive_line(CarrierOn(BY_CODE[3]), lone.now)
    for _ in range(1000):
        modem.receive_line(Octets(_FRAMES), lone.now)
    assert _size(modem, set()) < MEMORY


def test_a_megabyte_of_anything_is_taken() -> None:
    lone = LoneModem()
    lone.send(b"ATE0\r" + b"AT+IFC=9\r" * 20_000 + b"x" * 800_000)
    assert _size(lone.modem, set()) < MEMORY
    lone.send(b"\r")
    assert lone.command("AT") == OK


def test_the_measure_of_memory_sees_what_a_modem_keeps() -> None:
    modem = Modem()
    before = _size(modem, set())
    modem.set_rts(False)
    modem.receive_dte(b"AT" + b"E" * 500, 0.0)
    assert before + 1000 <= _size(modem, set()) < before + 5000
