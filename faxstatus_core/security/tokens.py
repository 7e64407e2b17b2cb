"""Bearer tokens: secrets for clients, of which the server keeps the hashes only."""

import hashlib
import hmac
import secrets
from datetime import UTC, datetime
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from faxstatus_core.errors import FaxError
from faxstatus_core.security.roles import Role

PREFIX = "fxs_"
"""What every token begins with, so that it is known for one wherever it turns up."""

_RANDOM_OCTETS = 32


class TokenError(FaxError):
    """The tokens cannot be read or written, or there is no such token."""


def _name(name: str) -> str:
    if not name.isprintable():
        raise ValueError("it holds a character that cannot be printed")
    return name


class TokenRecord(BaseModel):
    """What is kept of a token. ``hash``: SHA-256 of the secret, hexadecimal.

    A plain hash is enough: the secret has 256 random bits, so nobody guesses it from the hash, as
    they might a password, however fast the hash is.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Annotated[str, Field(pattern=r"^[0-9a-f]{12}$")]
    name: Annotated[str, Field(min_length=1, max_length=100), AfterValidator(_name)]
    role: Role
    created: AwareDatetime
    expires: AwareDatetime | None = None
    hash: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$", repr=False)]

    def valid(self, now: datetime) -> bool:
        """Whether it has not expired."""
        return self.expires is None or now < self.expires

    def has_secret(self, secret: str) -> bool:
        """Whether ``secret`` is its secret. Takes as long for any that is not."""
        return hmac.compare_digest(self.hash, _hash(secret))


def new_token(
    name: str, role: Role, now: datetime, expires: datetime | None = None
) -> tuple[str, TokenRecord]:
    """A secret, to be shown once, and its record.

    ``now`` and ``expires`` are aware. Raises TokenError for a name that is none, and for an end
    that is over.
    """
    token_id = secrets.token_hex(6)
    secret = f"{PREFIX}{token_id}_{secrets.token_urlsafe(_RANDOM_OCTETS)}"
    try:
        record = TokenRecord(
            id=token_id,
            name=name,
            role=role,
            created=now.astimezone(UTC),
            expires=expires,
            hash=_hash(secret),
        )
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        what = f"{where}: {first['msg'].removeprefix('Value error, ')}"
        raise TokenError(what, where="token", remedy="give another") from error
    if not record.valid(now):
        raise TokenError("it would end before it begins", where="token", remedy="give a later end")
    return secret, record


def id_of(secret: str) -> str:
    """The identifier of the token that ``secret`` says it is; anything for what is none."""
    return secret.removeprefix(PREFIX).partition("_")[0]


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
