"""A Class 1 fax modem as a pure state machine (T.31, V.250).

DTE octets and line events go in, DTE octets and line actions come out; it knows no clock: every
entry is told the time, and :attr:`Modem.deadline` says when it wants to be called again.
"""

from collections import deque

from faxstatus_core.t31.result_codes import ResultCode
from modem_sim.commands import CommandError
from modem_sim.commands.particular import carry_out
from modem_sim.dte_port import DtePort
from modem_sim.ear import Ear
from modem_sim.inactivity import DteInactivity
from modem_sim.operations.base import Operation
from modem_sim.operations.call import Answer, Dial
from modem_sim.operations.data import ANSWER_CARRIER, DataCall, DataMode
from modem_sim.operations.receive_hdlc import ReceiveHdlc
from modem_sim.operations.transmit import TransmitData, TransmitHdlc
from modem_sim.personality import Personality
from modem_sim.ringing import Calendar, Ringing, calendar_from_2000
from modem_sim.settings import Identity
from modem_sim.signals import (
    CallerId,
    LineAction,
    LineCleared,
    LineEvent,
    OffHook,
    OnHook,
    RingBurst,
    RingingStopped,
    ToneOff,
)
from modem_sim.v250 import CommandLineEditor, CommandSyntaxError, parse_line

_COMMAND_ROOM = 4096
_NOTES = 256
_FRAME_EVENTS = 2048  # octets and flags of V.21 frames that wait for +FRH: most of a minute


