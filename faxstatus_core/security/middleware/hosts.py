"""Only requests for names that are ours: those of other sites may be made to lead here."""

from collections.abc import Iterable

from starlette.types import ASGIApp, Receive, Scope, Send

from faxstatus_core.security.middleware.answers import header, problem


class AllowedHosts:
    """421 for a request whose Host is none of ``hosts`` (DNS rebinding; RFC 9110 §7.4)."""

    def __init__(self, app: ASGIApp, hosts: Iterable[str]) -> None:
        self._app = app
        self._hosts = {host.lower() for host in hosts}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] == "http" and host_name(header(scope, "host") or "") not in self._hosts:
            refusal = problem(scope, 421, "unknown-host", "this server has not that name")
            await refusal(scope, receive, send)
            return
        await self._app(scope, receive, send)


def host_name(host: str) -> str:
    """The name in a Host header, without its port: lower case, an IPv6 address in no brackets."""
    host = host.strip().lower()
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return host.partition(":")[0].removesuffix(".")
