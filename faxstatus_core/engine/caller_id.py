"""Who calls, as a modem reports it between the first two rings (V.253 §9.2.3, +VCID=1)."""

from dataclasses import dataclass, replace

from faxstatus_core.text import printable

_LONGEST = 50
_WITHHELD = {"", "P", "O", "PRIVATE", "OUT OF AREA"}
"""What stands for a number that the caller, or the network, does not give."""
_NUMBER_KEYS = ("NMBR", "DDN_NMBR", "DDN")


@dataclass(frozen=True, slots=True)
class CallerId:
    """``number`` and ``name``, as far as known; each may be any printable text."""

    number: str = ""
    name: str = ""

    @property
    def text(self) -> str | None:
        """The best that is known, for a status."""
        return self.number or self.name or None

    def with_line(self, line: str) -> "CallerId | None":
        """What is known after the modem's ``line``; None if the line is no report of a caller."""
        key, equals, value = line.partition("=")
        key, value = key.strip().upper(), printable(value.strip())[:_LONGEST]
        if not equals or key not in (*_NUMBER_KEYS, "NAME"):
            return None
        if value.upper() in _WITHHELD:
            value = ""
        return replace(self, name=value) if key == "NAME" else replace(self, number=value)
