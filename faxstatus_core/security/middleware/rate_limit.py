"""Each client gets so many requests a minute."""

import math
import time
from collections.abc import Callable

from starlette.types import ASGIApp, Receive, Scope, Send

from faxstatus_core.problem_kinds import ProblemKind
from faxstatus_core.security.limits import RateLimiter
from faxstatus_core.security.middleware.answers import client_of, problem


class RateLimit:
    """429 with Retry-After for a client that asks too often (RFC 6585 §4)."""

    def __init__(
        self, app: ASGIApp, limiter: RateLimiter, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._app = app
        self._limiter = limiter
        self._clock = clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] == "http":
            wait = self._limiter.wait(client_of(scope), self._clock())
            if wait > 0:
                headers = {"Retry-After": str(math.ceil(wait))}
                detail = "this client asks too often"
                refusal = problem(scope, ProblemKind.TOO_MANY_REQUESTS, detail, headers)
                await refusal(scope, receive, send)
                return
        await self._app(scope, receive, send)
