"""Pages of other sites get nothing done here, even in a browser that is logged in."""

from urllib.parse import urlsplit

from starlette.types import ASGIApp, Receive, Scope, Send

from faxstatus_core.security.middleware.answers import header, problem

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_OWN = frozenset({"same-origin", "none"})


class SameSite:
    """403 for a request that changes something and that a browser makes for another site.

    By Sec-Fetch-Site where the browser sends it, else by Origin. Programs send neither.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] == "http" and scope["method"] not in _SAFE and not _own(scope):
            detail = "a page of another site made this request"
            await problem(scope, 403, "other-site", detail)(scope, receive, send)
            return
        await self._app(scope, receive, send)


def _own(scope: Scope) -> bool:
    site = header(scope, "sec-fetch-site")
    if site is not None and site not in _OWN:
        return False
    origin = header(scope, "origin")
    if origin is None:
        return True
    host = (header(scope, "host") or "").strip().lower()
    try:
        return urlsplit(origin).netloc.lower() == host
    except ValueError:
        return False
