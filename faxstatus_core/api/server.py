"""Running the application."""

import socket

import uvicorn

from faxstatus_core.api.app import create_app
from faxstatus_core.status import StatusBus

_GRACE = 3
"""Seconds for open responses at shutdown: a client that does not read must not hold us."""


class StatusServer(uvicorn.Server):
    """A uvicorn server that ends the event streams when it shuts down.

    Await ``serve()`` on the event loop that publishes to ``bus``; set ``should_exit`` to stop.
    ``port`` 0 takes any free port.
    """

    def __init__(self, bus: StatusBus, *, host: str = "127.0.0.1", port: int = 8000) -> None:
        super().__init__(
            uvicorn.Config(
                create_app(bus),
                host=host,
                port=port,
                log_level="warning",
                timeout_graceful_shutdown=_GRACE,
            )
        )
        self._bus = bus

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Close the bus, then the connections: uvicorn waits for responses to end by themselves."""
        self._bus.close()
        await super().shutdown(sockets)
