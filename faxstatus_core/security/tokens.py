"""Bearer tokens: secrets for clients, of which the server keeps the hashes only."""

import hashlib
import hmac
import json
import os
import secrets
import stat
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from faxstatus_core.errors import FaxError
from faxstatus_core.security.roles import Role

PREFIX = "fxs_"
"""What every token begins with, so that it is known for one wherever it turns up."""

_MOST_TOKENS = 10_000
_MOST_OCTETS = 10_000_000


class TokenError(FaxError):
    """The tokens cannot be read or written, or there is no such token."""


class TokenRecord(BaseModel):
    """What is kept of a token. ``hash``: SHA-256 of the secret, hexadecimal.

    A plain hash is enough: the secret has 256 random bits, so nobody guesses it from the hash, as
    they might a password.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Annotated[str, Field(pattern=r"^[0-9a-f]{12}$")]
    name: Annotated[str, Field(min_length=1, max_length=100)]
    role: Role
    created: AwareDatetime
    expires: AwareDatetime | None = None
    hash: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]

    def valid(self, now: datetime) -> bool:
        """Whether it has not expired."""
        return self.expires is None or now < self.expires


class _File(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    tokens: Annotated[tuple[TokenRecord, ...], Field(max_length=_MOST_TOKENS)] = ()


def new_token(
    name: str, role: Role, now: datetime, expires: datetime | None = None
) -> tuple[str, TokenRecord]:
    """A secret, to be shown once, and its record. Raises TokenError for a name that is none."""
    token_id = secrets.token_hex(6)
    secret = f"{PREFIX}{token_id}_{secrets.token_urlsafe(32)}"
    if not name.isprintable():
        raise TokenError("the name cannot be printed", where="token", remedy="give another")
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
        raise TokenError(f"{where}: {first['msg']}", where="token", remedy="mend it") from error
    return secret, record


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


class TokenFile:
    """The tokens of a server, in a file that only its owner may read. Reread when it changes."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._version: tuple[int, int, int] | None = None
        self._records: dict[str, TokenRecord] = {}

    def records(self) -> list[TokenRecord]:
        """Every token. Raises TokenError."""
        self._refresh()
        return list(self._records.values())

    def find(self, secret: str, now: datetime) -> TokenRecord | None:
        """The token with this secret, if there is one and it is valid. Raises TokenError."""
        self._refresh()
        record = self._records.get(_id_of(secret))
        known = record.hash if record is not None else "0" * 64
        same = hmac.compare_digest(known, _hash(secret))
        return record if record is not None and same and record.valid(now) else None

    def has(self, token_id: str, now: datetime) -> bool:
        """Whether the token with this id is there and valid. Raises TokenError."""
        self._refresh()
        record = self._records.get(token_id)
        return record is not None and record.valid(now)

    def add(self, record: TokenRecord) -> None:
        """Keep a token; then it survives a power failure. Raises TokenError."""
        self._write([*self.records(), record])

    def revoke(self, token_id: str) -> TokenRecord:
        """Remove a token. Raises TokenError, also where there is none with this id."""
        records = {record.id: record for record in self.records()}
        record = records.pop(token_id, None)
        if record is None:
            raise TokenError("there is no such token", where=token_id, remedy="see the list")
        self._write(list(records.values()))
        return record

    def _refresh(self) -> None:
        try:
            status = self.path.stat()
        except FileNotFoundError:
            self._version, self._records = None, {}
            return
        except OSError as error:
            raise self._unusable(error.strerror or str(error)) from error
        version = (status.st_ino, status.st_mtime_ns, status.st_size)
        if version != self._version:
            self._records = {record.id: record for record in self._read()}
            self._version = version

    def _read(self) -> tuple[TokenRecord, ...]:
        try:
            descriptor = os.open(self.path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
            with os.fdopen(descriptor, "rb") as file:
                status = os.fstat(descriptor)
                if not stat.S_ISREG(status.st_mode):
                    raise self._unusable("not a file")
                if stat.S_IMODE(status.st_mode) & 0o077:
                    raise TokenError(
                        "others may read or write it",
                        where=str(self.path),
                        remedy=f"chmod 600 {self.path}",
                    )
                content = file.read(_MOST_OCTETS + 1)
            if len(content) > _MOST_OCTETS:
                raise self._unusable("it is too long")
            return _File.model_validate_json(content).tokens
        except OSError as error:
            raise self._unusable(error.strerror or str(error)) from error
        except ValidationError as error:
            # Not the value itself: it may be a secret.
            raise self._unusable(f"not a file of tokens: {error.errors()[0]['type']}") from None

    def _write(self, records: list[TokenRecord]) -> None:
        content = json.dumps(_File(tokens=tuple(records)).model_dump(mode="json"), indent=1)
        folder = self.path.parent
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile("w", dir=folder, delete=False) as file:  # mode 0600
                file.write(content + "\n")
                file.flush()
                os.fsync(file.fileno())
            Path(file.name).rename(self.path)
            descriptor = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
        except OSError as error:
            raise self._unusable(error.strerror or str(error)) from error

    def _unusable(self, what: str) -> TokenError:
        return TokenError(what, where=str(self.path), remedy="mend or remove the file")


def _id_of(secret: str) -> str:
    return secret.removeprefix(PREFIX).partition("_")[0]
