"""What stands before the application: limits and protections, one ASGI middleware each."""

from faxstatus_core.security.middleware.body_limit import BodyLimit
from faxstatus_core.security.middleware.concurrency import ConcurrencyLimit
from faxstatus_core.security.middleware.guarded import guarded
from faxstatus_core.security.middleware.headers import SecurityHeaders
from faxstatus_core.security.middleware.hosts import AllowedHosts
from faxstatus_core.security.middleware.rate_limit import RateLimit
from faxstatus_core.security.middleware.same_site import SameSite

__all__ = [
    "AllowedHosts",
    "BodyLimit",
    "ConcurrencyLimit",
    "RateLimit",
    "SameSite",
    "SecurityHeaders",
    "guarded",
]
