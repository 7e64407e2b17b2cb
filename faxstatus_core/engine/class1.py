"""The Class 1 driver: carries out a T.30 session's actions with AT+F commands (T.31 §8)."""

from faxstatus_core.engine import receiving, sending
from faxstatus_core.engine.at import AtChannel
from faxstatus_core.engine.caller_id import CallerId
from faxstatus_core.engine.class1_link import (
    COMMAND_TIMEOUT,
    RECEIVE_FRAMES,
    SEND_FRAMES,
    Class1Link,
    Progress,
)
from faxstatus_core.engine.dialling import dial_string, dialling_time
from faxstatus_core.engine.modem_info import ModemInfo, initialise
from faxstatus_core.t30.actions import (
    Action,
    AwaitSilence,
    ReceiveData,
    ReceiveFrames,
    Result,
    SendData,
    SendFrames,
    SendSilence,
)
from faxstatus_core.t31.profile import ModemProfile, match_profile
from faxstatus_core.t31.result_codes import ResultCode, parse_result_code

__all__ = ["Class1Modem", "Progress"]

DIAL_TIMEOUT = 90.0
"""After the last digit; longer than S7: the modem gives up first and says why."""
ANSWER_TIMEOUT = 20.0
_HANG_UP_TIMEOUT = 2.0  # a modem that has just been told to dial may not have heard ATH


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
        self._link = Class1Link(channel, match_profile("").quirks)

    # --- phase A and release

    async def initialise(self) -> ModemInfo:
        """Reset the modem, learn what it is, and enter class 1. Never goes off hook.

        Raises :class:`NotAModemError`.
        """
        info = await initialise(self._channel, self._given_profile, self._usb_id)
        self._link = Class1Link(self._channel, info.profile.quirks)
        return info

    async def dial(self, number: str) -> ResultCode | None:
        """Call ``number``. CONNECT: a fax machine was heard; None: no answer from the modem.

        The modem sends CNG, and tells nothing of CED: CONNECT means that it hears V.21 flags. Who
        answers with a voice or not at all brings NO CARRIER or NO ANSWER after S7, from some
        modems VOICE at once; RINGING is waited out. Noise taken for flags is CONNECT without a
        frame, and the session's T1 ends that call.

        Raises :class:`BadNumberError`.
        """
        digits = dial_string(number)
        return await self._connect(
            f"D{digits}", DIAL_TIMEOUT + dialling_time(digits), RECEIVE_FRAMES
        )

    async def answer(self) -> ResultCode | None:
        """Answer a ringing line. CONNECT: frames may be sent.

        The modem sends CED and flags whoever calls, and tells nothing of CNG: a person, or nobody,
        is known only by their silence when the session's T1 has passed.
        """
        return await self._connect("A", ANSWER_TIMEOUT, SEND_FRAMES)

    async def incoming(self, caller: CallerId) -> CallerId | None:
        """Wait for what an idle modem says: None at a RING; else more of who calls."""
        while True:
            line = await self._channel.line()
            if parse_result_code(line) is ResultCode.RING:
                return None
            if (known := caller.with_line(line)) is not None:
                return known

    async def hang_up(self) -> None:
        """Release the line, whatever the modem is doing. Raises :class:`NotAModemError`."""
        self._link.implied = None
        for timeout in (_HANG_UP_TIMEOUT, COMMAND_TIMEOUT):
            response = await self._channel.command("H0", timeout)
            if response is not None and response.ok:
                return
            await self.escape()

    async def escape(self) -> None:
        """Come back to command state from anywhere. Raises :class:`NotAModemError`."""
        self._link.implied = None
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
                return await sending.send_frames(self._link, frames)
            case ReceiveFrames(timeout):
                return await receiving.receive_frames(self._link, timeout)
            case SendData():
                return await sending.send_data(self._link, action, progress)
            case ReceiveData():
                return await receiving.receive_data(self._link, action, progress)
            case SendSilence(seconds):
                return await sending.send_silence(self._link, seconds)
            case AwaitSilence(seconds):
                return await receiving.await_silence(self._link, seconds)
        raise TypeError(f"no modem can do {action!r}")

    async def _connect(self, command: str, timeout: float, implied: str) -> ResultCode | None:
        """Dial or answer; after CONNECT the modem does what ``implied`` says."""
        response = await self._channel.command(command, timeout)
        if response is None:
            await self.escape()
            return None
        if response.code is ResultCode.CONNECT:
            self._link.implied = implied
        return response.code
