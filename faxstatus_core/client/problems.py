"""A reply that is not what was asked for, as the error that it stands for (RFC 9457)."""

from typing import Annotated

from pydantic import BaseModel, Field, ValidationError

from faxstatus_core.client.errors import (
    BadDocumentError,
    ForbiddenError,
    IdempotencyConflictError,
    InvalidRequestError,
    NotOpenError,
    NotThereError,
    PortGoneError,
    RateLimitedError,
    RefusedError,
    ServerReplyError,
    TooLargeError,
    UnauthorizedError,
    UnknownCallError,
    UnknownFaxError,
    UnknownJobError,
    WrongStateError,
)
from faxstatus_core.problem_kinds import ProblemKind
from faxstatus_core.text import printable

MAX_PROBLEM = 2**16
"""Octets; of a longer problem nothing is read."""
_MAX_DETAIL = 500

_ERRORS: dict[ProblemKind, type[RefusedError]] = {
    ProblemKind.UNKNOWN_PORT: PortGoneError,
    ProblemKind.UNKNOWN_JOB: UnknownJobError,
    ProblemKind.UNKNOWN_FAX: UnknownFaxError,
    ProblemKind.UNKNOWN_CALL: UnknownCallError,
    ProblemKind.UNKNOWN_DOCUMENT: NotThereError,
    ProblemKind.NOTHING_HERE: NotThereError,
    ProblemKind.INVALID_REQUEST: InvalidRequestError,
    ProblemKind.TWO_LENGTHS: InvalidRequestError,
    ProblemKind.WRONG_STATE: WrongStateError,
    ProblemKind.IDEMPOTENCY_CONFLICT: IdempotencyConflictError,
    ProblemKind.BAD_DOCUMENT: BadDocumentError,
    ProblemKind.UNAUTHORIZED: UnauthorizedError,
    ProblemKind.FORBIDDEN: ForbiddenError,
    ProblemKind.OTHER_SITE: ForbiddenError,
    ProblemKind.UNKNOWN_HOST: ForbiddenError,
    ProblemKind.TOO_LARGE: TooLargeError,
    ProblemKind.TOO_SLOW: NotOpenError,
    ProblemKind.TOO_MANY_REQUESTS: RateLimitedError,
    ProblemKind.TOO_MANY_SUBSCRIBERS: RateLimitedError,
    ProblemKind.TOO_BUSY: NotOpenError,
    ProblemKind.NOT_READY: NotOpenError,
    ProblemKind.STORE_FAILED: NotOpenError,
}
_AGAIN = "ask again later"
_BY_STATUS: dict[int, tuple[type[RefusedError], str]] = {
    401: (UnauthorizedError, "give a token that the server knows"),
    403: (ForbiddenError, "use a token with a higher role"),
    413: (TooLargeError, "hand in less at once"),
    422: (InvalidRequestError, "mend the value"),
    429: (RateLimitedError, _AGAIN),
    502: (NotOpenError, _AGAIN),
    503: (NotOpenError, _AGAIN),
    504: (NotOpenError, _AGAIN),
}
"""Of proxies, which know nothing of our types: what it is, and what to do."""


class _Fault(BaseModel):
    where: str = ""
    what: str = ""


class _Problem(BaseModel):
    """What we need of a problem (RFC 9457 §3.1)."""

    type: str = "about:blank"
    title: str = ""
    detail: str = ""
    errors: Annotated[list[_Fault] | None, Field(max_length=100)] = None


def refusal(
    status: int, content: bytes, *, where: str, retry_after: float | None
) -> RefusedError | ServerReplyError:
    """The error for a reply with HTTP ``status`` and body ``content``.

    ``where``: address of the request. ``retry_after``: seconds, of the header of that name.
    """
    problem = _problem(content)
    text = _text(problem)
    known = ProblemKind.of_uri(problem.type)
    if known is not None:
        error, remedy = _ERRORS[known], ""  # our server's own words say what to do
    elif status in _BY_STATUS:
        error, remedy = _BY_STATUS[status]
    else:
        return ServerReplyError(
            f"HTTP status {status}: {text or 'no reason given'}",
            where=where,
            remedy="check the address, and that the fax server runs",
        )
    return error(
        text or f"HTTP status {status}",
        where=where,
        remedy=remedy,
        status=status,
        problem_type=problem.type,
        retry_after=retry_after,
    )


def _problem(content: bytes) -> _Problem:
    try:
        return _Problem.model_validate_json(content)
    except ValidationError:
        return _Problem()


def _text(problem: _Problem) -> str:
    faults = "; ".join(f"{fault.where}: {fault.what}" for fault in problem.errors or ())
    text = problem.detail or faults or problem.title
    return printable(text[:_MAX_DETAIL]).rstrip(".")


def wait_of(header: str | None) -> float | None:
    """The seconds of a Retry-After header; None for a date, or nothing sensible."""
    if header is None or not (header.isascii() and header.isdigit()) or len(header) > 6:
        return None
    return float(header)
