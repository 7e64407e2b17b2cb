"""The Class 1 driver: carries out a T.30 session's actions with AT+F commands (T.31 §8)."""

import asyncio
import contextlib
import logging
from collections.abc import Callable

from faxstatus_core.engine.at import AtChannel, Response
from faxstatus_core.engine.caller_id import CallerId
from faxstatus_core.engine.dialling import dial_string
from faxstatus_core.engine.modem_info import COMMAND_TIMEOUT, ModemInfo, initialise
from faxstatus_core.t30.actions import (
    Action,
    AwaitSilence,
    DataReceived,
    Done,
    Failed,
    FramesReceived,
    LineDropped,
    NothingReceived,
    OtherCarrier,
    ReceiveData,
    ReceivedFrame,
    ReceiveFrames,
    Result,
    SendData,
    SendFrames,
    SendSilence,
)
from faxstatus_core.t31.dle import END_OF_DATA, DleDecoder, shield
from faxstatus_core.t31.hdlc import fcs_is_good
from faxstatus_core.t31.profile import ModemProfile, match_profile
from faxstatus_core.t31.result_codes import ResultCode, parse_result_code

logger = logging.getLogger(__name__)

DIAL_TIMEOUT = 90.0
"""Longer than S7: the modem gives up first and says why."""
ANSWER_TIMEOUT = 20.0
_HANG_UP_TIMEOUT = 2.0  # a modem that has just been told to dial may not have heard ATH

_FRAME_TIMEOUT = 8.0  # the preamble and the longest frame of 3.45 s (T.30 §5.3.1)
_NEXT_FRAME_TIMEOUT = 2.0
_MOST_FRAMES = 20  # of one carrier; T.30 knows no command with more than ten
_MOST_REFUSALS = 3
_LISTEN_AGAIN = 0.05  # after a command that brought nothing: some modems say so at once
_DATA_TIMEOUT = 10.0  # without one octet while the carrier stands
_LONGEST_CHECK = 10.0  # a training check takes 1.5 s
_LONGEST_PAGE = 1800.0
_LONGEST_SILENCE_WAIT = 4.0
_CHUNK = 1024
_FINAL_FRAME = 0x10
_V21_CAME = "+FRH:3"
"""What +FRM says with +FAR=1 when V.21 came (T.31 §8.5.1)."""

Progress = Callable[[int], None]
"""Told how many octets of the present data have passed."""


