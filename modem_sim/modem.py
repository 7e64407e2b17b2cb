"""A Class 1 fax modem as a pure state machine (T.31, V.250).

DTE octets and line events go in, DTE octets and line actions come out; it knows no clock: every
entry is told the time, and :attr:`Modem.deadline` says when it wants to be called again.
"""

from faxstatus_core.t31.result_codes import ResultCode
from modem_sim.commands import CommandError, carry_out
from modem_sim.ear import Ear
from modem_sim.operations.base import Operation
from modem_sim.operations.call import Answer
from modem_sim.operations.receive import ReceiveHdlc
from modem_sim.settings import Identity, Settings
from modem_sim.signals import (
    LineAction,
    LineCleared,
    LineEvent,
    OffHook,
    OnHook,
    RingBurst,
    RingingStopped,
)
from modem_sim.v250 import CommandLineEditor, CommandSyntaxError, parse_line

_COMMAND_ROOM = 4096


class Modem:
    """One modem between a DTE and a telephone line. Not thread-safe."""

    def __init__(self, identity: Identity | None = None) -> None:
        self.identity = identity or Identity()
        self.settings = Settings()
        self.ear = Ear()
        self.off_hook = False
        self.connected = False
        """Whether there is, as far as the exchange tells, somebody at the other end."""
        self._editor = CommandLineEditor()
        self._operation: Operation | None = None
        self._typed_ahead = b""
        self._dte_output = bytearray()
        self._line_output: list[LineAction] = []

    # --- what the world gives

    def receive_dte(self, octets: bytes, now: float) -> None:
        """Octets came from the DTE."""
        self._typed_ahead += octets
        self._drain(now)

    def receive_line(self, event: LineEvent, now: float) -> None:
        """Something happened on the line."""
        self.ear.hear(event, now)
        match event:
            case RingBurst():
                self._ring(now)
            case RingingStopped():
                self.settings.registers[1] = 0
            case LineCleared():
                self.connected = False
        if self._operation is not None:
            self._operation.heard(event, now)
            self._drain(now)

    def drop_dtr(self) -> None:
        """The DTE went away. Unless &D0, the modem hangs up and waits for commands."""
        if self.settings.dtr == 0:
            return
        self._operation, self._typed_ahead = None, b""
        self._editor = CommandLineEditor()
        self.hang_up()

    @property
    def deadline(self) -> float | None:
        """When :meth:`handle_timeout` is due, in seconds, or None."""
        return self._operation.deadline if self._operation is not None else None

    def handle_timeout(self, now: float) -> None:
        """The deadline has come."""
        if self._operation is not None:
            self._operation.timeout(now)
            self._drain(now)

    # --- what it gives the world

    def take_dte_output(self) -> bytes:
        """Octets for the DTE since the last call."""
        output = bytes(self._dte_output)
        self._dte_output.clear()
        return output

    def take_line_output(self) -> list[LineAction]:
        """Line actions since the last call, in order."""
        output, self._line_output = self._line_output, []
        return output

    @property
    def room(self) -> int:
        """Octets that the DTE may send now (what CTS or XON tell)."""
        return self._operation.room if self._operation is not None else _COMMAND_ROOM

    # --- what operations and commands use

    def to_dte(self, octets: bytes) -> None:
        """Queue octets for the DTE."""
        self._dte_output += octets

    def to_line(self, action: LineAction) -> None:
        """Queue a line action."""
        if isinstance(action, OffHook):
            self.off_hook = True
        self._line_output.append(action)

    def report(self, code: ResultCode) -> None:
        """Queue a result code."""
        self.to_dte(self.settings.format_result(code.value, code.digits))

    def finish(self, code: ResultCode) -> None:
        """End the operation: ``code``, and back to command state."""
        if self._operation is not None:
            self._typed_ahead = self._operation.leftover() + self._typed_ahead
            self._operation = None
        self.report(code)

    def become(self, operation: Operation, now: float) -> None:
        """Go on with another operation."""
        self._operation = operation
        operation.start(now)

    def go_off_hook(self) -> None:
        """Seize the line."""
        if not self.off_hook:
            self.to_line(OffHook())

    def hang_up(self) -> None:
        """Release the line and forget what was on it."""
        if self.off_hook:
            self.to_line(OnHook())
        self.off_hook = self.connected = False
        self.ear = Ear()
        self.settings.registers[1] = 0

    # --- command state

    def _drain(self, now: float) -> None:
        """Give what the DTE sent to the operation or, one character at a time, to the editor."""
        while self._typed_ahead:
            if self._operation is not None:
                octets, self._typed_ahead = self._typed_ahead, b""
                unused = self._operation.dte(octets, now)
                self._typed_ahead = unused + self._typed_ahead
                if self._operation is not None:
                    return
                continue
            octet, self._typed_ahead = self._typed_ahead[0], self._typed_ahead[1:]
            self._take_character(octet, now)

    def _take_character(self, octet: int, now: float) -> None:
        if self.settings.echo:
            self.to_dte(bytes((octet,)))
        registers = self.settings.registers
        body = self._editor.feed(octet, terminator=registers[3], backspace=registers[5])
        if body is not None:
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
                self.to_dte(self.settings.format_information(outcome))
        self.report(ResultCode.ERROR if failed else ResultCode.OK)

    def _begin(self, operation: Operation, now: float) -> None:
        if not isinstance(operation, ReceiveHdlc):
            self.ear.hdlc = None
        self.become(operation, now)

    def _ring(self, now: float) -> None:
        if self.off_hook or self._operation is not None:
            return
        registers = self.settings.registers
        registers[1] = min(registers[1] + 1, 255)
        self.report(ResultCode.RING)
        if 0 < registers[0] <= registers[1]:
            self._begin(Answer(self), now)
