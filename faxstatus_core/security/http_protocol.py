"""Connections that only cost: uvicorn itself waits for a request for ever.

The rest is in uvicorn's settings: ``h11_max_incomplete_event_size`` bounds the octets of a head,
``timeout_keep_alive`` the time between requests; ``BodyLimit`` sees to the body.
"""

import asyncio

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

HEAD = 20.0
"""Seconds that a client has for the head of a request."""
RESERVE = 50
"""Connections above the limit that are taken still, to be told that there are too many."""


class PromptHttp(H11Protocol):
    """HTTP/1.1 with a time limit for heads, for ``uvicorn.Config(http=PromptHttp)``.

    The setting ``limit_concurrency`` bounds connections: ``RESERVE`` more are taken, for which
    ``ConcurrencyLimit`` answers as for any request, and what comes beyond is closed at once.
    """

    _deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        # uvicorn's own signature
        """Begin to wait for a request, or close a connection too many."""
        super().connection_made(transport)
        limit, self.limit_concurrency = self.limit_concurrency, None
        if limit is not None and len(self.connections) > limit + RESERVE:
            transport.abort()
            return
        self._watch()

    def data_received(self, data: bytes) -> None:
        """Take octets of a request."""
        super().data_received(data)
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        """End."""
        self._forget()
        super().connection_lost(exc)

    def send_400_response(self, msg: str) -> None:
        """Refuse what is no HTTP. A request whose body it is gets no other answer.

        uvicorn itself would then answer a second time, and log what goes wrong with that.
        """
        cycle = self.cycle
        if cycle is not None and not cycle.response_complete:
            cycle.disconnected = True
            cycle.message_event.set()
            if cycle.response_started or cycle.scope["method"] == "HEAD":
                self.transport.close()
                return
        super().send_400_response(msg)

    def _watch(self) -> None:
        if self.conn.their_state is not h11.IDLE:
            self._forget()
        elif self._deadline is None:
            self._deadline = self.loop.call_later(HEAD, self.transport.abort)

    def _forget(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None
