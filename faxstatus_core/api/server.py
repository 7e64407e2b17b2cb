"""Running the application on an event loop that others use too."""

import asyncio
import contextlib
import errno
import socket
from collections.abc import AsyncIterator, Iterator

import uvicorn

from faxstatus_core.api.app import create_app
from faxstatus_core.errors import FaxError
from faxstatus_core.status import StatusBus

_GRACE = 3
"""Seconds for open responses at shutdown: a client that does not read must not hold us."""


class AddressError(FaxError):
    """The address cannot be listened on. ``where`` is host and port."""


class StatusServer(uvicorn.Server):
    """A uvicorn server that ends the event streams when it shuts down, and leaves signals alone.

    Await ``serve()`` on the event loop that publishes to ``bus``; set ``should_exit`` to stop.
    """

    def __init__(self, bus: StatusBus) -> None:
        super().__init__(
            uvicorn.Config(
                create_app(bus), log_config=None, timeout_graceful_shutdown=_GRACE, lifespan="off"
            )
        )
        self._bus = bus

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Signals belong to the program: it also has calls to end."""
        yield

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Close the bus, then the connections: uvicorn waits for responses to end by themselves."""
        self._bus.close()
        await super().shutdown(sockets)


@contextlib.asynccontextmanager
async def serving(bus: StatusBus, host: str, port: int) -> AsyncIterator[str]:
    """Serve ``bus`` while the context lasts; gives the base URL. Port 0 takes any free one.

    Raises :class:`AddressError` if the address cannot be had.
    """
    listener = _listen(host, port)
    server = StatusServer(bus)
    task = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        name = f"[{host}]" if ":" in host else host
        yield f"http://{name}:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        await task
        listener.close()


def _listen(host: str, port: int) -> socket.socket:
    where = f"{host}:{port}"
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        return socket.create_server((host, port), family=family)
    except OSError as error:
        taken = error.errno == errno.EADDRINUSE
        raise AddressError(
            "another program listens there" if taken else f"cannot listen there: {error.strerror}",
            where=where,
            remedy="choose another port, or 0 for any free one" if taken else "mend the address",
        ) from error
