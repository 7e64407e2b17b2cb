"""The result codes of V.250 §5.7.1 and T.31 §8.3, in words and in digits."""

import enum
import re


class ResultCode(enum.Enum):
    """A final or intermediate result; the value is the text of the word form (V1)."""

    OK = "OK"
    CONNECT = "CONNECT"
    RING = "RING"
    NO_CARRIER = "NO CARRIER"
    ERROR = "ERROR"
    NO_DIALTONE = "NO DIALTONE"
    BUSY = "BUSY"
    NO_ANSWER = "NO ANSWER"
    FCERROR = "+FCERROR"
    VOICE = "VOICE"
    """A person answered. Like the next two not of V.250, but some modems say them to ATD."""
    DELAYED = "DELAYED"
    """The modem puts the number off after repeated failures."""
    BLACKLISTED = "BLACKLISTED"
    """The modem bars the number."""

    @property
    def digits(self) -> str:
        """The text of the numeric form (V0)."""
        return _DIGITS[self]


_DIGITS = {
    ResultCode.OK: "0",
    ResultCode.CONNECT: "1",
    ResultCode.RING: "2",
    ResultCode.NO_CARRIER: "3",
    ResultCode.ERROR: "4",
    ResultCode.NO_DIALTONE: "6",
    ResultCode.BUSY: "7",
    ResultCode.NO_ANSWER: "8",
    ResultCode.FCERROR: "+F4",
    ResultCode.VOICE: "9",
    ResultCode.DELAYED: "24",
    ResultCode.BLACKLISTED: "32",
}

# What real modems say in other words.
_SYNONYMS = {"NO DIAL TONE": ResultCode.NO_DIALTONE, "FCERROR": ResultCode.FCERROR}
_BY_TEXT = {code.value: code for code in ResultCode} | _SYNONYMS


def parse_result_code(text: str) -> ResultCode | None:
    """The result code that ``text`` (one line, without CR and LF) spells in words, or None.

    ``CONNECT`` may carry a rate (``CONNECT 14400``) and ``RING`` a cadence (``RING A``).
    """
    if code := _BY_TEXT.get(text):
        return code
    first = text.partition(" ")[0]
    return _BY_TEXT[first] if first in ("CONNECT", "RING") else None


_LONGEST = 32
_AT_END = re.compile(rb"(?:\r\n)+(?:OK|NO CARRIER|ERROR|\+?FCERROR|BUSY)\r\n\Z")


def result_at_end(octets: bytes | bytearray) -> int:
    """How many octets of a result code with its CR and LF stand at the end of ``octets``.

    In data they tell that the modem has left data state without DLE ETX.
    """
    if not octets.endswith(b"\r\n"):
        return 0
    found = _AT_END.search(octets[-_LONGEST:])
    return found.end() - found.start() if found else 0
