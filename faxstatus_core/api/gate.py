"""Gate: who may do what. Each route names the role that it needs."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from fastapi import Depends, Request
from fastapi.params import Depends as Dependency

from faxstatus_core.api.problem import ProblemError
from faxstatus_core.clock import utcnow
from faxstatus_core.problem_kinds import ProblemKind
from faxstatus_core.security import Role, SessionTable, TokenFile

COOKIE = "faxstatus_session"
_BEARER = "bearer "


@dataclass(frozen=True, slots=True)
class Principal:
    """Who makes a request. ``name``: of the token."""

    name: str
    role: Role


EVERYBODY = Principal("", Role.ADMIN)
"""Anybody, where no token is needed."""


class Gate:
    """Checks bearer tokens and the page's sessions.

    ``open_to_all`` says whether everybody may do everything. It is asked again until it says no:
    the first token closes the server, and the last that is revoked does not open it.
    """

    def __init__(
        self, tokens: TokenFile | None, sessions: SessionTable, *, open_to_all: Callable[[], bool]
    ) -> None:
        self.tokens = tokens
        self.sessions = sessions
        self._open_to_all = open_to_all
        self._closed = False

    def identify(self, request: Request) -> Principal | None:
        """Who makes ``request``; None for nobody known."""
        header = request.headers.get("authorization", "")
        if header.lower().startswith(_BEARER):
            return self.of_token(header[len(_BEARER) :].strip())
        if (cookie := request.cookies.get(COOKIE)) is not None:
            session = self.sessions.find(cookie, utcnow())
            if session is not None:
                return Principal(session.name, session.role)
        self._closed = self._closed or not self._open_to_all()
        return None if self._closed else EVERYBODY

    def of_token(self, secret: str) -> Principal | None:
        """Whose token ``secret`` is."""
        record = self.tokens.find(secret, utcnow()) if self.tokens else None
        return Principal(record.name, record.role) if record else None

    def check(self, request: Request, role: Role) -> Principal:
        """Who makes ``request``. Raises ProblemError for who does not have ``role``, or more."""
        principal = self.identify(request)
        if principal is None:
            raise ProblemError(
                ProblemKind.UNAUTHORIZED,
                "a token is needed, as 'Authorization: Bearer fxs_...'",
                headers={"WWW-Authenticate": "Bearer"},
            )
        if not principal.role.allows(role):
            raise ProblemError(ProblemKind.FORBIDDEN, f"this needs the role {role.value}")
        return principal

    def needs(self, role: Role) -> Callable[[Request], Awaitable[Principal]]:
        """A dependency that lets those pass who have ``role``, or more."""

        async def check(request: Request) -> Principal:  # plain, it would cost a thread each time
            return self.check(request, role)

        return check

    @cached_property
    def reading(self) -> Sequence[Dependency]:
        """For routes that need the role read."""
        return [Depends(self.needs(Role.READ))]

    @cached_property
    def submitting(self) -> Sequence[Dependency]:
        """For routes that need the role submit."""
        return [Depends(self.needs(Role.SUBMIT))]

    @cached_property
    def administering(self) -> Sequence[Dependency]:
        """For routes that need the role admin."""
        return [Depends(self.needs(Role.ADMIN))]
