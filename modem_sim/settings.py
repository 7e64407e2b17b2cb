"""What AT commands set and read back: S-registers, response format, fax class."""

from dataclasses import dataclass, field

# V.250 Table 4 and the registers that every Hayes-like modem adds: default values.
_S_REGISTERS = {
    0: 0,  # rings before automatic answer; 0: never
    1: 0,  # rings counted
    2: 43,  # escape character
    3: 13,  # line terminator
    4: 10,  # response formatting character
    5: 8,  # line editing character
    6: 2,  # seconds before blind dialling
    7: 60,  # seconds to connection completion
    8: 2,  # seconds that a comma pauses
    9: 6,  # carrier detect response, 0.1 s
    10: 14,  # automatic disconnect delay, 0.1 s
    11: 95,  # DTMF digit, ms
    12: 50,  # escape guard time, 20 ms
}
_RANGES = {3: range(128), 4: range(128), 5: range(128), 7: range(1, 256)}


@dataclass(frozen=True, slots=True)
class Identity:
    """What a modem says of itself (+FMI, +FMM, +FMR, ATI)."""

    manufacturer: str = "faxstatus"
    model: str = "Class 1 emulator"
    revision: str = "1"
    serial_number: str = "1"


@dataclass(slots=True)
class Settings:
    """The state that &F resets."""

    echo: bool = True
    verbose: bool = True
    quiet: bool = False
    monitor: int = 4  # X
    dtr: int = 2  # &D
    fax_class: str = "0"
    registers: dict[int, int] = field(default_factory=lambda: dict(_S_REGISTERS))

    def set_register(self, number: int, value: int) -> None:
        """Set S ``number``. ValueError if there is none, or ``value`` is out of its range."""
        if value not in self.register_range(number):
            raise ValueError(f"S{number} cannot be {value}")
        self.registers[number] = value

    def register_range(self, number: int) -> range:
        """The values that S ``number`` can have (V.250 §6). ValueError if there is none."""
        if number not in self.registers:
            raise ValueError(f"there is no register S{number}")
        return _RANGES.get(number, range(256))

    def format_result(self, words: str, digits: str) -> bytes:
        """A result code as V0 or V1 has it, nothing under Q1 (V.250 §6.2.5, §6.2.6)."""
        if self.quiet:
            return b""
        if not self.verbose:
            return digits.encode() + self._terminator
        return self._line_break + words.encode() + self._line_break

    def format_information(self, text: str) -> bytes:
        """Information text before a final result (V.250 §5.7.1)."""
        head = self._line_break if self.verbose else b""
        body = text.replace("\n", self._line_break.decode("ascii")).encode("ascii", "replace")
        return head + body + self._line_break

    @property
    def _terminator(self) -> bytes:
        return bytes((self.registers[3],))

    @property
    def _line_break(self) -> bytes:
        return bytes((self.registers[3], self.registers[4]))
