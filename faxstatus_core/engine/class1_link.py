"""A modem in class 1, off hook: what it is doing, and what it must be told to do next."""

from collections.abc import Callable

from faxstatus_core.engine.at import AtChannel, Response
from faxstatus_core.t31.profile import Quirks
from faxstatus_core.t31.result_codes import ResultCode

COMMAND_TIMEOUT = 5.0
SEND_FRAMES, RECEIVE_FRAMES = "+FTH=3", "+FRH=3"

Progress = Callable[[int], None]
"""Told how many octets of the present data have passed."""


class Class1Link:
    """The channel to a modem, its quirks, and the operation that it has begun unasked.

    That is :data:`RECEIVE_FRAMES` after ATD and after ``+FRH:3`` (T.31 §8.5.1), and
    :data:`SEND_FRAMES` after ATA.
    """

    def __init__(self, channel: AtChannel, quirks: Quirks) -> None:
        self.channel = channel
        self.quirks = quirks
        self.implied: str | None = None
        self.heard_frames = False
        """Whether it ever received by +FRH=3: then ERROR to it is a wrong carrier."""

    async def start(self, command: str, timeout: float) -> Response | None:
        """Begin an operation, unless the modem has begun it already. None: no answer."""
        implied, self.implied = self.implied, None
        if implied == command:
            return Response(ResultCode.CONNECT)
        return await self.channel.command(command, timeout)

    async def leave_implied(self) -> None:
        """End what the modem does unasked: it shall do nothing."""
        if self.implied is not None:
            self.implied = None
            await self.channel.abort_transmission()
