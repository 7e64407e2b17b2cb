"""What can go wrong between a client and a status server."""

from faxstatus_core.errors import FaxError


class NotConnectedError(FaxError):
    """The server is needed, but the client is not connected (any more)."""


class ServerUnreachableError(FaxError):
    """The address is wrong, or nobody answers there in time."""


class ServerReplyError(FaxError):
    """The server answered, but not as a fax status server does, or with an error of its own."""


class PortGoneError(FaxError):
    """The server no longer has this port."""


class PortIndexError(FaxError, IndexError):
    """FaxPorts has no item of this number."""
