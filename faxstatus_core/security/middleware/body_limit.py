"""A body that is too long, or does not come, is refused, whatever its head says of it."""

import asyncio

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from faxstatus_core.problem_kinds import ProblemKind
from faxstatus_core.security.middleware.answers import header, problem

PATIENCE = 30.0
"""Seconds within which more of a body has to come."""
RATE = 500
"""Octets a second that have to come on the whole, once that is over."""

_CLOSE = {"Connection": "close"}
"""The rest of the body would be taken for the next request."""


_DETAILS = {
    ProblemKind.TWO_LENGTHS: "the head gives two lengths of the body",
    ProblemKind.TOO_SLOW: "the body did not come",
    ProblemKind.TOO_LARGE: "the body is too long",
}
_MOST_DIGITS = 18


class _RefusedError(Exception):
    """The application gets no more of the body."""


class BodyLimit:
    """Lets bodies of at most ``limit`` octets pass: 413 for others (RFC 9110 §15.5.14).

    400 for one whose length is given twice, in two ways: what is before us may have gone by the
    other, and then the rest of it would be another request to us (RFC 9112 §6.1, §11.2).
    408 (§15.5.9) for one of which nothing came for ``patience`` seconds, or too little (``RATE``).
    Whatever the application makes of a body that ends like that, this is the answer.
    """

    def __init__(self, app: ASGIApp, limit: int, patience: float = PATIENCE) -> None:
        self._app = app
        self._limit = limit
        self._patience = patience

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        body = _Body(receive, send, self._limit, self._patience)
        if _has_two_lengths(scope):
            body.refused = ProblemKind.TWO_LENGTHS
        elif self._announced_too_long(scope):
            body.refused = ProblemKind.TOO_LARGE
        else:
            try:
                await self._app(scope, body.receive, body.send)
            except Exception:
                if not body.refused or body.answered:
                    raise
        if body.refused and not body.answered:
            refusal = problem(scope, body.refused, _DETAILS[body.refused], _CLOSE)
            await refusal(scope, receive, send)

    def _announced_too_long(self, scope: Scope) -> bool:
        length = header(scope, "content-length") or ""
        if not length.isascii() or not length.isdigit():
            return False  # then the octets are counted
        return len(length) > _MOST_DIGITS or int(length) > self._limit


def _has_two_lengths(scope: Scope) -> bool:
    names = {name for name, _ in scope["headers"]}
    return {b"content-length", b"transfer-encoding"} <= names


class _Body:
    """The body of one request as the application gets it, and the answer to it.

    ``refused``: what to answer in place of what the application answers. ``answered``: its answer
    has begun.
    """

    def __init__(self, receive: Receive, send: Send, limit: int, patience: float) -> None:
        self._receive = receive
        self._send = send
        self._left = limit
        self._patience = patience
        self._ended = False
        self._gives_up = asyncio.get_running_loop().time() + patience
        self.refused: ProblemKind | None = None
        self.answered = False

    async def receive(self) -> Message:
        if self._ended:
            # Then comes the end of the connection, which may last as long as a stream does.
            return await self._receive()
        # An octet from time to time would hold the connection for ever.
        now = asyncio.get_running_loop().time()
        gives_up = min(self._gives_up, now + self._patience)
        try:
            async with asyncio.timeout_at(gives_up):
                message = await self._receive()
        except TimeoutError:
            self.refused = ProblemKind.TOO_SLOW
            raise _RefusedError from None
        came = len(message.get("body", b""))
        self._gives_up += came / RATE
        self._left -= came
        if self._left < 0:
            self.refused = ProblemKind.TOO_LARGE
            raise _RefusedError
        self._ended = not message.get("more_body", False)
        return message

    async def send(self, message: Message) -> None:
        if self.refused and not self.answered:
            return
        self.answered = True
        await self._send(message)
