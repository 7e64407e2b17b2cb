"""The file of a server's tokens."""

import contextlib
import fcntl
import json
import os
import stat
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from faxstatus_core.security.roles import Role
from faxstatus_core.security.tokens import TokenError, TokenRecord, id_of

_MOST_TOKENS = 10_000
_MOST_OCTETS = 10_000_000
_NOBODY = TokenRecord(
    id="0" * 12, name="-", role=Role.READ, created=datetime(1970, 1, 1, tzinfo=UTC), hash="0" * 64
)
"""What a secret without a token is compared with, so that it takes as long."""


class _File(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    tokens: Annotated[tuple[TokenRecord, ...], Field(max_length=_MOST_TOKENS)] = ()

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        if len({record.id for record in self.tokens}) < len(self.tokens):
            raise ValueError("two tokens have one identifier")
        return self


class TokenFile:
    """The tokens of a server, in a file that only its owner may read. Reread when it changes."""

    def __init__(self, path: Path) -> None:
        self.path = path
        # One value, for threads: the version of the file, and what it held.
        self._read_last: tuple[tuple[int, ...], dict[str, TokenRecord]] | None = None

    def records(self) -> list[TokenRecord]:
        """Every token. Raises TokenError."""
        return list(self._current().values())

    def find(self, secret: str, now: datetime) -> TokenRecord | None:
        """The token with this secret, if there is one and it is valid. Raises TokenError."""
        record = self._current().get(id_of(secret), _NOBODY)
        same = record.has_secret(secret)
        return record if same and record is not _NOBODY and record.valid(now) else None

    def get(self, token_id: str, now: datetime) -> TokenRecord | None:
        """The token with this id, if it is there and valid. Raises TokenError."""
        record = self._current().get(token_id)
        return record if record is not None and record.valid(now) else None

    def add(self, record: TokenRecord) -> None:
        """Keep a token; then it survives a power failure.

        Raises TokenError, also where a token has its name, by which jobs and keys know their owner.
        """
        with self._locked() as folder:
            records = self.records()
            if any(record.id == other.id for other in records):
                raise TokenError("there is such a token", where=record.id, remedy="make another")
            if any(record.name == other.name for other in records):
                raise TokenError(
                    "there is a token of this name",
                    where=record.name,
                    remedy="revoke it first, or choose another name",
                )
            if len(records) == _MOST_TOKENS:
                raise TokenError(
                    "there are too many tokens", where=str(self.path), remedy="revoke some"
                )
            self._write([*records, record], folder)

    def revoke(self, token_id: str) -> TokenRecord:
        """Remove a token. Raises TokenError, also where there is none with this id."""
        with self._locked() as folder:
            records = {record.id: record for record in self.records()}
            record = records.pop(token_id, None)
            if record is None:
                raise TokenError("there is no such token", where=token_id, remedy="see the list")
            self._write(list(records.values()), folder)
        return record

    @contextlib.contextmanager
    def _locked(self) -> Iterator[int]:
        """The open folder, locked: of two programs that change the tokens, one waits."""
        try:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            folder = os.open(self.path.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        except (OSError, ValueError) as error:  # ValueError: a path with a null character
            raise self._unusable(_reason(error)) from error
        try:
            fcntl.flock(folder, fcntl.LOCK_EX)
            yield folder
        except OSError as error:
            raise self._unusable(_reason(error)) from error
        finally:
            os.close(folder)

    def _current(self) -> dict[str, TokenRecord]:
        """What the file holds now, by identifier."""
        try:
            status = self.path.stat()
        except FileNotFoundError:
            return {}
        except (OSError, ValueError) as error:
            raise self._unusable(_reason(error)) from error
        # ctime: rights that change count, and nobody can set it back.
        version = (status.st_ino, status.st_mtime_ns, status.st_ctime_ns, status.st_size)
        if self._read_last is not None and self._read_last[0] == version:
            return self._read_last[1]
        records = {record.id: record for record in self._read()}
        self._read_last = version, records
        return records

    def _read(self) -> tuple[TokenRecord, ...]:
        try:
            # Not blocking: the path may be a FIFO's.
            descriptor = os.open(self.path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
            with os.fdopen(descriptor, "rb") as file:
                self._check(os.fstat(descriptor))
                content = file.read(_MOST_OCTETS + 1)
        except OSError as error:
            raise self._unusable(_reason(error)) from error
        if len(content) > _MOST_OCTETS:
            raise self._unusable("it is too long")
        try:
            return _File.model_validate_json(content).tokens
        except ValidationError as error:
            first = error.errors(include_input=False)[0]
            where = ".".join(map(str, first["loc"]))
            # Not the value itself, which may be a secret: so no cause either.
            raise self._unusable(f"not a file of tokens: {where} {first['type']}") from None

    def _check(self, status: os.stat_result) -> None:
        if not stat.S_ISREG(status.st_mode):
            raise self._unusable("not a file")
        if os.geteuid() not in (status.st_uid, 0):
            raise TokenError(
                "it belongs to somebody else",
                where=str(self.path),
                remedy=f"run as its owner, or chown {self.path}",
            )
        if stat.S_IMODE(status.st_mode) & 0o077:
            raise TokenError(
                "others may read or write it",
                where=str(self.path),
                remedy=f"chmod 600 {self.path}",
            )

    def _write(self, records: list[TokenRecord], folder: int) -> None:
        """Write the file anew, all or nothing, with mode 0600."""
        content = json.dumps(_File(tokens=tuple(records)).model_dump(mode="json"), indent=1)
        descriptor, name = tempfile.mkstemp(dir=self.path.parent, prefix=f".{self.path.name}.")
        try:
            with os.fdopen(descriptor, "wb") as file:
                if os.geteuid() == 0:  # else the server could not read what root has written
                    owner = os.fstat(folder)
                    os.fchown(descriptor, owner.st_uid, owner.st_gid)
                file.write(content.encode() + b"\n")
                file.flush()
                os.fsync(descriptor)
            Path(name).rename(self.path)
        except BaseException:
            with contextlib.suppress(OSError):
                Path(name).unlink()
            raise
        os.fsync(folder)

    def _unusable(self, what: str) -> TokenError:
        return TokenError(what, where=str(self.path), remedy="mend or remove the file")


def _reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error)
