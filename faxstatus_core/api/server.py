"""Running the application on an event loop that others use too."""

import asyncio
import contextlib
import errno
import socket
import ssl
from collections.abc import AsyncIterator, Iterator

import uvicorn
from starlette.types import ASGIApp

from faxstatus_core.errors import FaxError
from faxstatus_core.security import PromptHttp
from faxstatus_core.service import EventHub

_GRACE = 3
"""Seconds for open responses at shutdown: a client that does not read must not hold us."""
_KEEP_ALIVE = 30
_BACKLOG = 1024
_HANDSHAKE = 10
"""Seconds that a client has for TLS, before it is counted as a connection; asyncio gives 60."""
_LARGEST_HEAD = 64 * 1024
"""Octets of a request's head; more is no request."""


class AddressError(FaxError):
    """The address cannot be listened on. ``where`` is host and port."""


class FaxHttpServer(uvicorn.Server):
    """A uvicorn server that ends the event streams when it shuts down, and leaves signals alone.

    Await ``serve()`` on the service's event loop; set ``should_exit`` to stop.
    """

    def __init__(
        self,
        app: ASGIApp,
        hub: EventHub,
        *,
        tls: ssl.SSLContext | None = None,
        connections: int | None = None,
    ) -> None:
        config = uvicorn.Config(
            app,
            http=PromptHttp,
            ws="none",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            timeout_graceful_shutdown=_GRACE,
            timeout_keep_alive=_KEEP_ALIVE,
            h11_max_incomplete_event_size=_LARGEST_HEAD,
            limit_concurrency=connections,
            lifespan="off",
        )
        super().__init__(config)
        config.load()
        if tls is not None:
            config.ssl = tls
        self._hub = hub

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Signals belong to the program: it also has calls to end."""
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Listen on ``sockets``."""
        config, loop = self.config, asyncio.get_running_loop()

        def protocol() -> PromptHttp:
            return PromptHttp(config, self.server_state, self.lifespan.state, loop)

        handshake = _HANDSHAKE if config.ssl is not None else None
        self.servers = [
            await loop.create_server(
                protocol,
                sock=each,
                ssl=config.ssl,
                backlog=_BACKLOG,
                ssl_handshake_timeout=handshake,
            )
            for each in sockets or ()
        ]
        self.started = True

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Close the hub, then the connections: uvicorn waits for responses to end by themselves."""
        self._hub.close()
        await super().shutdown(sockets)


@contextlib.asynccontextmanager
async def serving(
    app: ASGIApp,
    hub: EventHub,
    host: str,
    port: int,
    *,
    tls: ssl.SSLContext | None = None,
    connections: int | None = None,
) -> AsyncIterator[str]:
    """Serve ``app`` while the context lasts; gives the base URL. Port 0 takes any free one.

    Raises :class:`AddressError` if the address cannot be had.
    """
    listener = _listen(host, port)
    server = FaxHttpServer(app, hub, tls=tls, connections=connections)
    task = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        name = f"[{host}]" if ":" in host else host
        scheme = "http" if tls is None else "https"
        yield f"{scheme}://{name}:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        await task
        listener.close()


def _listen(host: str, port: int) -> socket.socket:
    where = f"{host}:{port}"
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        # By name of its protocol: of others, asyncio does not know that they may not wait for an
        # acknowledgement before they send the rest of an answer (TCP_NODELAY).
        listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        try:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if family == socket.AF_INET6:
                listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            listener.bind((host, port))
            listener.listen(_BACKLOG)
        except BaseException:
            listener.close()
            raise
    except OSError as error:
        taken = error.errno == errno.EADDRINUSE
        raise AddressError(
            "another program listens there" if taken else f"cannot listen there: {error.strerror}",
            where=where,
            remedy="choose another port, or 0 for any free one" if taken else "mend the address",
        ) from error
    return listener
