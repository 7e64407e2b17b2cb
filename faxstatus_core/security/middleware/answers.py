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
    """The address of the client; of an IPv6 one its /64, which belongs to one user."""
    host = scope["client"][0] if scope.get("client") else ""
    return ":".join(host.split(":")[:4]) if host.count(":") > 3 else host


def header(scope: Scope, name: str) -> str | None:
    """A header of the request."""
    return Headers(scope=scope).get(name)
