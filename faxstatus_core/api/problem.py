"""A problem: what the API answers with in place of what was asked for (RFC 9457)."""

from collections.abc import Mapping
from http import HTTPStatus
from urllib.parse import quote

from fastapi import Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from faxstatus_core.problem_kinds import ProblemKind

MEDIA_TYPE = "application/problem+json"
_BLANK = "about:blank"
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


class ProblemError(Exception):
    """A problem to answer with."""

    def __init__(
        self, kind: ProblemKind, detail: str, *, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(detail)
        self.kind = kind
        self.detail = detail
        self.headers = headers


class ProblemResponse(JSONResponse):
    """The answer to ``request`` that says what is wrong. ``kind``: none where the status says it.

    ``errors``: where each fault of an invalid request is, and what it is.
    """

    media_type = MEDIA_TYPE

    def __init__(
        self,
        request: Request,
        kind: ProblemKind | None,
        detail: str,
        *,
        status: int = 500,
        errors: list[dict[str, str]] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        problem = Problem(
            type=kind.uri if kind else _BLANK,
            title=kind.title if kind else HTTPStatus(status).phrase,
            status=kind.status if kind else status,
            detail=detail,
            instance=quote(request.scope["path"], errors="replace"),
            errors=errors,
        )
        super().__init__(
            problem.model_dump(exclude_none=True), status_code=problem.status, headers=headers
        )
