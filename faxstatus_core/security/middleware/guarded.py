"""All of them, in their order."""

import socket

from starlette.types import ASGIApp

from faxstatus_core.security.limits import RateLimiter
from faxstatus_core.security.middleware.body_limit import BodyLimit
from faxstatus_core.security.middleware.headers import SecurityHeaders
from faxstatus_core.security.middleware.hosts import AllowedHosts
from faxstatus_core.security.middleware.rate_limit import RateLimit
from faxstatus_core.security.middleware.same_site import SameSite
from faxstatus_core.security.policy import is_loopback
from faxstatus_core.security.settings import SecuritySection

_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_ANY = ("0.0.0.0", "::")  # noqa: S104 - what a configuration says for all addresses
_SECONDS = 60.0


def guarded(app: ASGIApp, section: SecuritySection, host: str, *, tls: bool) -> ASGIApp:
    """``app`` behind all protections, for a server that listens on ``host``."""
    limiter = RateLimiter(section.requests_per_minute / _SECONDS, section.burst)
    app = BodyLimit(app, section.max_body)
    app = SameSite(app)
    app = AllowedHosts(app, (*_LOOPBACK, *own_names(host), *section.allowed_hosts))
    app = RateLimit(app, limiter)
    return SecurityHeaders(app, tls=tls)


def own_names(host: str) -> tuple[str, ...]:
    """The names of a server that listens on ``host``."""
    if is_loopback(host):
        return (host,)
    names = [host, socket.gethostname(), socket.getfqdn()]
    if host in _ANY:
        names += [str(address[4][0]) for address in _addresses()]
    return tuple(names)


def _addresses() -> list[tuple[object, object, object, object, tuple[object, ...]]]:
    try:
        return list(socket.getaddrinfo(socket.gethostname(), None))
    except OSError:
        return []
