"""One connection to a status server: requests out, checked records in."""

import httpx
from pydantic import BaseModel, TypeAdapter, ValidationError

from faxstatus_core.client.errors import (
    NotConnectedError,
    PortGoneError,
    ServerReplyError,
    ServerUnreachableError,
)
from faxstatus_core.status import FaxStatus, PortInfo

_API = "/api/v1"
_MAX_REPLY = 4 * 2**20
"""Octets; far more than the statuses of a thousand ports."""
_UNKNOWN_PORT = "urn:faxstatus:problem:unknown-port"
_CONNECT_REMEDY = "check the address, and that the status server runs"


class _Problem(BaseModel):
    """What we need of a problem (RFC 9457 §3.1)."""

    type: str = "about:blank"
    title: str = ""
    detail: str = ""


_PORTS = TypeAdapter(list[PortInfo])


class Connection:
    """Requests to the server at ``url``. Shared by the objects got through it.

    Raises ServerUnreachableError where ``url`` is not an http or https address.
    """

    def __init__(self, url: str, *, transport: httpx.BaseTransport | None, timeout: float) -> None:
        self.url = url.rstrip("/")
        try:
            self._http = httpx.Client(base_url=self.url, transport=transport, timeout=timeout)
        except (httpx.InvalidURL, ValueError) as error:
            raise ServerUnreachableError(
                f"not an address: {error}", where=url, remedy=_CONNECT_REMEDY
            ) from error
        self._open = True

    def close(self) -> None:
        """End the connection; every later request raises NotConnectedError."""
        self._open = False
        self._http.close()

    def ports(self) -> list[PortInfo]:
        """Every port of the server."""
        path = f"{_API}/ports"
        content = self._request("GET", path)
        try:
            return _PORTS.validate_json(content)
        except ValidationError as error:
            raise self._not_understood(path) from error

    def status(self, device_id: int) -> FaxStatus:
        """The status of a port. Raises PortGoneError."""
        return self._status("GET", f"{_API}/ports/{device_id}/status")

    def refreshed(self, device_id: int) -> FaxStatus:
        """A newly computed status of a port. Raises PortGoneError."""
        return self._status("POST", f"{_API}/ports/{device_id}/status/refresh")

    def _status(self, method: str, path: str) -> FaxStatus:
        content = self._request(method, path)
        try:
            return FaxStatus.model_validate_json(content)
        except ValidationError as error:
            raise self._not_understood(path) from error

    def _request(self, method: str, path: str) -> bytes:
        if not self._open:
            raise NotConnectedError("not connected", where=self.url, remedy="connect first")
        content = bytearray()
        try:
            with self._http.stream(method, path) as response:
                for chunk in response.iter_bytes():
                    content += chunk
                    if len(content) > _MAX_REPLY:
                        raise ServerReplyError("the reply is too long", where=self.url + path)
        except httpx.DecodingError as error:
            raise self._not_understood(path) from error
        # ValueError, OverflowError: addresses that only the socket refuses.
        except (httpx.HTTPError, httpx.InvalidURL, ValueError, OverflowError) as error:
            raise ServerUnreachableError(
                str(error) or type(error).__name__, where=self.url, remedy=_CONNECT_REMEDY
            ) from error
        if response.status_code != httpx.codes.OK:
            raise self._refused(path, response.status_code, bytes(content))
        return bytes(content)

    def _refused(self, path: str, status: int, content: bytes) -> PortGoneError | ServerReplyError:
        try:
            problem = _Problem.model_validate_json(content)
        except ValidationError:
            problem = _Problem()
        text = problem.detail or problem.title or "no reason given"
        if status == httpx.codes.NOT_FOUND and problem.type == _UNKNOWN_PORT:
            return PortGoneError(
                "the server no longer has this port",
                where=self.url + path,
                remedy="get the ports again",
            )
        return ServerReplyError(
            f"HTTP status {status}: {text}", where=self.url + path, remedy=_CONNECT_REMEDY
        )

    def _not_understood(self, path: str) -> ServerReplyError:
        return ServerReplyError(
            "the reply is not that of a fax status server",
            where=self.url + path,
            remedy=_CONNECT_REMEDY,
        )
