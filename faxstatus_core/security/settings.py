"""``[security]`` and ``[tls]``."""

from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

_Count = Annotated[int, Field(strict=True, ge=1, le=1_000_000)]
_Flag = Annotated[bool, Field(strict=True)]


class SecuritySection(BaseModel):
    """``[security]``: who may ask for what, and how much."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    token_file: Path | None = Field(
        default=None, description="Where tokens are kept; else tokens.json in the store's folder."
    )
    open: _Flag = Field(
        default=False,
        description="Whether everybody may do everything without a token, from anywhere.",
    )
    allowed_hosts: tuple[str, ...] = Field(
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

    certificate: Path = Field(description="PEM file of the certificate, with its chain.")
    key: Path = Field(description="PEM file of its private key.")
