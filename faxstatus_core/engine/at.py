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
_TRIES = 3
_TRIES_AFTER_DATA = 30  # some kilobytes may be waiting for a line of 2400 bit/s
_LATE_ANSWERS = 0.1
_WRITE_TIMEOUT = 30.0  # longer than the buffer of a modem lasts at 2400 bit/s


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
    """Talks V.250 over a transport. All times in seconds; a late answer is None."""

    def __init__(self, transport: Transport, device: str) -> None:
        self.device = device
        self._transport = transport
        self._received = bytearray()
        self._echo = ""

    def close(self) -> None:
        """Let go of the device."""
        self._transport.close()

    async def command(self, command: str, timeout: float) -> Response | None:
        """Send ``AT`` + ``command``; its response, or None if none came in time."""
        await self._forget_input()  # what came unasked is not the answer
        logger.debug("%s < AT%s", self.device, command)
        self._echo = f"AT{command}"
        await self.write(f"{self._echo}\r".encode("ascii"))
        return await self.response(timeout)

    async def response(self, timeout: float) -> Response | None:
        """The next response, or None if none came in time."""
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
                        return Response(code, tuple(lines))
                    if not line.endswith(self._echo):
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
        """Leave any receiving state (T.31 §8.3.4): CAN, then whatever the modem says."""
        await self.write(CAN)
        await self.response(0.5)
        await self.synchronise()

    async def abort_transmission(self) -> None:
        """Leave any state, also a transmitting one, which ends only when its data is out."""
        await self.write(END_OF_DATA + CAN)
        await self.response(1.0)
        await self.synchronise(_TRIES_AFTER_DATA)
        await asyncio.sleep(_LATE_ANSWERS)  # the next command drops them

    async def synchronise(self, tries: int = _TRIES) -> None:
        """Make sure that the modem is in command state, and answers in words and without echo.

        Raises :class:`NotAModemError` if it never answers with OK.
        """
        for attempt in range(tries):
            response = await self.command("Q0V1E0", 1.0)
            if response is not None and response.ok:
                if attempt:
                    await asyncio.sleep(_LATE_ANSWERS)  # it may have been one to an earlier try
                return
        raise NotAModemError(
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
