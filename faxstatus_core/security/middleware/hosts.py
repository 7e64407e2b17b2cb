"""Only requests for names that are ours: those of other sites may be made to lead here."""

from collections.abc import Iterable

from starlette.types import ASGIApp, Receive, Scope, Send

from faxstatus_core.problem_kinds import ProblemKind
from faxstatus_core.security.hosts import host_address, host_name
from faxstatus_core.security.middleware.answers import header, problem


class AllowedHosts:
    """421 for a request whose Host is a name, but none of ``names`` (RFC 9110 §7.4).

    Against DNS rebinding: a page of evil.example gets that name to lead here, and may then read
    what it asks for. An address passes: a page whose host is our address is ours.
    """

    def __init__(self, app: ASGIApp, names: Iterable[str]) -> None:
        self._app = app
        self._names = {name.lower().removesuffix(".") for name in names}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] == "http" and not self._is_ours(header(scope, "host")):
            detail = "this server does not have that name; see allowed_hosts in [security]"
            await problem(scope, ProblemKind.UNKNOWN_HOST, detail)(scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _is_ours(self, host: str | None) -> bool:
        name = host_name(host or "")
        return name is not None and (name in self._names or host_address(name) is not None)
