"""What AT commands set and read back: basic settings, S-registers, extended parameters."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Choice:
    """The values that a setting can have, and the one it has after &F."""

    default: int
    allowed: range


_OCTET = range(256)
_CHARACTER = range(128)
_SWITCH = range(2)

BASIC: Mapping[str, Choice] = {
    "E": Choice(1, _SWITCH),  # command echo
    "L": Choice(1, range(4)),  # loudspeaker level
    "M": Choice(1, range(4)),  # loudspeaker mode
    "N": Choice(1, _SWITCH),  # automode
    "Q": Choice(0, _SWITCH),  # result codes suppressed
    "V": Choice(1, _SWITCH),  # result codes in words
    "W": Choice(0, range(3)),  # which rates CONNECT names
    "X": Choice(4, range(5)),  # call progress monitoring
    "&C": Choice(1, _SWITCH),  # circuit 109, data carrier detect
    "&D": Choice(2, range(4)),  # circuit 108, data terminal ready
    "&H": Choice(1, range(4)),  # flow control of transmit data as some makers have it
    "&I": Choice(0, range(3)),  # flow control of received data, likewise
    "&R": Choice(1, range(3)),  # circuit 106, likewise
    "&S": Choice(0, _SWITCH),  # circuit 107, data set ready
}
"""Basic commands that only set a number (V.250 §6.2, §6.3). L, M, N, W, &H, &I and &R are taken
and kept for the programs that set them, and have no effect."""

REGISTERS: Mapping[int, Choice] = {
    0: Choice(0, _OCTET),  # rings before automatic answer; 0: never
    1: Choice(0, _OCTET),  # rings counted
    2: Choice(43, _OCTET),  # escape character; above 127: no escape
    3: Choice(13, _CHARACTER),  # line terminator
    4: Choice(10, _CHARACTER),  # response formatting character
    5: Choice(8, _CHARACTER),  # line editing character
    6: Choice(2, range(2, 11)),  # seconds before blind dialling
    7: Choice(60, range(1, 256)),  # seconds to connection completion
    8: Choice(2, _OCTET),  # seconds that a comma pauses
    9: Choice(6, range(1, 256)),  # carrier detect response, 0.1 s
    10: Choice(14, range(1, 256)),  # automatic disconnect delay, 0.1 s; 255: never
    11: Choice(95, range(50, 256)),  # DTMF digit, ms
    12: Choice(50, _OCTET),  # escape guard time, 20 ms
    25: Choice(5, _OCTET),  # DTR change that is ignored, 10 ms; kept, without effect
    30: Choice(0, _OCTET),  # inactivity before a data call is ended, 10 s; 0: never
    38: Choice(20, _OCTET),  # seconds for data before a forced hang-up; kept, without effect
}
"""S-registers (V.250 §6.2, §6.3), and those that every Hayes-like modem adds."""

PARAMETERS: Mapping[str, tuple[int, ...]] = {
    "+IPR": (0,),  # port rate in bit/s; 0: found automatically (V.250 §6.2.10)
    "+ICF": (3, 3),  # 8 data bits, no parity, 1 stop bit (V.250 §6.2.11)
    "+IFC": (2, 2),  # flow control by circuits 133 and 106 (V.250 §6.2.12)
    "+VCID": (0,),  # caller identification
    "+VDR": (0, 0),  # distinctive ring
    "+FAR": (0,),  # adaptive reception
    "+FCL": (0,),  # carrier loss time, 0.1 s
    "+FDD": (0,),  # double escape replacement
    "+FIT": (0, 0),  # DTE inactivity: seconds, action
    "+FAA": (0,),  # adaptive answer
    "+FAE": (0,),  # adaptive answer between fax and data
}
"""Extended parameters and their values after &F."""


@dataclass(frozen=True, slots=True)
class Identity:
    """What a modem says of itself (+GMI, +GMM, +GMR, +GSN, ATI).

    ``information``: what single numbers of ATI answer in place of the usual.
    """

    manufacturer: str = "faxstatus"
    model: str = "Class 1 emulator"
    revision: str = "1"
    serial_number: str = "1"
    information: Mapping[int, str] = field(default_factory=dict)


@dataclass(slots=True)
class Settings:
    """The state that &F resets, and that &W keeps."""

    fax_class: str = "0"
    basic: dict[str, int] = field(
        default_factory=lambda: {name: choice.default for name, choice in BASIC.items()}
    )
    registers: dict[int, int] = field(
        default_factory=lambda: {number: choice.default for number, choice in REGISTERS.items()}
    )
    parameters: dict[str, tuple[int, ...]] = field(default_factory=lambda: dict(PARAMETERS))

    def copy(self) -> "Settings":
        """The same settings, which change apart from these."""
        return Settings(
            self.fax_class, dict(self.basic), dict(self.registers), dict(self.parameters)
        )

    def set_basic(self, name: str, value: int) -> None:
        """Set the basic setting ``name``. ValueError if ``value`` is out of its range."""
        if value not in BASIC[name].allowed:
            raise ValueError(f"{name} cannot be {value}")
        self.basic[name] = value

    def set_register(self, number: int, value: int) -> None:
        """Set S ``number``. ValueError if there is none, or ``value`` is out of its range."""
        if value not in self.register_range(number):
            raise ValueError(f"S{number} cannot be {value}")
        self.registers[number] = value

    def register_range(self, number: int) -> range:
        """The values that S ``number`` can have. ValueError if there is none."""
        if number not in REGISTERS:
            raise ValueError(f"there is no register S{number}")
        return REGISTERS[number].allowed

    @property
    def echo(self) -> bool:
        """Whether command characters are echoed (E)."""
        return self.basic["E"] == 1

    @property
    def verbose(self) -> bool:
        """Whether results are words (V)."""
        return self.basic["V"] == 1

    @property
    def monitor(self) -> int:
        """X: dial tone is waited for with 2 and 4, BUSY reported with 3 and 4 (V.250 §6.2.7)."""
        return self.basic["X"]

    def format_result(self, words: str, digits: str) -> bytes:
        """A result code as V0 or V1 has it, nothing under Q1 (V.250 §6.2.5, §6.2.6)."""
        if self.basic["Q"]:
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
