"""ProblemKind: each type of problem that the API answers with (RFC 9457), one name everywhere."""

from enum import StrEnum
from typing import Self

_PREFIX = "urn:faxstatus:problem:"


class ProblemKind(StrEnum):
    """A type of problem by its name; ``status`` is the HTTP status that it comes with."""

    status: int

    def __new__(cls, name: str, status: int) -> Self:
        """Make the member ``name`` with its ``status``."""
        member = str.__new__(cls, name)
        member._value_ = name
        member.status = status
        return member

    TWO_LENGTHS = "two-lengths", 400
    UNAUTHORIZED = "unauthorized", 401
    FORBIDDEN = "forbidden", 403
    OTHER_SITE = "other-site", 403
    UNKNOWN_PORT = "unknown-port", 404
    UNKNOWN_JOB = "unknown-job", 404
    UNKNOWN_FAX = "unknown-fax", 404
    UNKNOWN_CALL = "unknown-call", 404
    UNKNOWN_DOCUMENT = "unknown-document", 404
    NOTHING_HERE = "nothing-here", 404
    TOO_SLOW = "too-slow", 408
    WRONG_STATE = "wrong-state", 409
    IDEMPOTENCY_CONFLICT = "idempotency-conflict", 409
    TOO_LARGE = "too-large", 413
    UNKNOWN_HOST = "unknown-host", 421
    INVALID_REQUEST = "invalid-request", 422
    BAD_DOCUMENT = "bad-document", 422
    TOO_MANY_REQUESTS = "too-many-requests", 429
    TOO_MANY_SUBSCRIBERS = "too-many-subscribers", 429
    TOO_BUSY = "too-busy", 503
    NOT_READY = "not-ready", 503
    STORE_FAILED = "store-failed", 503

    @property
    def uri(self) -> str:
        """What stands as ``type`` in the problem."""
        return f"{_PREFIX}{self.value}"

    @property
    def title(self) -> str:  # type: ignore[override]  # str.title, which nobody wants of a kind
        """The kind, for a person."""
        return self.value.replace("-", " ").capitalize()

    @classmethod
    def of_uri(cls, uri: str) -> Self | None:
        """The kind that ``type`` names; None for any other."""
        return next((kind for kind in cls if kind.uri == uri), None)
