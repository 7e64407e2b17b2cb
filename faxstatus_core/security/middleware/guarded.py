"""All of them, in their order."""

import socket

from starlette.types import ASGIApp

from faxstatus_core.security.limits import RateLimiter
from faxstatus_core.security.middleware.body_limit import BodyLimit
from faxstatus_core.security.middleware.concurrency import ConcurrencyLimit
from faxstatus_core.security.middleware.headers import SecurityHeaders
from faxstatus_core.security.middleware.hosts import AllowedHosts
from faxstatus_core.security.middleware.rate_limit import RateLimit
from faxstatus_core.security.middleware.same_site import SameSite
from faxstatus_core.security.policy import is_loopback
from faxstatus_core.security.settings import SecuritySection

_SECONDS = 60.0


def guarded(app: ASGIApp, section: SecuritySection, host: str, *, tls: bool) -> ASGIApp:
    """``app`` behind all protections, for a server that listens on ``host``."""
    limiter = RateLimiter(section.requests_per_minute / _SECONDS, section.burst)
    app = BodyLimit(app, section.max_body)
    app = ConcurrencyLimit(app, section.max_connections)
    app = SameSite(app)
    app = AllowedHosts(app, (*own_names(host), *section.allowed_hosts))
    app = RateLimit(app, limiter)
    return SecurityHeaders(app, tls=tls)


def own_names(host: str) -> tuple[str, ...]:
    """The names of a server that listens on ``host``, as far as this machine knows them itself.

    What DNS says of its addresses is left out: whoever answers for DNS could add names.
    """
    if is_loopback(host):
        return ("localhost", host)
    return ("localhost", host, socket.gethostname())
