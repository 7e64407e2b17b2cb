"""The command side of a modem: AT lines out, result codes and data in."""

import asyncio
import contextlib
import logging
from dataclasses import dataclass

from faxstatus_core.engine.errors import DeviceError, DeviceLostError, NotAModemError
from faxstatus_core.engine.transport import Transport
from faxstatus_core.t31.dle import CAN, END_OF_DATA, DleDecoder
from faxstatus_core.t31.result_codes import ResultCode, parse_result_code

logger = logging.getLogger(__name__)

_LONGEST_LINE = 1024
_MOST_LINES = 64
_TRIES = 3
_TRIES_AFTER_DATA = 30  # some kilobytes may be waiting for a line of 2400 bit/s
_TRY = 1.0
_ABORTED = 0.5
_LATE_ANSWERS = 0.1
_SLOW_ANSWER = 0.3
_WRITE_TIMEOUT = 30.0  # longer than the buffer of a modem lasts at 2400 bit/s
_SAY_A_NUMBER = "S7?"
"""Harmless, known to every modem (V.250 §5.3.2), and answered as nothing else is."""


@dataclass(frozen=True, slots=True)
class Response:
    """A command's final (or CONNECT) result code, and the information text before it."""

    code: ResultCode
    lines: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether it is OK."""
        return self.code is ResultCode.OK

    @property
    def text(self) -> str:
        """The information text, in one line."""
        return " ".join(self.lines)


class AtChannel:
    """Talks V.250 over a transport. All times in seconds; a late answer is None.

    It keeps in step: a command that was not answered, or whose data did not end, is left before
    the next one is sent, so that no command gets the answer of another.
    """

    def __init__(self, transport: Transport, device: str) -> None:
        self.device = device
        self._transport = transport
        self._received = bytearray()
        self._echo = ""
        self._in_command_state = True
        self._in_data_state = False
        self._answered: float | None = None

    @property
    def in_command_state(self) -> bool:
        """Whether the modem has done with the last command, as far as it has told."""
        return self._in_command_state

    @property
    def since_answer(self) -> float:
        """Seconds since the modem's last result code; 0 before the first."""
        if self._answered is None:
            return 0.0
        return asyncio.get_running_loop().time() - self._answered

    def close(self) -> None:
        """Let go of the device."""
        self._transport.close()

    async def command(self, command: str, timeout: float) -> Response | None:
        """Send ``AT`` + ``command``; its response, or None if none came in time.

        Raises :class:`NotAModemError` if an earlier command cannot be left.
        """
        if self._in_data_state:
            await self.abort_transmission()
        elif not self._in_command_state:
            await self.abort_reception()
        return await self._ask(command, timeout)

    async def response(self, timeout: float) -> Response | None:
        """The next response, or None if none came in time; 0: if none has come already."""
        lines: list[str] = []
        try:
            async with asyncio.timeout(timeout):
                while True:
                    line = await self.line()
                    code = parse_result_code(line)
                    if code is ResultCode.RING:
                        continue
                    if code is not None:
                        logger.debug("%s > %s %s", self.device, " ".join(lines), code.value)
                        self._in_data_state = code is ResultCode.CONNECT
                        self._in_command_state = not self._in_data_state
                        self._answered = asyncio.get_running_loop().time()
                        return Response(code, tuple(lines))
                    if not line.endswith(self._echo) and len(lines) < _MOST_LINES:
                        lines.append(line)
        except TimeoutError:
            return None

    async def line(self) -> str:
        """The next line that is not empty, without CR and LF."""
        while True:
            end = self._received.find(b"\n")
            if end < 0 and len(self._received) <= _LONGEST_LINE:
                await self._read_more()
                continue
            if end < 0:
                end = _LONGEST_LINE
            line = self._received[:end].decode("latin-1").strip("\r\n\x00\x11\x13 ")
            del self._received[: end + 1]
            if line:
                return line

    async def octets(self) -> bytes:
        """Whatever has come, at least one octet."""
        if not self._received:
            await self._read_more()
        octets = bytes(self._received)
        self._received.clear()
        return octets

    def push_back(self, octets: bytes) -> None:
        """Let ``octets`` be read again."""
        self._received[:0] = octets

    async def data(self, decoder: DleDecoder) -> tuple[bytes, bool]:
        """Some shielded data, and whether its end mark was seen; what follows that is kept."""
        data, rest = decoder.feed(await self.octets())
        if rest is not None:
            self.push_back(rest)
        return data, rest is not None

    async def write(self, octets: bytes) -> None:
        """Send octets. Raises DeviceError if the modem does not take them."""
        self._transport.write(octets)
        try:
            async with asyncio.timeout(_WRITE_TIMEOUT):
                await self._transport.drain()
        except TimeoutError as error:
            raise DeviceError(
                "the modem takes no more octets",
                where=self.device,
                remedy="switch it off and on, and see that both sides have the same flow control",
            ) from error

    async def abort_reception(self) -> None:
        """Leave any receiving state (T.31 §8.3.4): CAN, then whatever the modem says.

        Raises :class:`NotAModemError`.
        """
        await self.write(CAN)
        await self.response(_ABORTED)
        await self.resynchronise()

    async def abort_transmission(self) -> None:
        """Leave any state, also a transmitting one, which ends only when its data is out.

        Raises :class:`NotAModemError`.
        """
        await self.write(END_OF_DATA + CAN)
        await self.response(_TRY)
        await self.resynchronise(_TRIES_AFTER_DATA)

    async def synchronise(self, tries: int = _TRIES) -> None:
        """Make sure that a modem is there, and answers in words and without echo.

        Raises :class:`NotAModemError` if it never answers with OK.
        """
        for attempt in range(tries):
            response = await self._ask("Q0V1E0", _TRY)
            if response is not None and response.ok:
                if attempt:
                    await self._drop_late_answers()
                return
        raise self._no_answer()

    async def resynchronise(self, tries: int = _TRIES) -> None:
        """Make sure that the modem is in command state, and that no answer is outstanding.

        It is asked for a number: what comes before that belongs to earlier commands. A modem that
        says no number is in step once it has said something, and then nothing more.

        Raises :class:`NotAModemError` if it says nothing at all.
        """
        loop = asyncio.get_running_loop()
        for attempt in range(tries):
            gives_up = loop.time() + _TRY
            response = await self._ask(_SAY_A_NUMBER, _TRY)
            spoke = False
            while response is not None and loop.time() < gives_up:
                if any(line.isdecimal() for line in response.lines):
                    if attempt:
                        await self._drop_late_answers()
                    return
                if response.code is ResultCode.CONNECT:  # the command before came through late
                    await self.write(END_OF_DATA + CAN)
                spoke = response.code is not ResultCode.CONNECT
                response = await self.response(_SLOW_ANSWER)
            if spoke and response is None:
                return
        raise self._no_answer()

    async def _ask(self, command: str, timeout: float) -> Response | None:
        await self._forget_input()  # what came unasked is not the answer
        logger.debug("%s < AT%s", self.device, command)
        self._echo = f"AT{command}"
        self._in_command_state = False
        await self.write(f"{self._echo}\r".encode("ascii"))
        return await self.response(timeout)

    async def _drop_late_answers(self) -> None:
        """Answers to earlier tries may be on their way: wait until none has come for a while."""
        gives_up = asyncio.get_running_loop().time() + _TRY
        while asyncio.get_running_loop().time() < gives_up:
            if await self.response(_LATE_ANSWERS) is None:
                return

    def _no_answer(self) -> NotAModemError:
        return NotAModemError(
            "no answer to AT",
            where=self.device,
            remedy="see that a modem is there, switched on, and not in use",
        )

    async def _forget_input(self) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(0):  # it takes what has come, and waits for nothing
                while True:
                    await self._read_more()
        self._received.clear()

    async def _read_more(self) -> None:
        octets = await self._transport.read()
        if not octets:
            raise DeviceLostError(
                "the device went away", where=self.device, remedy="plug the modem in again"
            )
        self._received += octets
