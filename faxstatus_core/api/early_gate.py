"""Who may not change anything is told so before what he sends is read."""

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from faxstatus_core.api.gate import Gate
from faxstatus_core.api.problem import ProblemError, ProblemResponse
from faxstatus_core.security import Role
from faxstatus_core.security.middleware import BodyLimit

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_MOST_LOGIN = 10_000
"""Octets of a body that anybody may send: a token in JSON."""
_LITTLE = 64 * 1024
"""Octets of a body that is read and forgotten: a refusal then need not close the connection."""


class EarlyGate:
    """401 or 403 for a request under ``api`` whose body nobody wants; the routes check the rest.

    FastAPI reads a body, and spools its files, before the dependency that checks the token. So
    who is nobody is refused here, and who may not submit, if the request has a body: nothing that
    needs one is for him. Only ``/session`` is for everybody, with a body of its own limit.
    """

    def __init__(self, app: ASGIApp, gate: Gate, api: str) -> None:
        self._app = app
        self._login = BodyLimit(app, _MOST_LOGIN)
        self._gate = gate
        self._api = api + "/"
        self._session = api + "/session"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request. Raises TokenError where the tokens cannot be read."""
        changes = scope["type"] == "http" and scope["method"] not in _SAFE
        if not changes or not scope["path"].startswith(self._api):
            await self._app(scope, receive, send)
            return
        if scope["path"] == self._session:
            await self._login(scope, receive, send)
            return
        request = Request(scope, receive)
        length = _announced(request)
        try:
            self._gate.check(request, Role.SUBMIT if length != 0 else Role.READ)
        except ProblemError as error:
            headers = dict(error.headers or {})
            if length is not None and length <= _LITTLE:
                async for _ in request.stream():
                    pass
            else:  # the rest of the body would be taken for the next request
                headers["Connection"] = "close"
            refusal = ProblemResponse(request, error.kind, error.detail, headers=headers)
            await refusal(scope, receive, send)
            return
        await self._app(scope, receive, send)


def _announced(request: Request) -> int | None:
    """Octets of the body by its head; None if that does not say."""
    if "transfer-encoding" in request.headers:
        return None
    length = request.headers.get("content-length", "0")
    # More digits are too many anyway.
    return int(length) if length.isascii() and length.isdigit() and len(length) < 19 else None
