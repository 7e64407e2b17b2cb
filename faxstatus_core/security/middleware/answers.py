"""Problem details (RFC 9457) from below the application."""

from collections.abc import Mapping
from http import HTTPStatus
from urllib.parse import quote

from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.types import Scope

_URN = "urn:faxstatus:problem:"


def problem(
    scope: Scope, status: int, name: str, detail: str, headers: Mapping[str, str] | None = None
) -> JSONResponse:
    """The answer to a request that goes no further. ``name``: of the kind of problem."""
    body = {
        "type": f"{_URN}{name}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "instance": quote(scope["path"], errors="replace"),
    }
    return JSONResponse(body, status, headers, "application/problem+json")


def client_of(scope: Scope) -> str:
    """The address of the client; empty where the server does not know it."""
    return scope["client"][0] if scope.get("client") else ""


def header(scope: Scope, name: str) -> str | None:
    """A header of the request; None if there is none, or more than one."""
    values = Headers(scope=scope).getlist(name)
    return values[0] if len(values) == 1 else None
