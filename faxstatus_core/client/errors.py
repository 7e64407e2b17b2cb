"""What can go wrong between a client and a fax server. No text here ever holds a token."""

from faxstatus_core.errors import FaxError


class NotConnectedError(FaxError):
    """The server is needed, but the client is not connected (any more)."""


class ServerUnreachableError(FaxError):
    """The address is wrong, or nobody answers there in time."""


class ServerReplyError(FaxError):
    """The server answered, but not as a fax server does, or with an error of its own."""


class ClientSettingsError(FaxError):
    """A token or certificate file that cannot be used; nothing was sent."""


class LocalFileError(FaxError):
    """A file on this machine that cannot be read or written."""


class ItemIndexError(FaxError, IndexError):
    """FaxPorts or FaxJobs has no item of this number."""


class ReadOnlyError(FaxError, AttributeError):
    """A property that this client, or this server, does not let be set."""


class RefusedError(FaxError):
    """The server understood the request and refused it.

    ``status``: HTTP status, None where the client itself saw the fault. ``problem_type``: URI of
    the problem (RFC 9457). ``retry_after``: seconds, where the server said when to ask again.
    """

    def __init__(
        self,
        what: str,
        *,
        where: str = "",
        remedy: str = "",
        status: int | None = None,
        problem_type: str = "",
        retry_after: float | None = None,
    ) -> None:
        super().__init__(what, where=where, remedy=remedy)
        self.status = status
        self.problem_type = problem_type
        self.retry_after = retry_after


class PortGoneError(RefusedError):
    """The server does not have this port (any more)."""


class UnknownJobError(RefusedError):
    """There is no such job, or it is no longer kept."""


class UnknownFaxError(RefusedError):
    """There is no such fax, or it is no longer kept."""


class UnknownCallError(RefusedError):
    """There is no such call, or it is no longer kept."""


class NotThereError(RefusedError):
    """The thing is known, but not what was asked of it: no page now, no trace of that call."""


class InvalidRequestError(RefusedError):
    """A value that the server does not take."""


class WrongStateError(RefusedError):
    """The job's state does not allow it, such as pausing one that has ended."""


class IdempotencyConflictError(RefusedError):
    """The idempotency key was used before, for another request."""


class BadDocumentError(RefusedError):
    """A document that cannot be sent: damaged, of an unknown kind, without pages."""


class UnauthorizedError(RefusedError):
    """The server wants a token, or does not know this one."""


class ForbiddenError(RefusedError):
    """The token's role does not allow it."""


class TooLargeError(RefusedError):
    """The documents are larger than the server takes."""


class RateLimitedError(RefusedError):
    """Too many requests; ``retry_after`` says when to ask again, if known."""


class NotOpenError(RefusedError):
    """The server is not open for this at present."""
