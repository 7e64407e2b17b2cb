"""A body that is too long is refused, whatever its head says of it."""

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from faxstatus_core.security.middleware.answers import header, problem

_CLOSE = {"Connection": "close"}


class BodyLimit:
    """Lets bodies of at most ``limit`` octets pass; 413 for others (RFC 9110 §15.5.14)."""

    def __init__(self, app: ASGIApp, limit: int) -> None:
        self._app = app
        self._limit = limit
        self._text = f"a body has at most {limit:,} octets"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        announced = header(scope, "content-length")
        if announced is not None and announced.isdecimal() and int(announced) > self._limit:
            refusal = problem(scope, 413, "too-large", self._text, _CLOSE)
            await refusal(scope, receive, send)
            return
        passed = 0

        async def counted() -> Message:
            nonlocal passed
            message = await receive()
            passed += len(message.get("body", b""))
            if passed > self._limit:
                # The application reads the body, so it is told, and answers.
                raise HTTPException(413, self._text, _CLOSE)
            return message

        await self._app(scope, counted, send)
