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

from faxstatus_core.status import UnknownPortError

MEDIA_TYPE = "application/problem+json"
UNKNOWN_PORT = "urn:faxstatus:problem:unknown-port"
INVALID_REQUEST = "urn:faxstatus:problem:invalid-request"
BLANK = "about:blank"
"""The problem is no more than its HTTP status (RFC 9457 §4.2.1)."""


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


def _documented(description: str) -> dict[str, Any]:
    # Not by FastAPI's "model", which would promise application/json.
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": description, "content": {MEDIA_TYPE: {"schema": schema}}}


ANY_PROBLEM: dict[int | str, dict[str, Any]] = {
    "default": _documented("Any other error, such as 405 or 500.")
}
"""For OpenAPI: what every operation may answer."""

PORT_PROBLEMS: dict[int | str, dict[str, Any]] = {
    404: _documented("There is no port with this device id."),
    422: _documented("The device id is not a number in range."),
}
"""For OpenAPI: what operations on one port may answer too."""


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


async def _unknown_port(request: Request, error: Exception) -> ProblemResponse:
    return _respond(request, 404, str(error), kind=UNKNOWN_PORT, title="Unknown port")


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
    return _respond(request, error.status_code, error.detail, headers=error.headers)


async def _server_error(request: Request, _: Exception) -> ProblemResponse:
    return _respond(request, 500, "The server failed; its log says why.")


class ProblemApp(FastAPI):
    """An application whose description holds the schema of a problem."""

    def openapi(self) -> dict[str, Any]:
        """The description of the API."""
        described = super().openapi()
        described["components"]["schemas"].setdefault("Problem", Problem.model_json_schema())
        return described


def install(app: FastAPI) -> None:
    """Make ``app`` answer every error with problem details."""
    app.add_exception_handler(UnknownPortError, _unknown_port)
    app.add_exception_handler(RequestValidationError, _invalid_request)
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(Exception, _server_error)
