"""``[security]`` and ``[tls]``."""

from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from faxstatus_core.security.hosts import host_name

_Count = Annotated[int, Field(strict=True, ge=1, le=1_000_000)]
_Flag = Annotated[bool, Field(strict=True)]


def _path(path: Path) -> Path:
    if "\0" in str(path):
        raise ValueError("a path holds no null character")
    return path


def _host(text: str) -> str:
    name = host_name(text)
    if name is None:
        raise ValueError(f"{text!r} is not the name of a host, such as fax.example.org")
    return name


_Path = Annotated[Path, AfterValidator(_path)]


class SecuritySection(BaseModel):
    """``[security]``: who may ask for what, and how much."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    token_file: _Path | None = Field(
        default=None, description="Where tokens are kept; else tokens.json in the store's folder."
    )
    open: _Flag = Field(
        default=False,
        description="Whether everybody may do everything without a token, from anywhere.",
    )
    allowed_hosts: tuple[Annotated[str, AfterValidator(_host)], ...] = Field(
        default=(), description="Names under which clients may reach the server, beside its own."
    )
    max_body: Annotated[int, Field(strict=True, ge=1, le=10**10)] = Field(
        default=100_000_000, description="Octets of a request's body at most."
    )
    requests_per_minute: _Count = Field(default=1200, description="Requests of one client.")
    burst: _Count = Field(default=200, description="Requests of one client at once.")
    max_connections: _Count = Field(default=2000, description="Connections at most.")
    max_subscribers: _Count = Field(default=1500, description="Clients that listen to events.")
    max_subscribers_per_client: _Count = Field(
        default=1500, description="Streams of events that one address may have."
    )
    session_hours: Annotated[int, Field(strict=True, ge=1, le=720)] = Field(
        default=12, description="Hours after which the page asks for the token again."
    )
    mask_numbers: _Flag = Field(
        default=False, description="Whether telephone numbers in logs lose all but three digits."
    )


class TlsSection(BaseModel):
    """``[tls]``: the server's certificate; without it, plain HTTP."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    certificate: _Path = Field(description="PEM file of the certificate, with its chain.")
    key: _Path = Field(description="PEM file of its private key.")
