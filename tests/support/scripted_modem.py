"""A modem in memory that says what a script has for each command line."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

OK = b"\r\nOK\r\n"
CONNECT = b"\r\nCONNECT\r\n"
NO_CARRIER = b"\r\nNO CARRIER\r\n"
ERROR = b"\r\nERROR\r\n"
FCERROR = b"\r\n+FCERROR\r\n"
NUMBER = b"\r\n060\r\n\r\nOK\r\n"
"""The answer to S7?, by which a modem is known to be in step."""


@dataclass(frozen=True, slots=True)
class Late:
    """An answer that comes ``seconds`` after its command."""

    seconds: float
    octets: bytes


Answer = bytes | Late | None


class ScriptedModem:
    """A transport. ``answers`` maps a command line without ``AT`` to what the modem says.

    The value may be a list, for one answer after the other, the last for ever; unknown lines get
    ``otherwise``; None is silence. Where OK is the rule, S7? gets its number. After CONNECT
    whatever comes up to DLE ETX is data, which is answered with ``after_data``. CAN is answered
    with OK.
    """

    def __init__(
        self,
        answers: Mapping[str, Answer | Sequence[Answer]] | None = None,
        *,
        otherwise: bytes | None = OK,
        after_data: bytes | None = OK,
    ) -> None:
        self.lines: list[str] = []
        self.data = b""
        self.closed = False
        self._answers = {
            line: [answer] if isinstance(answer, Answer) else list(answer)
            for line, answer in (answers or {}).items()
        }
        self._otherwise = otherwise
        self._after_data = after_data
        self._received = b""
        self._taking_data = False
        self._reader = asyncio.StreamReader()

    def say(self, octets: bytes | None) -> None:
        """The modem says ``octets`` now."""
        if octets:
            self._reader.feed_data(octets)

    def say_later(self, seconds: float, pieces: Iterable[bytes]) -> None:
        """The modem says each of ``pieces``, ``seconds`` apart."""
        loop = asyncio.get_running_loop()
        for number, piece in enumerate(pieces, 1):
            loop.call_later(number * seconds, self.say, piece)

    def unplug(self) -> None:
        """The device is gone."""
        self._reader.feed_eof()

    async def read(self) -> bytes:
        return await self._reader.read(4096)

    def write(self, octets: bytes) -> None:
        self._received += octets
        while self._take():
            pass

    async def drain(self) -> None:
        await asyncio.sleep(0)

    def close(self) -> None:
        self.closed = True

    def _take(self) -> bool:
        if self._taking_data:
            data, end, rest = self._received.partition(b"\x10\x03")
            self.data += data
            self._received = rest
            if end:
                self._taking_data = False
                self.say(self._after_data)
            return bool(end)
        if self._received[:1] in (b"\x18", b"\x10", b"\x03"):
            cancelled, self._received = self._received[:1], self._received[1:]
            if cancelled == b"\x18":
                self.say(OK)
            return True
        line, end, rest = self._received.partition(b"\r")
        if not end:
            return False
        self._received = rest
        self.lines.append(line.decode("latin-1").removeprefix("AT"))
        script = self._answers.get(self.lines[-1])
        answer: Answer = self._otherwise
        if answer == OK and self.lines[-1] == "S7?":
            answer = NUMBER
        if script is not None:
            answer = script.pop(0) if len(script) > 1 else script[0]
        if isinstance(answer, Late):
            loop = asyncio.get_running_loop()
            loop.call_later(answer.seconds, self._answer, self.lines[-1], answer.octets)
        else:
            self._answer(self.lines[-1], answer)
        return True

    def _answer(self, line: str, answer: bytes | None) -> None:
        connected = answer is not None and answer.endswith(CONNECT)
        self._taking_data = connected and line.startswith("+FT")
        self.say(answer)
