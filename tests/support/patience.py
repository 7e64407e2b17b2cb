"""Waiting for what comes in its own time, longer than any machine is busy."""

import asyncio
import time
from collections.abc import Callable

PATIENCE = 300.0
"""Seconds after which a test gives up. It is no measure of anything."""


def wait(condition: Callable[[], object], otherwise: str = "") -> None:
    """Wait until it holds; ``otherwise`` is what is wrong if it never does."""
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, otherwise
        time.sleep(0.01)


async def until(condition: Callable[[], object]) -> None:
    """Let the event loop run until it holds."""
    async with asyncio.timeout(PATIENCE):
        while not condition():
            await asyncio.sleep(0.001)