class Class1Modem:
    """One modem in fax class 1. Make it with a channel, then :meth:`initialise` it."""

    def __init__(
        self,
        channel: AtChannel,
        *,
        profile: ModemProfile | None = None,
        usb_id: str | None = None,
    ) -> None:
        self._channel = channel
        self._given_profile = profile
        self._usb_id = usb_id
        self._quirks = match_profile("").quirks
        # What the modem is doing unasked: after ATD it receives, after ATA it sends frames.
        self._implied: str | None = None

    # --- phase A and release

    async def initialise(self) -> ModemInfo:
        """Reset the modem, learn what it is, and enter class 1. Never goes off hook.

        Raises :class:`NotAModemError`.
        """
        info = await initialise(self._channel, self._given_profile, self._usb_id)
        self._quirks = info.profile.quirks
        return info

    async def dial(self, number: str) -> ResultCode | None:
        """Call ``number``. CONNECT: a fax machine was heard; None: no answer from the modem.

        Raises :class:`BadNumberError`.
        """
        response = await self._channel.command(f"D{dial_string(number)}", DIAL_TIMEOUT)
        if response is None:
            await self._channel.abort_reception()
            return None
        if response.code is ResultCode.CONNECT:
            self._implied = "+FRH=3"
        return response.code

    async def answer(self) -> ResultCode | None:
        """Answer a ringing line. CONNECT: frames may be sent."""
        response = await self._channel.command("A", ANSWER_TIMEOUT)
        if response is None:
            await self._channel.abort_reception()
            return None
        if response.code is ResultCode.CONNECT:
            self._implied = "+FTH=3"
        return response.code

    async def incoming(self, caller: CallerId) -> CallerId | None:
        """Wait for what an idle modem says: None at a RING; else more of who calls."""
        while True:
            line = await self._channel.line()
            if parse_result_code(line) is ResultCode.RING:
                return None
            if (known := caller.with_line(line)) is not None:
                return known

    async def hang_up(self) -> None:
        """Release the line, whatever the modem is doing."""
        self._implied = None
        response = await self._channel.command("H0", _HANG_UP_TIMEOUT)
        if response is None or not response.ok:
            await self.escape()
            await self._channel.command("H0", COMMAND_TIMEOUT)

    async def escape(self) -> None:
        """Come back to command state from anywhere. Raises :class:`NotAModemError`."""
        self._implied = None
        await self._channel.abort_transmission()

    def close(self) -> None:
        """Let go of the device."""
        self._channel.close()

    # --- a session's actions

    async def execute(self, action: Action, progress: Progress | None = None) -> Result:
        """Do ``action``. ``progress`` hears of page data. HangUp and StorePage are not for modems.

        If it is cancelled, call :meth:`escape` before anything else.
        """
        match action:
            case SendFrames(frames):
                return await self._send_frames(frames)
            case ReceiveFrames(timeout):
                return await self._receive_frames(timeout)
            case SendData():
                return await self._send_data(action, progress)
            case ReceiveData():
                return await self._receive_data(action, progress)
            case SendSilence(seconds):
                return await self._send_silence(seconds)
            case AwaitSilence(seconds):
                return await self._await_silence(seconds)
        raise TypeError(f"no modem can do {action!r}")

    async def _send_frames(self, frames: tuple[bytes, ...]) -> Result:
        response = await self._start("+FTH=3", COMMAND_TIMEOUT)
        for frame in frames:
            if response is None or response.code is not ResultCode.CONNECT:
                return await self._transmission_failed("+FTH=3", response)
            await self._channel.write(shield(frame) + END_OF_DATA)
            response = await self._channel.response(_FRAME_TIMEOUT)
        if response is None or not response.ok:
            return await self._transmission_failed("+FTH=3", response)
        return Done()

    async def _receive_frames(self, timeout: float) -> Result:
        frames: list[ReceivedFrame] = []
        loop = asyncio.get_running_loop()
        gives_up = loop.time() + timeout
        refusals = 0
        while len(frames) < _MOST_FRAMES:
            remaining = _NEXT_FRAME_TIMEOUT if frames else max(gives_up - loop.time(), 0.0)
            response = await self._start("+FRH=3", remaining)
            if response is None:
                await self._channel.abort_reception()
                break
            if response.code is ResultCode.CONNECT:
                frame, code = await self._receive_frame()
                if frame is not None:
                    frames.append(frame)
                    if frame.good and frame.octets[1] & _FINAL_FRAME:
                        break
                if code is ResultCode.NO_CARRIER and frames:
                    break
            elif frames:
                break
            elif response.code is ResultCode.NO_CARRIER:
                return LineDropped()
            elif response.code is not ResultCode.FCERROR:
                refusals += 1  # some say ERROR for a wrong carrier, but not for ever
                if refusals >= _MOST_REFUSALS:
                    return Failed(f"{response.code.value} after AT+FRH=3")
            if not frames:
                if loop.time() >= gives_up:
                    break
                await asyncio.sleep(_LISTEN_AGAIN)
        return FramesReceived(tuple(frames)) if frames else NothingReceived()

    async def _receive_frame(self) -> tuple[ReceivedFrame | None, ResultCode | None]:
        """One frame after CONNECT, and the result code that followed it."""
        decoder = DleDecoder()
        octets = bytearray()
        ended = False
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_FRAME_TIMEOUT):
                while not ended:
                    data, ended = await self._channel.data(decoder)
                    octets += data
                    if _is_result(octets):  # flags came alone, and then the carrier was gone
                        self._channel.push_back(bytes(octets))
                        octets.clear()
                        ended = True
        if not ended:
            await self._channel.abort_reception()
            return None, None
        response = await self._channel.response(COMMAND_TIMEOUT)
        code = response.code if response is not None else None
        good = code is ResultCode.OK
        if self._quirks.frames_with_fcs:
            good = good and fcs_is_good(bytes(octets))
            octets = octets[:-2]
        if len(octets) < 2:
            return None, code
        return ReceivedFrame(bytes(octets), good), code

    async def _send_data(self, action: SendData, progress: Progress | None) -> Result:
        command = f"+FTM={action.modulation.code}"
        response = await self._start(command, COMMAND_TIMEOUT)
        if response is None or response.code is not ResultCode.CONNECT:
            return await self._transmission_failed(command, response)
        if self._quirks.transmit_pause:
            await asyncio.sleep(self._quirks.transmit_pause)
        duration = action.modulation.training + len(action.data) * action.modulation.octet_time
        try:
            async with asyncio.timeout(2 * duration + _DATA_TIMEOUT):
                for start in range(0, len(action.data), _CHUNK):
                    await self._channel.write(shield(action.data[start : start + _CHUNK]))
                    if progress is not None and action.page is not None:
                        progress(min(start + _CHUNK, len(action.data)))
                await self._channel.write(END_OF_DATA)
                response = await self._channel.response(2 * duration + _DATA_TIMEOUT)
        except TimeoutError:
            response = None
        if response is None or not response.ok:
            return await self._transmission_failed(command, response)
        return Done()

    async def _receive_data(self, action: ReceiveData, progress: Progress | None) -> Result:
        command = f"+FRM={action.modulation.code}"
        loop = asyncio.get_running_loop()
        started = loop.time()
        response = await self._start(command, action.timeout)
        if (
            response is not None
            and response.code is ResultCode.FCERROR
            and self._quirks.repeat_after_fcerror
        ):
            # The V.21 carrier of the last command may not have been over yet.
            remaining = max(started + action.timeout - loop.time(), 0.0)
            response = await self._start(command, remaining)
        if response is None:
            await self._channel.abort_reception()
            return NothingReceived()
        match response.code:
            case ResultCode.CONNECT if _V21_CAME in response.lines:
                self._implied = "+FRH=3"  # adaptive reception: the frame follows
                return OtherCarrier()
            case ResultCode.CONNECT:
                return await self._take_data(action, progress)
            case ResultCode.FCERROR | ResultCode.ERROR:  # some say ERROR for a wrong carrier
                return OtherCarrier()
            case ResultCode.NO_CARRIER:
                return LineDropped()
            case ResultCode.OK:
                return NothingReceived()
        return Failed(f"{response.code.value} after AT{command}")

    async def _take_data(self, action: ReceiveData, progress: Progress | None) -> Result:
        decoder = DleDecoder()
        kept = bytearray()
        count, ended = 0, False
        loop = asyncio.get_running_loop()
        longest = _LONGEST_CHECK if action.sink is None else _LONGEST_PAGE
        gives_up = loop.time() + longest
        while not ended:
            try:
                async with asyncio.timeout_at(min(loop.time() + _DATA_TIMEOUT, gives_up)):
                    data, ended = await self._channel.data(decoder)
            except TimeoutError:
                await self._channel.abort_reception()
                return DataReceived(bytes(kept))
            if count == 0 and _is_result(data):  # the carrier went before any data came
                self._channel.push_back(data)
                break
            count += len(data)
            if action.sink is None:
                kept += data
                continue
            action.sink.feed(data)
            if progress is not None:
                progress(count)
        await self._channel.response(COMMAND_TIMEOUT)
        return DataReceived(bytes(kept))

    async def _send_silence(self, seconds: float) -> Result:
        command = f"+FTS={_hundredths(seconds)}"
        if not self._quirks.silence_commands:
            await asyncio.sleep(seconds)
            return Done()
        response = await self._channel.command(command, COMMAND_TIMEOUT)
        if response is None:
            return await self._transmission_failed(command, response)
        if not response.ok:
            await asyncio.sleep(seconds)  # whatever it means, nothing is being sent
        return Done()

    async def _await_silence(self, seconds: float) -> Result:
        if self._implied is not None:
            return Done()  # the modem is sending already
        if not self._quirks.silence_commands:
            await asyncio.sleep(seconds)
            return Done()
        response = await self._channel.command(
            f"+FRS={_hundredths(seconds)}", _LONGEST_SILENCE_WAIT
        )
        if response is None:
            await self._channel.abort_reception()
        elif not response.ok:
            await asyncio.sleep(seconds)
        return Done()  # a line that is never silent must be talked over

    async def _start(self, command: str, timeout: float) -> Response | None:
        """Begin an operation, unless ATD or ATA has begun it already."""
        implied, self._implied = self._implied, None
        if implied == command:
            return Response(ResultCode.CONNECT)
        return await self._channel.command(command, timeout)

    async def _transmission_failed(self, command: str, response: Response | None) -> Failed:
        if response is None:
            await self.escape()
            return Failed(f"no answer from the modem to AT{command}")
        if response.code is ResultCode.CONNECT:
            await self.escape()  # it waits for more frames
        return Failed(f"{response.code.value} after AT{command}")


def _hundredths(seconds: float) -> int:
    """What +FTS and +FRS are told: the commands themselves take the rest (70 ms for 75)."""
    return int(seconds * 100)


def _is_result(octets: bytes | bytearray) -> bool:
    """Whether a result code stands where data should."""
    line, end, _ = octets.lstrip(b"\r\n").partition(b"\r\n")
    return bool(end) and parse_result_code(line.decode("latin-1")) is not None
