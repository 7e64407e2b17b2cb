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
from faxstatus_core.text import printable

MAX_PROBLEM = 2**16
"""Octets; of a longer problem nothing is read."""
_PREFIX = "urn:faxstatus:problem:"
_MAX_DETAIL = 500

_KINDS: dict[str, tuple[type[RefusedError], str]] = {
    "unknown-port": (PortGoneError, "get the ports again"),
    "unknown-job": (UnknownJobError, "list the jobs"),
    "unknown-fax": (UnknownFaxError, "list the faxes"),
    "unknown-call": (UnknownCallError, "list the calls"),
    "invalid-request": (InvalidRequestError, "mend the value"),
    "wrong-state": (WrongStateError, "look at the job's state"),
    "idempotency-conflict": (IdempotencyConflictError, "use a new key for a new request"),
    "bad-document": (BadDocumentError, "hand in a TIFF, PDF, picture or text that opens"),
    "unauthorized": (UnauthorizedError, "give a token that the server knows"),
    "forbidden": (ForbiddenError, "use a token with a higher role"),
    "too-large": (TooLargeError, "hand in less at once"),
    "too-many-requests": (RateLimitedError, "ask again later"),
    "not-open": (NotOpenError, "ask again later"),
    "nothing-here": (NotThereError, ""),
}
_UNKNOWN_RECORD = "unknown-record"
_RECORDS = {"jobs": "unknown-job", "faxes": "unknown-fax", "calls": "unknown-call"}
"""First part of a path, and what is unknown where a record there is."""
_BY_STATUS = {  # of proxies, which know nothing of our types, and of what has no type of its own
    401: "unauthorized",
    403: "forbidden",
    413: "too-large",
    422: "invalid-request",
    429: "too-many-requests",
    502: "not-open",
    503: "not-open",
    504: "not-open",
}


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
    status: int, content: bytes, *, path: str, where: str, retry_after: float | None
) -> RefusedError | ServerReplyError:
    """The error for a reply with HTTP ``status`` and body ``content`` to a request for ``path``.

    ``where``: its whole address. ``retry_after``: seconds, of the header of that name.
    """
    problem = _problem(content)
    text = _text(problem)
    name = problem.type.removeprefix(_PREFIX)
    if name == _UNKNOWN_RECORD:
        name = _RECORDS.get(path.split("/")[1], "nothing-here")
    if name not in _KINDS:
        name = _BY_STATUS.get(status, "")
    if not name:
        return ServerReplyError(
            f"HTTP status {status}: {text or 'no reason given'}",
            where=where,
            remedy="check the address, and that the fax server runs",
        )
    kind, remedy = _KINDS[name]
    return kind(
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
