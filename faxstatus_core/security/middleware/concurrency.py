"""How many requests are served at a time."""

from starlette.types import ASGIApp, Receive, Scope, Send

from faxstatus_core.problem_kinds import ProblemKind
from faxstatus_core.security.middleware.answers import problem

_AGAIN = {"Retry-After": "10"}


class ConcurrencyLimit:
    """503 with Retry-After where ``limit`` requests, streams included, are under way."""

    def __init__(self, app: ASGIApp, limit: int) -> None:
        self._app = app
        self._limit = limit
        self._under_way = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if self._under_way >= self._limit:
            detail = "the server does as much as it may already"
            await problem(scope, ProblemKind.TOO_BUSY, detail, _AGAIN)(scope, receive, send)
            return
        self._under_way += 1
        try:
            await self._app(scope, receive, send)
        finally:
            self._under_way -= 1
