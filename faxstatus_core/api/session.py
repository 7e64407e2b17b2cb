"""The page's sessions: a token is given once, a cookie stands for it afterwards."""

from typing import Annotated, Literal

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from faxstatus_core.api.description import PUBLIC, documented
from faxstatus_core.api.gate import COOKIE, Gate
from faxstatus_core.api.problem import ProblemError
from faxstatus_core.clock import utcnow
from faxstatus_core.problem_kinds import ProblemKind


class SessionRequest(BaseModel):
    """The token of who wants a session."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    token: Annotated[str, Field(max_length=200, description="A bearer token.")]


class SessionState(BaseModel):
    """Who the client is to the server."""

    authenticated: bool
    role: Literal["read", "submit", "admin"] | None
    name: str | None
    login_needed: bool = Field(description="Whether a token has to be given first.")


def session_router(gate: Gate) -> APIRouter:
    """The routes ``/session``."""
    router = APIRouter(prefix="/session", tags=["session"])

    @router.get("", openapi_extra=PUBLIC)
    async def get_session(request: Request, response: Response) -> SessionState:
        """Who the client is."""
        response.headers["Cache-Control"] = "no-store"
        principal = gate.identify(request)
        return SessionState(
            authenticated=principal is not None,
            role=principal.role.value if principal else None,
            name=principal.name if principal and principal.name else None,
            login_needed=principal is None,
        )

    @router.post("", status_code=204, responses=documented(422), openapi_extra=PUBLIC)
    async def begin_session(body: SessionRequest, request: Request, response: Response) -> None:
        """Begin a session: the answer sets its cookie."""
        record = gate.tokens.find(body.token, utcnow()) if gate.tokens else None
        if record is None:
            raise ProblemError(ProblemKind.UNAUTHORIZED, "no such token")
        session_id = gate.sessions.begin(record, utcnow())
        response.set_cookie(
            COOKIE,
            session_id,
            httponly=True,
            samesite="strict",
            secure=request.url.scheme == "https",
            path="/",
        )

    @router.delete("", status_code=204, openapi_extra=PUBLIC)
    async def end_session(request: Request, response: Response) -> None:
        """End the session."""
        if (cookie := request.cookies.get(COOKIE)) is not None:
            gate.sessions.end(cookie)
        response.delete_cookie(COOKIE, path="/", httponly=True, samesite="strict")

    return router
