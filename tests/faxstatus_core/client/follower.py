"""A client of either kind that follows the events in a thread, as a program does."""

import asyncio
import threading
from collections.abc import Callable
from typing import Any

from faxstatus_core.client import AsyncFaxClient, FaxClient
from faxstatus_core.errors import FaxError
from faxstatus_core.records import EventKind, ServerEvent
from tests.support.patience import PATIENCE

LAST = "999"
"""The number of the job that ends a follower."""


class Follower:
    """Follows ``url`` until the job for ``LAST`` is told, or for ``most`` events.

    ``seen`` is called at every event and loss. ``options``: of ``events``.
    """

    def __init__(
        self,
        kind: type[FaxClient | AsyncFaxClient],
        url: str,
        *,
        most: int = 10_000,
        seen: Callable[[], None] = lambda: None,
        **options: Any,
    ) -> None:
        self.events: list[ServerEvent] = []
        self.losses: list[FaxError | None] = []
        self.error: BaseException | None = None
        self._kind, self._url = kind, url
        self._most, self._seen = most, seen
        self._options = options
        self._thread = threading.Thread(target=self._run, name="follower", daemon=True)
        self._thread.start()

    @property
    def durable(self) -> list[ServerEvent]:
        """Those that must not be lost or repeated."""
        return [event for event in self.events if event.kind.durable]

    def finish(self) -> list[ServerEvent]:
        """Wait for its end; gives all events. Raises what came out of it."""
        self._thread.join(60)
        assert not self._thread.is_alive(), f"{len(self.events)} events, losses: {self.losses}"
        if self.error is not None:
            raise self.error
        return self.events

    def _run(self) -> None:
        try:
            if issubclass(self._kind, FaxClient):
                self._follow(self._kind)
            else:
                asyncio.run(self._follow_async(self._kind))
        except BaseException as error:  # it is raised by finish()
            self.error = error

    def _follow(self, kind: type[FaxClient]) -> None:
        with kind(self._url, timeout=PATIENCE) as client:
            for event in client.events(lost=self._lost, **self._options):
                if self._take(event):
                    return

    async def _follow_async(self, kind: type[AsyncFaxClient]) -> None:
        async with kind(self._url, timeout=PATIENCE) as client:
            async for event in client.events(lost=self._lost, **self._options):
                if self._take(event):
                    return

    def _lost(self, error: FaxError | None) -> None:
        self.losses.append(error)
        self._seen()

    def _take(self, event: ServerEvent) -> bool:
        self.events.append(event)
        self._seen()
        last = event.kind is EventKind.JOB and event.data["number"] == LAST
        return last or len(self.events) == self._most