class Modem:
    """One modem between a DTE and a telephone line. Not thread-safe.

    Whatever a DTE did before, CAN and a line end bring back command state at once from dialling,
    answering and receiving; sending needs DLE ETX and the time of what was given for the line,
    +FTS its time, a data call the escape sequence. Circuit 108 off, under &D2 and &D3, needs none.
    """

    def __init__(
        self,
        identity: Identity | None = None,
        *,
        personality: Personality | None = None,
        calendar: Calendar = calendar_from_2000,
    ) -> None:
        """``calendar`` gives the date and time that +VCID reports.

        ``personality`` is the model that it plays, ``identity`` what it says of itself if not that
        of the model.
        """
        self.personality = personality or Personality()
        self.identity = identity or self.personality.identity
        self.settings = self.personality.factory_settings()
        self.ear = Ear()
        self.off_hook = False
        self.connected = False
        """Whether there is, as far as the exchange tells, somebody at the other end."""
        self.suspended: Operation | None = None
        """The data call that ATO returns to."""
        self._factory = self.settings.copy()
        self._profiles = {0: self._factory, 1: self._factory}
        self._editor = CommandLineEditor()
        self._operation: Operation | None = None
        self._typed_ahead = bytearray()
        self._port = DtePort()
        self._ringing = Ringing(self, calendar)
        self._inactivity = DteInactivity(self._end_call_of_inactive_dte)
        self._line_output: list[LineAction] = []
        self._notes: deque[str] = deque(maxlen=_NOTES)

    # --- what the world gives

    def receive_dte(self, octets: bytes, now: float) -> None:
        """Octets came from the DTE. Those that exceed :attr:`room` in an operation are lost."""
        self._typed_ahead += octets
        self._inactivity.dte_spoke()
        self._go_on(now)

    def receive_line(self, event: LineEvent, now: float) -> None:
        """Something happened on the line."""
        self.ear.hear(event, now)
        match event:
            case RingBurst():
                self._ring(event, now)
            case RingingStopped():
                self._ringing.stop()
                self.settings.registers[1] = 0
            case CallerId() if not self.off_hook:
                self._ringing.caller(event, now)
            case LineCleared():
                self.connected = False
        for operation in (self.suspended, self._operation):
            if operation is not None:
                operation.heard(event, now)
        self._go_on(now)

    def set_dtr(self, on: bool, now: float) -> None:
        """The DTE switched circuit 108/2; to switch it off does what &D says (V.250 §6.2.9)."""
        was_on, self._port.dtr = self._port.dtr, on
        if was_on and not on:
            self._lose_dte()
            self._go_on(now)

    def drop_dtr(self) -> None:
        """The DTE went away, and another may come: circuit 108/2 was off for a moment."""
        self._lose_dte()

    def set_rts(self, on: bool) -> None:
        """The DTE switched circuit 133, which holds the modem back under +IFC=2."""
        self._port.rts = on

    @property
    def deadline(self) -> float | None:
        """When :meth:`handle_timeout` is due, in seconds, or None."""
        timers = (self._operation, self.suspended, self._ringing, self._inactivity)
        times = [timer.deadline for timer in timers if timer is not None]
        return min((time for time in times if time is not None), default=None)

    def handle_timeout(self, now: float) -> None:
        """The deadline has come."""
        for timer in (self._ringing, self.suspended, self._operation, self._inactivity):
            if timer is not None and timer.deadline is not None and timer.deadline <= now:
                timer.timeout(now)
        self._go_on(now)

    # --- what it gives the world

    def take_dte_output(self) -> bytes:
        """Octets for the DTE since the last call, as far as it lets them come.

        Of what waits longer than :data:`~modem_sim.dte_port.OUTPUT_LIMIT` the oldest are lost.
        """
        return self._port.take(self.settings.parameters["+IFC"])

    def take_line_output(self) -> list[LineAction]:
        """Line actions since the last call, in order."""
        output, self._line_output = self._line_output, []
        return output

    def take_notes(self) -> list[str]:
        """The command lines carried out since the last call, such as ``ATD2``; the last 256."""
        notes = list(self._notes)
        self._notes.clear()
        return notes

    @property
    def room(self) -> int:
        """Octets that the DTE may send now; what a host waits for in place of CTS or XON."""
        return self._operation.room if self._operation is not None else _COMMAND_ROOM

    @property
    def carrier_detect(self) -> bool:
        """Circuit 109: the far end's carrier is there; with &C0 always on (V.250 §6.2.8)."""
        return not self.settings.basic["&C"] or (self.off_hook and self.ear.carrier is not None)

    @property
    def ring_indicator(self) -> bool:
        """Circuit 125: on for as long as a burst of ringing lasts."""
        return self._ringing.indicator

    @property
    def data_set_ready(self) -> bool:
        """Circuit 107: always on with &S0, in a call with &S1."""
        return not self.settings.basic["&S"] or (self.off_hook and self.connected)

    @property
    def clear_to_send(self) -> bool:
        """Circuit 106: off while +IFC=x,2 tells the DTE to wait."""
        return self._port.clear_to_send(self.settings.parameters["+IFC"])

    # --- what operations and commands use

    def to_dte(self, octets: bytes) -> None:
        """Queue octets for the DTE."""
        self._port.put(octets)

    def to_line(self, action: LineAction) -> None:
        """Queue a line action."""
        if isinstance(action, OffHook):
            self.off_hook = True
            self._ringing.stop()
        self._line_output.append(action)

    def report(self, code: ResultCode) -> None:
        """Queue a result code."""
        self.to_dte(self.settings.format_result(self.personality.words(code), code.digits))

    def inform(self, text: str) -> None:
        """Queue information text."""
        self.to_dte(self.settings.format_information(text))

    def finish(self, code: ResultCode) -> None:
        """End the operation: ``code``, and back to command state."""
        if self._operation is not None:
            self._typed_ahead[:0] = self._operation.leftover()
            self._operation = None
        self.report(code)

    def become(self, operation: Operation, now: float) -> None:
        """Go on with another operation."""
        self._operation, self.suspended = operation, None
        if isinstance(operation, TransmitData | TransmitHdlc):
            self._port.go_on()
        operation.start(now)

    def suspend(self) -> None:
        """OK, and command state; the operation goes on until ATO takes it up again."""
        self.suspended, self._operation = self._operation, None
        self.report(ResultCode.OK)

    def go_off_hook(self) -> None:
        """Seize the line."""
        if not self.off_hook:
            self.to_line(OffHook())

    def hang_up(self) -> None:
        """Release the line and forget what was on it."""
        if self.off_hook:
            self.to_line(OnHook())
        self.off_hook = self.connected = False
        self.suspended = None
        self.ear = Ear()
        self.settings.registers[1] = 0

    def restore(self, profile: int | None) -> None:
        """Take the settings of a stored profile, or None: those of the factory."""
        source = self._factory if profile is None else self._profiles[profile]
        self.settings = source.copy()

    def store(self, profile: int) -> None:
        """Keep the settings as a profile; the fax class and the rings counted are not kept."""
        kept = self._profiles[profile] = self.settings.copy()
        kept.fax_class, kept.registers[1] = self._factory.fax_class, 0

    # --- the DTE

    def _go_on(self, now: float) -> None:
        self._begin_data_call(now)
        self._drain(now)
        if self.ear.hdlc is not None and len(self.ear.hdlc.events) > _FRAME_EVENTS:
            self.ear.hdlc = None  # nobody asks for these frames
        self._port.tell_room(self.room, self.settings.parameters["+IFC"])
        self._follow_dte(now)

    def _drain(self, now: float) -> None:
        """Give what the DTE sent to the operation or, one character at a time, to the editor."""
        while self._typed_ahead:
            operation = self._operation
            if operation is None:
                octet = bytes(self._typed_ahead[:1])
                del self._typed_ahead[:1]
                if octet := self._obey(octet):
                    self._take_character(octet[0], now)
                continue
            octets = self._obey(bytes(self._typed_ahead))[: operation.room]
            self._typed_ahead.clear()
            unused = operation.dte(octets, now) if octets else b""
            self._typed_ahead[:0] = unused
            if self._operation is operation:
                return

    def _obey(self, octets: bytes) -> bytes:
        """Take flow control out of what the DTE sent; for the line DC1 and DC3 are data (T.31)."""
        if isinstance(self._operation, TransmitData | TransmitHdlc):
            return octets
        return self._port.sift(octets, self.settings.parameters["+IFC"])

    def _lose_dte(self) -> None:
        """Circuit 108/2 went off."""
        reaction = self.settings.basic["&D"]
        if not reaction:
            return
        self._port.forget_dte()
        self._editor, self._typed_ahead = CommandLineEditor(), bytearray()
        if reaction == 1:
            if isinstance(self._operation, DataMode):
                self._operation.suspend()
            return
        self._operation = None
        self.hang_up()
        if reaction == 3:
            self.restore(0)

    def _follow_dte(self, now: float) -> None:
        waiting = self.off_hook and self.settings.fax_class != "0"
        if self._operation is not None:
            waiting = waiting and self._operation.awaits_dte
        seconds, _ = self.settings.parameters["+FIT"]
        self._inactivity.follow(waiting=waiting, seconds=seconds, now=now)

    def _end_call_of_inactive_dte(self) -> None:
        _, action = self.settings.parameters["+FIT"]
        self.hang_up()
        if not action:
            self.settings.fax_class = "0"
        if self._operation is not None:
            self.finish(ResultCode.NO_CARRIER)

    # --- command state

    def _take_character(self, octet: int, now: float) -> None:
        if self.settings.echo:
            self.to_dte(bytes((octet,)))
        registers = self.settings.registers
        body = self._editor.feed(octet, terminator=registers[3], backspace=registers[5])
        if body is not None:
            self._notes.append(f"AT{body}")
            self._execute(body, now)

    def _execute(self, body: str, now: float) -> None:
        """Carry out a command line: one result code, ERROR at the first command that fails."""
        failed = False
        try:
            commands = parse_line(body)
        except CommandSyntaxError as error:
            commands, failed = error.commands, True
        for command in commands:
            try:
                outcome = carry_out(self, command)
            except CommandError:
                failed = True
                break
            if isinstance(outcome, Operation):
                self._begin(outcome, now)
                return
            if outcome is not None:
                self.inform(outcome)
        self.report(ResultCode.ERROR if failed else ResultCode.OK)

    def _begin(self, operation: Operation, now: float) -> None:
        if not isinstance(operation, ReceiveHdlc):
            self.ear.hdlc = None
        self.become(operation, now)

    def _begin_data_call(self, now: float) -> None:
        """In class 0 a call goes on with V.21: after the answer tone, or when that is answered."""
        if self.settings.fax_class != "0":
            return
        if isinstance(self._operation, Answer) and self._line_output[-1:] == [ToneOff()]:
            self.become(DataCall(self, answering=True), now)
        elif isinstance(self._operation, Dial) and self.ear.carrier is ANSWER_CARRIER:
            self.to_line(ToneOff())  # whatever called until now
            self.become(DataCall(self, answering=False), now)

    def _ring(self, event: RingBurst, now: float) -> None:
        if self.off_hook or self._operation is not None:
            return
        registers = self.settings.registers
        registers[1] = min(registers[1] + 1, 255)
        self._ringing.burst(event, now)
        wanted = self._port.dtr or self.settings.basic["&D"] in (0, 1)
        if wanted and 0 < registers[0] <= registers[1]:
            self._begin(Answer(self), now)
