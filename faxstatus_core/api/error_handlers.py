"""Every error of the application is answered with a problem."""

from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from faxstatus_core.api.description import DescribedApp
from faxstatus_core.api.problem import ProblemError, ProblemResponse
from faxstatus_core.engine.errors import BadNumberError
from faxstatus_core.errors import FaxError
from faxstatus_core.image import ArchiveError, DocumentError
from faxstatus_core.problem_kinds import ProblemKind
from faxstatus_core.service import NothingToSendError
from faxstatus_core.status import UnknownPortError
from faxstatus_core.store import (
    IdempotencyConflictError,
    StoreError,
    UnknownRecordError,
    WrongStateError,
)

_KINDS: dict[type[FaxError], ProblemKind] = {
    UnknownPortError: ProblemKind.UNKNOWN_PORT,
    WrongStateError: ProblemKind.WRONG_STATE,
    IdempotencyConflictError: ProblemKind.IDEMPOTENCY_CONFLICT,
    BadNumberError: ProblemKind.INVALID_REQUEST,
    NothingToSendError: ProblemKind.INVALID_REQUEST,
    DocumentError: ProblemKind.BAD_DOCUMENT,
    ArchiveError: ProblemKind.NOTHING_HERE,
    StoreError: ProblemKind.STORE_FAILED,
}
_UNKNOWN = {
    "job": ProblemKind.UNKNOWN_JOB,
    "fax": ProblemKind.UNKNOWN_FAX,
    "call": ProblemKind.UNKNOWN_CALL,
    "document": ProblemKind.UNKNOWN_DOCUMENT,
}
_FIELDS: dict[type[FaxError], str] = {
    BadNumberError: "number",
    NothingToSendError: "document",
    DocumentError: "document",
}
"""The field of a job's form that each of these is about."""


async def _fax_error(request: Request, error: Exception) -> ProblemResponse:
    assert isinstance(error, FaxError)
    kind = _kind_of(error)
    if kind is None:
        return await _server_error(request, error)
    return ProblemResponse(request, kind, str(error), errors=_faults(error))


def _kind_of(error: FaxError) -> ProblemKind | None:
    if isinstance(error, UnknownRecordError):
        return _UNKNOWN[error.kind]
    return next((kind for of, kind in _KINDS.items() if isinstance(error, of)), None)


def _faults(error: FaxError) -> list[dict[str, str]] | None:
    field = _FIELDS.get(type(error))
    if field is None:
        return None
    return [{"where": f"body.{field}", "what": str(error).removeprefix(f"{field}: ")}]


async def _problem(request: Request, error: Exception) -> ProblemResponse:
    assert isinstance(error, ProblemError)
    return ProblemResponse(request, error.kind, error.detail, headers=error.headers)


async def _invalid_request(request: Request, error: Exception) -> ProblemResponse:
    assert isinstance(error, RequestValidationError)
    # The input is not sent back: it is the caller's, and may be anything.
    faults = [
        {"where": ".".join(map(str, fault["loc"])), "what": str(fault["msg"])}
        for fault in error.errors()
    ]
    detail = "; ".join(f"{fault['where']}: {fault['what']}" for fault in faults)
    return ProblemResponse(request, ProblemKind.INVALID_REQUEST, detail, errors=faults)


async def _http_error(request: Request, error: Exception) -> ProblemResponse:
    assert isinstance(error, HTTPException)
    headers = dict(error.headers or {})
    if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED and isinstance(request.app, DescribedApp):
        # The router names the methods of the first route only that has this path.
        allowed = request.app.methods_of(request.scope["path"])
        headers["Allow"] = ", ".join(allowed) or headers.get("Allow", "")
    return ProblemResponse(request, None, error.detail, status=error.status_code, headers=headers)


async def _server_error(request: Request, _: Exception) -> ProblemResponse:
    return ProblemResponse(request, None, "The server failed; its log says why.")


def answer_with_problems(app: FastAPI) -> None:
    """Make ``app`` answer every error with problem details."""
    app.add_exception_handler(FaxError, _fax_error)
    app.add_exception_handler(ProblemError, _problem)
    app.add_exception_handler(RequestValidationError, _invalid_request)
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(Exception, _server_error)
