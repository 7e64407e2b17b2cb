"""Receiving with a Class 1 modem: frames, data and silence (T.31 §8.3.2, §8.3.4, §8.3.6).

Every wait ends, by what the modem says or by the clock; then the modem is in command state again.
"""

import asyncio
import contextlib

from faxstatus_core.engine.at import Response
from faxstatus_core.engine.class1_link import RECEIVE_FRAMES, Class1Link, Progress
from faxstatus_core.engine.sending import FRAME_TIMEOUT, silence_argument
from faxstatus_core.t30.actions import (
    DataReceived,
    Done,
    Failed,
    FramesReceived,
    LineDropped,
    NothingReceived,
    OtherCarrier,
    ReceiveData,
    ReceivedFrame,
    Result,
)
from faxstatus_core.t31.dle import DleDecoder
from faxstatus_core.t31.hdlc import fcs_is_good
from faxstatus_core.t31.result_codes import ResultCode, result_at_end

_NEXT_FRAME_TIMEOUT = 2.0
_RESULT_TIMEOUT = 1.0  # after DLE ETX; less than the far end waits for a response
_MOST_FRAMES = 20  # of one carrier; T.30 knows no command with more than ten
_LONGEST_FRAME = 1024  # octets; T.30's longest have some 250
_MOST_REFUSALS = 3
_LISTEN_AGAIN = 0.05  # least seconds from one try to the next: some modems refuse at once
_DATA_TIMEOUT = 5.0  # without one octet while the carrier stands: less than T2
_RESULT_STANDS = 0.2  # after a result code in the data: without more data, it is one
_LONGEST_CHECK = 10.0  # a training check takes 1.5 s
_LONGEST_PAGE = 1800.0
_LONGEST_SILENCE_WAIT = 4.0
_TAIL = 32  # octets: more than the longest result code has
_FINAL_FRAME = 0x10
_V21_CAME = "+FRH:3"
"""What +FRM says with +FAR=1 when V.21 came (T.31 §8.5.1)."""


async def receive_frames(link: Class1Link, timeout: float) -> Result:
    """The frames of one V.21 carrier that begins within ``timeout`` seconds.

    A modem that refuses to listen, or hears another carrier, is asked again until then; one that
    has never listened, three times.
    """
    loop = asyncio.get_running_loop()
    gives_up = loop.time() + timeout
    refusals = 0
    while True:
        began = loop.time()
        response = await link.start(RECEIVE_FRAMES, max(gives_up - began, 0.0))
        if response is None:
            await link.channel.abort_reception()
            return NothingReceived()
        match response.code:
            case ResultCode.CONNECT:
                if frames := await _frames_of_carrier(link):
                    link.heard_frames = True
                    return FramesReceived(tuple(frames))
            case ResultCode.NO_CARRIER:
                return LineDropped()
            case ResultCode.FCERROR:
                pass
            case code:  # some say ERROR for a wrong carrier
                refusals += 1
                if refusals >= _MOST_REFUSALS and not link.heard_frames:
                    return Failed(f"{code.value} after AT{RECEIVE_FRAMES}")
        await asyncio.sleep(began + _LISTEN_AGAIN - loop.time())
        if loop.time() >= gives_up:
            return NothingReceived()


async def _frames_of_carrier(link: Class1Link) -> list[ReceivedFrame]:
    """The frames after CONNECT, up to the final one or the end of the carrier."""
    frames: list[ReceivedFrame] = []
    for number in range(_MOST_FRAMES):
        if number:
            response = await link.start(RECEIVE_FRAMES, _NEXT_FRAME_TIMEOUT)
            if response is None:
                await link.channel.abort_reception()
            if response is None or response.code is not ResultCode.CONNECT:
                break
        frame, code = await _receive_frame(link)
        if frame is not None:
            frames.append(frame)
            if frame.good and frame.octets[1] & _FINAL_FRAME:
                break
        if not frames or code in (None, ResultCode.NO_CARRIER):
            break
    return frames


