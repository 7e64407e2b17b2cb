"""Whether a token is needed."""

import ipaddress

from faxstatus_core.errors import FaxError


class OpenServerError(FaxError):
    """A server that others could reach without a token."""


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches ``host``."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def open_to_all(host: str, *, has_tokens: bool, wanted: bool) -> bool:
    """Whether everybody may do everything on a server at ``host``.

    Without a token, only where it listens on loopback, or where that is ``wanted``. Raises
    OpenServerError for a server without tokens that others reach.
    """
    if wanted:
        return True
    if has_tokens:
        return False
    if is_loopback(host):
        return True
    raise OpenServerError(
        "others would reach this server, and there is no token",
        where=host,
        remedy="make one with 'faxstatus token create', or say open = true in [security]",
    )
