"""Pages of other sites get nothing done here, even in a browser that is logged in."""

from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from faxstatus_core.problem_kinds import ProblemKind
from faxstatus_core.security.middleware.answers import header, problem

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_OWN = frozenset({"same-origin", "none"})


class SameSite:
    """403 for a request that changes something and that a browser makes for another site.

    By Sec-Fetch-Site (W3C Fetch Metadata), which no page can set, else by Origin: older browsers
    send only that, and so do new ones to plain HTTP. Programs send neither. Also without a cookie:
    where no token is needed, to come from this machine is enough.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] == "http" and scope["method"] not in _SAFE and not _own(scope):
            detail = "a page of another site made this request"
            await problem(scope, ProblemKind.OTHER_SITE, detail)(scope, receive, send)
            return
        await self._app(scope, receive, send)


def _own(scope: Scope) -> bool:
    headers = Headers(scope=scope)
    if sites := headers.getlist("sec-fetch-site"):
        return all(site in _OWN for site in sites)
    host = (header(scope, "host") or "").strip().lower()
    return all(_is_origin_of(origin, host, scope["scheme"]) for origin in headers.getlist("origin"))


def _is_origin_of(origin: str, host: str, scheme: str) -> bool:
    """Whether ``origin`` is that of ``host``. Before us a proxy may have ended its TLS."""
    try:
        parts = urlsplit(origin.lower())
    except ValueError:
        return False
    schemes = ("https",) if scheme == "https" else ("http", "https")
    return bool(host) and parts.netloc == host and parts.scheme in schemes
