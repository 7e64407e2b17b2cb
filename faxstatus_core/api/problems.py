"""Errors of the API as problem details (RFC 9457)."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.routing import compile_path

from faxstatus_core.engine.errors import BadNumberError
from faxstatus_core.errors import FaxError
from faxstatus_core.image import ArchiveError, DocumentError
from faxstatus_core.service import NothingToSendError
from faxstatus_core.status import UnknownPortError
from faxstatus_core.store import (
    IdempotencyConflictError,
    StoreError,
    UnknownRecordError,
    WrongStateError,
)

MEDIA_TYPE = "application/problem+json"
_URN = "urn:faxstatus:problem:"
UNKNOWN_PORT = f"{_URN}unknown-port"
NOTHING_HERE = f"{_URN}nothing-here"
INVALID_REQUEST = f"{_URN}invalid-request"
BLANK = "about:blank"
"""The problem is no more than its HTTP status (RFC 9457 §4.2.1)."""

_OF_ERRORS: dict[type[FaxError], tuple[int, str]] = {
    UnknownPortError: (404, "unknown-port"),
    UnknownRecordError: (404, "unknown"),
    WrongStateError: (409, "wrong-state"),
    IdempotencyConflictError: (409, "idempotency-conflict"),
    BadNumberError: (422, "invalid-request"),
    NothingToSendError: (422, "invalid-request"),
    DocumentError: (422, "bad-document"),
    ArchiveError: (404, "nothing-here"),
    StoreError: (503, "store-failed"),
}
_FIELDS: dict[type[FaxError], str] = {
    BadNumberError: "number",
    NothingToSendError: "document",
    DocumentError: "document",
}
"""The field of a job's form that each of these is about."""