async def _receive_frame(link: Class1Link) -> tuple[ReceivedFrame | None, ResultCode | None]:
    """One frame after CONNECT, and the result code that followed it; None: there was none."""
    channel = link.channel
    decoder = DleDecoder()
    octets = bytearray()
    ended = False
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(FRAME_TIMEOUT):
            while not ended and len(octets) <= _LONGEST_FRAME:
                data, ended = await channel.data(decoder)
                octets += data
                if not ended and result_at_end(octets) == len(octets):
                    channel.push_back(bytes(octets))  # flags came alone, then no carrier
                    octets.clear()
                    ended = True
    if not ended:
        await channel.abort_reception()
        return None, None
    response = await channel.response(_RESULT_TIMEOUT)
    if response is None:
        await channel.resynchronise()
    code = response.code if response is not None else None
    good = code is ResultCode.OK
    if link.quirks.frames_with_fcs:
        good = good and fcs_is_good(bytes(octets))
        octets = octets[:-2]
    if len(octets) < 2:
        return None, code
    return ReceivedFrame(bytes(octets), good), code


async def receive_data(link: Class1Link, action: ReceiveData, progress: Progress | None) -> Result:
    """The data of one carrier. ``progress`` hears of it if it goes into a sink."""
    command = f"+FRM={action.modulation.code}"
    loop = asyncio.get_running_loop()
    gives_up = loop.time() + action.timeout
    response = await link.start(command, action.timeout)
    if (
        response is not None
        and response.code is ResultCode.FCERROR
        and not _v21_came(response)
        and link.quirks.repeat_after_fcerror
    ):
        # The V.21 carrier of the last command may not have been over yet.
        response = await link.start(command, max(gives_up - loop.time(), 0.0))
    if response is None:
        await link.channel.abort_reception()
        return NothingReceived()
    if _v21_came(response):
        if response.code is ResultCode.CONNECT:
            link.implied = RECEIVE_FRAMES  # the frame follows
        return OtherCarrier()
    match response.code:
        case ResultCode.CONNECT:
            return await _take_data(link, action, progress)
        case ResultCode.FCERROR | ResultCode.ERROR:  # some say ERROR for a wrong carrier
            return OtherCarrier()
        case ResultCode.NO_CARRIER:
            return LineDropped()
        case ResultCode.OK:
            return NothingReceived()
    return Failed(f"{response.code.value} after AT{command}")


async def _take_data(link: Class1Link, action: ReceiveData, progress: Progress | None) -> Result:
    """Data up to DLE ETX, or to a result code where a modem leaves that out."""
    channel = link.channel
    decoder = DleDecoder()
    kept = bytearray()
    tail = b""
    count, ended = 0, False
    loop = asyncio.get_running_loop()
    gives_up = loop.time() + (_LONGEST_CHECK if action.sink is None else _LONGEST_PAGE)
    while not ended:
        result = result_at_end(tail)
        patience = _RESULT_STANDS if result else _DATA_TIMEOUT
        try:
            async with asyncio.timeout_at(min(loop.time() + patience, gives_up)):
                data, ended = await channel.data(decoder)
        except TimeoutError:
            if not result:
                await channel.abort_reception()
                return DataReceived(bytes(kept), count - len(kept))
            await channel.resynchronise()
            passed = 0 if action.sink is None else count - result
            return DataReceived(bytes(kept[:-result]), passed)
        if count == 0 and not ended and result_at_end(data) == len(data):
            channel.push_back(data)  # the carrier went before any data came
            break
        count += len(data)
        tail = (tail + data[-_TAIL:])[-_TAIL:]
        if action.sink is None:
            kept += data
            continue
        action.sink.feed(data)
        if progress is not None:
            progress(count)
    if await channel.response(_RESULT_TIMEOUT) is None:
        await channel.resynchronise()
    return DataReceived(bytes(kept), count - len(kept))


async def await_silence(link: Class1Link, seconds: float) -> Result:
    """Wait until the line was silent for ``seconds``, or 5 ms less.

    Where the modem cannot tell, the clock has to do, from its last answer on. A line that is never
    silent is talked over after 4 s.
    """
    if link.implied is not None and link.implied != RECEIVE_FRAMES:
        return Done()  # the modem is sending already
    await link.leave_implied()
    began = asyncio.get_running_loop().time() - link.channel.since_answer
    if link.quirks.silence_commands:
        command = f"+FRS={silence_argument(seconds)}"
        response = await link.channel.command(command, _LONGEST_SILENCE_WAIT)
        if response is None:
            await link.channel.abort_reception()
        if response is None or response.ok:
            return Done()
    await asyncio.sleep(began + seconds - asyncio.get_running_loop().time())
    return Done()


def _v21_came(response: Response) -> bool:
    return any(line.replace(" ", "") == _V21_CAME for line in response.lines)
