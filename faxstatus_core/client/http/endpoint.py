"""What both connections share: the address, the token, and what a reply's head says."""

import contextlib
import re
import ssl
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

import httpx

from faxstatus_core.client.errors import (
    ClientSettingsError,
    NotConnectedError,
    ServerReplyError,
    ServerUnreachableError,
)
from faxstatus_core.client.problems import MAX_PROBLEM, refusal, wait_of
from faxstatus_core.client.readers import NOT_A_FAX_SERVER, BytesReader, Reader
from faxstatus_core.client.requests import API, Request

T = TypeVar("T")

DEFAULT_TIMEOUT = 30.0
"""Seconds for each step of a request."""
_KEEP = 2.0
"""Seconds that an idle connection is kept: less than servers do, so that none closes in use."""
_REMEDY = "check the address, and that the fax server runs"
_TOKEN = re.compile(r"[\x21-\x7e]{1,500}")
_BROKEN = (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, ValueError, OverflowError)
"""What httpx raises; ValueError and OverflowError for addresses that only the socket refuses."""


@dataclass(frozen=True)
class Endpoint:
    """Where a server is, and how to reach it.

    ``token``: sent with each request, shown nowhere. ``ca``: file with the certificates to trust
    (PEM); None: those of this machine. ``verify``: False trusts any certificate.
    Raises ServerUnreachableError for what is not an http or https address, and ClientSettingsError.
    """

    url: str
    token: str | None = field(default=None, repr=False)
    ca: Path | None = None
    verify: bool = True
    timeout: float = DEFAULT_TIMEOUT

    def __post_init__(self) -> None:
        object.__setattr__(self, "url", _checked(self.url))
        if self.token is not None and not _TOKEN.fullmatch(self.token):
            raise ClientSettingsError(
                "the token holds a character that no token has, or is empty or too long",
                where="token",
                remedy="give the token as the server made it, on one line",
            )

    # Any: the arguments of httpx.Client and httpx.AsyncClient, which are the same.
    def client_arguments(self) -> dict[str, Any]:
        """The arguments for an httpx client. Raises ClientSettingsError."""
        return {
            "base_url": self.url + API,
            "timeout": self.timeout,
            "verify": self._trusted(),
            "limits": httpx.Limits(keepalive_expiry=_KEEP),
        }

    # Any: the arguments of stream(), the same for both.
    def request_arguments(self, request: Request[Any]) -> dict[str, Any]:
        """The arguments for ``stream`` of an httpx client."""
        # Not compressed: the size of a reply is what was sent, and cannot explode.
        headers = [("Accept", request.accept or "*/*"), ("Accept-Encoding", "identity")]
        if self.token is not None:
            headers.append(("Authorization", f"Bearer {self.token}"))
        arguments: dict[str, Any] = {
            "method": request.method,
            "url": request.path,
            "headers": [*headers, *request.headers],
        }
        if request.query:
            arguments["params"] = list(request.query)
        if request.timeout is not None:
            arguments["timeout"] = max(request.timeout, self.timeout)
        if request.json is not None:
            arguments["json"] = request.json
        if request.form or request.files:
            # Also the fields as parts: without a file httpx would send no multipart body.
            parts: list[tuple[str, Any]] = [
                (name, (None, text.encode())) for name, text in request.form
            ]
            parts += [("document", (file.name, file.content)) for file in request.files]
            arguments["files"] = parts
        return arguments

    def where(self, request: Request[Any]) -> str:
        """The address of ``request``, for an error."""
        return f"{self.url}{API}{request.path}"

    def check(self, request: Request[Any], response: httpx.Response) -> None:
        """Check the head of a good reply. Raises ServerReplyError."""
        media_type = _media_type(response)
        wrong_type = request.accept is not None and media_type != request.accept
        if wrong_type or not is_plain(response):
            raise ServerReplyError(NOT_A_FAX_SERVER, where=self.where(request), remedy=_REMEDY)

    def refused(self, request: Request[Any], response: httpx.Response, content: bytes) -> Exception:
        """The error for a reply whose status is not one of success."""
        return refusal(
            response.status_code,
            content,
            where=self.where(request),
            retry_after=wait_of(response.headers.get("retry-after")),
        )

    @contextlib.contextmanager
    def errors(self, request: Request[Any], reader: Reader[Any]) -> Iterator[None]:
        """Make errors of httpx ours, and let ``reader`` clear up after any."""
        try:
            yield
        except ServerReplyError as error:
            reader.abandon()
            if error.where:
                raise
            raise ServerReplyError(error.what, where=self.where(request), remedy=_REMEDY) from error
        except _BROKEN as error:
            reader.abandon()
            raise unreachable(self.url, error) from error
        except BaseException:
            reader.abandon()
            raise

    def _trusted(self) -> ssl.SSLContext | bool:
        if not self.verify or self.url.startswith("http:"):
            return False  # for http: no time is spent on reading certificates
        if self.ca is None:
            return True
        try:
            return ssl.create_default_context(cafile=str(self.ca))
        except (OSError, ValueError) as error:
            raise ClientSettingsError(
                "no certificates can be read from it", where=str(self.ca), remedy="give a PEM file"
            ) from error


def is_plain(response: httpx.Response) -> bool:
    """Whether the body is not compressed; what is, against our wish, must not be unpacked."""
    encoding: str = response.headers.get("content-encoding", "identity")
    return encoding == "identity"


def failed_body() -> BytesReader:
    """What reads the body of a refusal."""
    return BytesReader(MAX_PROBLEM)


def not_connected(url: str) -> NotConnectedError:
    """The error for a request after the end of the connection."""
    return NotConnectedError("not connected", where=url, remedy="connect first")


def unreachable(url: str, error: Exception) -> ServerUnreachableError:
    """The error for a server that does not answer."""
    return ServerUnreachableError(str(error) or type(error).__name__, where=url, remedy=_REMEDY)


def _media_type(response: httpx.Response) -> str:
    text: str = response.headers.get("content-type", "")
    return text.partition(";")[0].strip().lower()


def _checked(url: str) -> str:
    try:
        parts = urlsplit(url)
        named = parts.username is not None or parts.password is not None
        good = parts.scheme in ("http", "https") and bool(parts.hostname)
        good = good and not (parts.query or parts.fragment)
        httpx.URL(url)
    except (ValueError, httpx.InvalidURL) as error:
        raise unreachable(url, ValueError(f"not an address: {error}")) from error
    if named:  # it would be in every error text
        raise ClientSettingsError(
            "the server's address holds a name or password",
            where=parts.scheme + "://...",
            remedy="give the token as such",
        )
    if not good:
        raise unreachable(url, ValueError("not an http or https address"))
    return url.rstrip("/")