class ProblemError(Exception):
    """A problem to answer with. ``kind``: its type, a URI."""

    def __init__(
        self,
        status: int,
        detail: str,
        *,
        kind: str = BLANK,
        title: str = "",
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.kind = kind
        self.title = title
        self.headers = headers


class Problem(BaseModel):
    """A problem (RFC 9457 §3.1), with the extension member ``errors``."""

    type: str = Field(description="URI of the kind of problem; about:blank: the HTTP status only.")
    title: str = Field(description="The kind of problem, for a person.")
    status: int = Field(description="The HTTP status code.")
    detail: str = Field(description="This occurrence, for a person.")
    instance: str = Field(description="Path of the request.")
    errors: list[dict[str, str]] | None = Field(
        default=None, description="For an invalid request: where each fault is, and what it is."
    )


class ProblemResponse(JSONResponse):
    """A response with the media type of a problem."""

    media_type = MEDIA_TYPE


_DESCRIPTIONS = {
    404: "There is no such thing.",
    409: "Its state does not allow that, or the key was used for something else.",
    413: "The body is too long.",
    422: "A value is not as it must be.",
}


def documented(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """For OpenAPI: problems that an operation may answer with."""
    return {status: _documented(_DESCRIPTIONS[status]) for status in statuses}


def _documented(description: str) -> dict[str, Any]:
    # Not by FastAPI's "model", which would promise application/json.
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": description, "content": {MEDIA_TYPE: {"schema": schema}}}


PUBLIC: dict[str, Any] = {"security": []}
"""For OpenAPI: an operation that needs no token."""

ANY_PROBLEM: dict[int | str, dict[str, Any]] = {
    "default": _documented("Any other error, such as 401, 403, 405, 429 or 500.")
}
"""For OpenAPI: what every operation may answer."""


def _respond(
    request: Request,
    status: int,
    detail: str,
    *,
    kind: str = BLANK,
    title: str = "",
    errors: list[dict[str, str]] | None = None,
    headers: Mapping[str, str] | None = None,
) -> ProblemResponse:
    problem = Problem(
        type=kind,
        title=title or HTTPStatus(status).phrase,
        status=status,
        detail=detail,
        instance=quote(request.scope["path"], errors="replace"),
        errors=errors,
    )
    return ProblemResponse(
        problem.model_dump(exclude_none=True), status_code=status, headers=headers
    )


async def _fax_error(request: Request, error: Exception) -> ProblemResponse:
    assert isinstance(error, FaxError)
    for kind, (status, name) in _OF_ERRORS.items():
        if isinstance(error, kind):
            of_what = f"-{error.kind}" if isinstance(error, UnknownRecordError) else ""
            kind_name = name + of_what
            title = kind_name.replace("-", " ").capitalize()
            kind_uri, errors = f"{_URN}{kind_name}", _faults(error)
            return _respond(request, status, str(error), kind=kind_uri, title=title, errors=errors)
    return await _server_error(request, error)


def _faults(error: FaxError) -> list[dict[str, str]] | None:
    field = _FIELDS.get(type(error))
    if field is None:
        return None
    return [{"where": f"body.{field}", "what": str(error).removeprefix(f"{field}: ")}]


async def _problem(request: Request, error: Exception) -> ProblemResponse:
    assert isinstance(error, ProblemError)
    return _respond(
        request,
        error.status,
        error.detail,
        kind=error.kind,
        title=error.title,
        headers=error.headers,
    )


async def _invalid_request(request: Request, error: Exception) -> ProblemResponse:
    assert isinstance(error, RequestValidationError)
    # The input is not sent back: it is the caller's, and may be anything.
    faults = [
        {"where": ".".join(map(str, fault["loc"])), "what": str(fault["msg"])}
        for fault in error.errors()
    ]
    detail = "; ".join(f"{fault['where']}: {fault['what']}" for fault in faults)
    return _respond(
        request, 422, detail, kind=INVALID_REQUEST, title="Invalid request", errors=faults
    )


async def _http_error(request: Request, error: Exception) -> ProblemResponse:
    assert isinstance(error, HTTPException)
    headers = dict(error.headers or {})
    if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED and isinstance(request.app, ProblemApp):
        # The router names the methods of the first route only that has this path.
        allowed = request.app.methods_of(request.scope["path"])
        headers["Allow"] = ", ".join(allowed) or headers.get("Allow", "")
    return _respond(request, error.status_code, error.detail, headers=headers)


async def _server_error(request: Request, _: Exception) -> ProblemResponse:
    return _respond(request, 500, "The server failed; its log says why.")


class ProblemApp(FastAPI):
    """An application that answers with problems, and whose description says so."""

    def openapi(self) -> dict[str, Any]:
        """The description of the API."""
        if self.openapi_schema is None:
            described = super().openapi()
            schemas = described["components"]["schemas"]
            schemas["Problem"] = Problem.model_json_schema()
            _forms_have_no_null(described["paths"], schemas)
            described["components"]["securitySchemes"] = _SECURITY
            described["security"] = [{name: []} for name in _SECURITY]
        assert self.openapi_schema is not None
        return self.openapi_schema

    def methods_of(self, path: str) -> list[str]:
        """What may be done with ``path``."""
        return [
            method.upper()
            for template, operations in self.openapi()["paths"].items()
            if compile_path(template)[0].fullmatch(path)
            for method in operations
        ]


_SECURITY = {
    "bearer": {"type": "http", "scheme": "bearer", "description": "A token, as fxs_..."},
    "session": {
        "type": "apiKey",
        "in": "cookie",
        "name": "faxstatus_session",
        "description": "What POST /session sets, for the page.",
    },
}


def _forms_have_no_null(paths: dict[str, Any], schemas: dict[str, Any]) -> None:
    """In a form a field is absent, or a text: what the record has null for, cannot be sent."""
    for operations in paths.values():
        for operation in operations.values():
            content = operation.get("requestBody", {}).get("content", {})
            reference = content.get("multipart/form-data", {}).get("schema", {}).get("$ref", "")
            for field in (
                schemas.get(reference.rpartition("/")[2], {}).get("properties", {}).values()
            ):
                kinds = [kind for kind in field.get("anyOf", ()) if kind != {"type": "null"}]
                if len(kinds) == 1:
                    del field["anyOf"]
                    field.update(kinds[0])


def install(app: FastAPI) -> None:
    """Make ``app`` answer every error with problem details."""
    app.add_exception_handler(FaxError, _fax_error)
    app.add_exception_handler(ProblemError, _problem)
    app.add_exception_handler(RequestValidationError, _invalid_request)
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(Exception, _server_error)
