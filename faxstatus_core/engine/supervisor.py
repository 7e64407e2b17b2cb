"""Keeps a port answering calls for as long as the program runs."""

import asyncio
import logging
from collections.abc import Callable
from typing import NoReturn

from faxstatus_core.engine.call import CallResult
from faxstatus_core.engine.errors import DeviceError
from faxstatus_core.engine.port import FaxPort
from faxstatus_core.engine.port_jobs import PollOffer
from faxstatus_core.errors import FaxError

logger = logging.getLogger(__name__)

END_SHOWN = 3.0
"""Seconds for which the end of a call stays to be seen in the port's status."""
REOPEN_INTERVAL = 5.0
"""Seconds between attempts to open a device that failed."""


async def keep_receiving(
    port: FaxPort,
    on_result: Callable[[CallResult], None] = lambda _result: None,
    offer: PollOffer | None = None,
) -> NoReturn:
    """Receive call after call; a device that fails is opened again until it works.

    Runs until it is cancelled. A call that fails is logged, and the port goes on.
    """
    while True:
        try:
            if not port.is_open:
                await port.open()
            await _receive_calls(port, on_result, offer)
        except DeviceError as error:
            logger.warning("%s (next attempt in %.0f s)", error, REOPEN_INTERVAL)
        except FaxError as error:
            logger.error("%s", error)  # noqa: TRY400 - it says what is wrong; no traceback wanted
            port.ready()
        await asyncio.sleep(REOPEN_INTERVAL)


async def _receive_calls(
    port: FaxPort, on_result: Callable[[CallResult], None], offer: PollOffer | None
) -> NoReturn:
    while True:
        on_result(await port.receive(offer))
        await asyncio.sleep(END_SHOWN)
        port.ready()
