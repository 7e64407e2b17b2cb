"""Sending with a Class 1 modem: frames, data and silence (T.31 §8.3.1, §8.3.3, §8.3.5).

A modem that answers anything but what it should has not sent what it was given: the action failed.
"""

import asyncio
import math

from faxstatus_core.engine.at import Response
from faxstatus_core.engine.class1_link import COMMAND_TIMEOUT, SEND_FRAMES, Class1Link, Progress
from faxstatus_core.t30.actions import Done, Failed, Result, SendData
from faxstatus_core.t31.dle import END_OF_DATA, shield
from faxstatus_core.t31.result_codes import ResultCode

FRAME_TIMEOUT = 8.0
"""Seconds: the preamble and the longest frame of 3.45 s (T.30 §5.3.1)."""
_DATA_TIMEOUT = 10.0  # beyond what the data takes
_CHUNK = 1024
_SHORTER = 0.005
"""Of 75 ms asked for 70 are enough: the modem takes some time for its commands, too."""


async def send_frames(link: Class1Link, frames: tuple[bytes, ...]) -> Result:
    """Send frames in one V.21 carrier: CONNECT before each of them, OK after the last."""
    response = await link.start(SEND_FRAMES, COMMAND_TIMEOUT)
    if response is None or response.code is not ResultCode.CONNECT:
        return await _failed(link, SEND_FRAMES, response)
    for number, frame in enumerate(frames, 1):
        await link.channel.write(shield(frame) + END_OF_DATA)
        response = await link.channel.response(FRAME_TIMEOUT)
        expected = ResultCode.CONNECT if number < len(frames) else ResultCode.OK
        if response is None or response.code is not expected:
            return await _broken_off(link, SEND_FRAMES, response)
    return Done()


async def send_data(link: Class1Link, action: SendData, progress: Progress | None) -> Result:
    """Send data with a modulation. ``progress`` hears of page data as the modem takes it."""
    command = f"+FTM={action.modulation.code}"
    response = await link.start(command, COMMAND_TIMEOUT)
    if response is None or response.code is not ResultCode.CONNECT:
        return await _failed(link, command, response)
    if link.quirks.transmit_pause:
        await asyncio.sleep(link.quirks.transmit_pause)
    duration = action.modulation.training + len(action.data) * action.modulation.octet_time
    limit = 2 * duration + _DATA_TIMEOUT
    try:
        async with asyncio.timeout(limit):
            response = await _write_data(link, action, progress)
            if response is None:
                response = await link.channel.response(limit)
                if response is not None and response.ok:
                    return Done()
    except TimeoutError:
        response = None
    return await _broken_off(link, command, response)


async def _write_data(
    link: Class1Link, action: SendData, progress: Progress | None
) -> Response | None:
    """Give the modem all data and their end; what it says before that, or None."""
    for start in range(0, len(action.data), _CHUNK):
        await link.channel.write(shield(action.data[start : start + _CHUNK]))
        early = await link.channel.response(0)
        if early is not None and early.code is not ResultCode.CONNECT:
            return early
        if progress is not None and action.page is not None:
            progress(min(start + _CHUNK, len(action.data)))
    await link.channel.write(END_OF_DATA)
    return None


async def send_silence(link: Class1Link, seconds: float) -> Result:
    """Send nothing, so that it is ``seconds`` since the last signal, or 5 ms less, in all."""
    await link.leave_implied()
    passed = link.channel.since_answer if link.channel.in_command_state else 0.0
    hundredths = silence_argument(seconds - passed)
    if hundredths <= 0:
        return Done()
    if link.quirks.silence_commands:
        response = await link.channel.command(f"+FTS={hundredths}", COMMAND_TIMEOUT)
        if response is None:
            return await _failed(link, f"+FTS={hundredths}", response)
        if response.ok:
            return Done()
    await asyncio.sleep(hundredths / 100)  # whatever it meant, nothing is being sent
    return Done()


def silence_argument(seconds: float) -> int:
    """What +FTS and +FRS are told, in hundredths: 7 for 75 ms, never less than 70 ms."""
    return min(255, math.ceil((seconds - _SHORTER) * 100 - 1e-6))


async def _failed(link: Class1Link, command: str, response: Response | None) -> Failed:
    """The modem did not begin."""
    if response is None:
        return await _broken_off(link, command, response)
    return Failed(f"{response.code.value} after AT{command}")


async def _broken_off(link: Class1Link, command: str, response: Response | None) -> Failed:
    """The modem waits for more, or takes what is left of the data for a command: it must not."""
    await link.channel.abort_transmission()
    said = response.code.value if response is not None else "no answer from the modem"
    return Failed(f"{said} {'after' if response is not None else 'to'} AT{command}")
