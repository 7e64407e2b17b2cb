"""AT command lines (ITU-T V.250 §5.2 to §5.4): editing, and splitting into commands."""

import re
from dataclasses import dataclass

MAXIMUM_LINE = 512
"""Characters of a command line that are kept; a longer line answers ERROR (V.250 §5.2.1)."""


@dataclass(frozen=True, slots=True)
class Command:
    """One command of a line.

    ``name`` is upper case without its operator (``D``, ``&F``, ``S7``, ``+FTM``); ``operator`` is
    ``""``, ``"="``, ``"?"`` or ``"=?"``; ``value`` what follows it, as typed.
    """

    name: str
    operator: str = ""
    value: str = ""

    @property
    def number(self) -> int:
        """The decimal parameter, 0 if absent. Raises ValueError for anything else."""
        if self.value and not (self.value.isascii() and self.value.isdigit()):
            raise ValueError(f"{self.value!r} is not a decimal number")
        return int(self.value or "0")


class CommandSyntaxError(Exception):
    """A command line that cannot be split; ``commands`` holds those before the fault."""

    def __init__(self, commands: list[Command], rest: str) -> None:
        super().__init__(f"not an AT command: {rest!r}")
        self.commands = commands


_DIAL = re.compile(r"D([^;]*)(;?)", re.IGNORECASE)
# The value is all up to where another command begins: a wrong one then spoils its own command.
_S_REGISTER = re.compile(
    r"S(\d{1,3})(=\?|\?|=((?:[^A-Z&\\%*+#;]|[&\\%*+#](?![A-Z]))*))?", re.IGNORECASE
)
_BASIC = re.compile(r"([&\\%*]?[A-Z])([^A-Z&\\%*+#;]*)", re.IGNORECASE)
_EXTENDED = re.compile(
    r"([+#][A-Z][A-Z0-9!%\-./:_]*)(=\?|\?|=((?:\"[^\"]*\"|[^;\"])*))?(;|$)", re.IGNORECASE
)


def parse_line(body: str) -> list[Command]:
    """Split ``body``, a command line without ``AT`` and CR.

    Raises :class:`CommandSyntaxError` where the line stops making sense.
    """
    text = re.sub(r'("[^"]*")|\s+', lambda match: match.group(1) or "", body)
    commands: list[Command] = []
    position = 0
    while position < len(text):
        if match := _DIAL.match(text, position):
            commands.append(Command("D", value=match.group(1) + match.group(2)))
        elif match := _S_REGISTER.match(text, position):
            commands.append(_with_operator(f"S{int(match.group(1))}", match))
        elif match := _EXTENDED.match(text, position):
            commands.append(_with_operator(match.group(1).upper(), match))
        elif match := _BASIC.match(text, position):
            commands.append(Command(match.group(1).upper(), value=match.group(2)))
        elif text[position] == ";":
            position += 1
            continue
        else:
            raise CommandSyntaxError(commands, text[position:])
        position = match.end()
    return commands


def _with_operator(name: str, match: re.Match[str]) -> Command:
    operator = match.group(2) or ""
    if operator not in ("", "?", "=?"):
        operator = "="
    return Command(name, operator, match.group(3) or "")


class CommandLineEditor:
    """Collects characters into command lines: the ``AT`` prefix, BS, CR and ``A/``.

    ``terminator`` and ``backspace`` are S3 and S5.
    """

    def __init__(self) -> None:
        self._line: bytearray | None = None
        self._prefix = 0
        self._overlong = False
        self._last = ""

    def feed(self, octet: int, *, terminator: int, backspace: int) -> str | None:
        """Take one character; returns the body of a line that it completes.

        The body of an overlong line is returned as ``"?"``, which no parser accepts.
        """
        octet &= 0x7F  # the eighth bit may be parity
        if self._line is None:
            return self._feed_prefix(octet)
        if octet == terminator:
            body = "?" if self._overlong else self._line.decode("ascii")
            self._line, self._overlong, self._last = None, False, body
            return body
        if octet == backspace:
            del self._line[-1:]
        elif octet >= 0x20:
            self._overlong |= len(self._line) == MAXIMUM_LINE
            if not self._overlong:
                self._line.append(octet)
        return None

    def _feed_prefix(self, octet: int) -> str | None:
        letter = chr(octet).upper()
        if letter == "A":
            self._prefix = 1
        elif self._prefix and letter == "T":
            self._prefix, self._line = 0, bytearray()
        elif self._prefix and letter == "/":
            self._prefix = 0
            return self._last
        else:
            self._prefix = 0
        return None
