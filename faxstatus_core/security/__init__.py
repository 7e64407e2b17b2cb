"""Who may do what, and how much."""

from faxstatus_core.security.http_protocol import PromptHttp
from faxstatus_core.security.limits import RateLimiter, Slots
from faxstatus_core.security.masking import MaskingFilter
from faxstatus_core.security.middleware import guarded
from faxstatus_core.security.policy import OpenServerError, is_loopback, open_to_all
from faxstatus_core.security.roles import Role
from faxstatus_core.security.sessions import Session, SessionTable
from faxstatus_core.security.settings import SecuritySection, TlsSection
from faxstatus_core.security.tls import TlsError, load_certificate, tls_context
from faxstatus_core.security.token_file import TokenFile
from faxstatus_core.security.tokens import TokenError, TokenRecord, new_token

__all__ = [
    "MaskingFilter",
    "OpenServerError",
    "PromptHttp",
    "RateLimiter",
    "Role",
    "SecuritySection",
    "Session",
    "SessionTable",
    "Slots",
    "TlsError",
    "TlsSection",
    "TokenError",
    "TokenFile",
    "TokenRecord",
    "guarded",
    "is_loopback",
    "load_certificate",
    "new_token",
    "open_to_all",
    "tls_context",
]
