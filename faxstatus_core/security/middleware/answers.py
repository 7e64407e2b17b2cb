"""Problem details (RFC 9457) from below the application."""

from collections.abc import Mapping
from urllib.parse import quote

from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.types import Scope

from faxstatus_core.problem_kinds import ProblemKind


def problem(
    scope: Scope, kind: ProblemKind, detail: str, headers: Mapping[str, str] | None = None
) -> JSONResponse:
    """The answer to a request that goes no further."""
    body = {
        "type": kind.uri,
        "title": kind.title,
        "status": kind.status,
        "detail": detail,
        "instance": quote(scope["path"], errors="replace"),
    }
    return JSONResponse(body, kind.status, headers, "application/problem+json")


def client_of(scope: Scope) -> str:
    """The address of the client; empty where the server does not know it."""
    return scope["client"][0] if scope.get("client") else ""


def header(scope: Scope, name: str) -> str | None:
    """A header of the request; None if there is none, or more than one."""
    values = Headers(scope=scope).getlist(name)
    return values[0] if len(values) == 1 else None
