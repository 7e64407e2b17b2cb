"""What reads the body of a reply, octets by octets, and never more than it may."""

import contextlib
import os
import secrets
from pathlib import Path
from typing import BinaryIO, Generic, Protocol, TypeVar

from pydantic import TypeAdapter, ValidationError

from faxstatus_core.client.errors import LocalFileError, ServerReplyError

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)

MAX_JSON = 16 * 2**20
"""Octets; a listing of 1000 calls with their statuses is 3 MiB."""
MAX_FILE = 2**30
"""Octets of a fax, a page or a trace."""
NOT_A_FAX_SERVER = "the reply is not that of a fax server"


class Reader(Protocol[T_co]):
    """Takes the body in pieces; ``finish`` gives what it says.

    ``feed`` and ``finish`` raise ServerReplyError, or LocalFileError. ``abandon`` undoes what was
    begun, and does nothing after ``finish``.
    """

    @property
    def blocks(self) -> bool:
        """Whether it writes to a disk."""

    def feed(self, chunk: bytes) -> None:
        """Take the next octets."""

    def finish(self) -> T_co:
        """The body is whole."""

    def abandon(self) -> None:
        """The body will not be whole."""


class BytesReader:
    """The body as it is, ``limit`` octets at most."""

    blocks = False

    def __init__(self, limit: int = MAX_JSON) -> None:
        self._limit = limit
        self._content = bytearray()

    def feed(self, chunk: bytes) -> None:
        """Take the next octets."""
        if len(self._content) + len(chunk) > self._limit:
            raise ServerReplyError("the reply is too long")
        self._content += chunk

    def finish(self) -> bytes:
        """All octets."""
        return bytes(self._content)

    def abandon(self) -> None:
        """Nothing to undo."""


class JsonReader(Generic[T]):
    """The body as a checked record, or a list of them."""

    blocks = False

    def __init__(self, kind: TypeAdapter[T]) -> None:
        self._kind = kind
        self._content = BytesReader()

    def feed(self, chunk: bytes) -> None:
        """Take the next octets."""
        self._content.feed(chunk)

    def finish(self) -> T:
        """The record."""
        try:
            return self._kind.validate_json(self._content.finish())
        except ValidationError as error:
            raise ServerReplyError(NOT_A_FAX_SERVER) from error

    def abandon(self) -> None:
        """Nothing to undo."""


class NothingReader:
    """No body is wanted; what comes is not kept."""

    blocks = False

    def feed(self, chunk: bytes) -> None:
        """Leave it."""

    def finish(self) -> None:
        """Nothing."""

    def abandon(self) -> None:
        """Nothing to undo."""


class FileReader:
    """The body as a file, which appears under its name when it is whole; replaces an older one."""

    blocks = True

    def __init__(self, path: Path, limit: int = MAX_FILE) -> None:
        self._path = path
        self._part = path.with_name(f".{path.name[:100]}.{secrets.token_hex(4)}.part")
        self._left = limit
        self._file: BinaryIO | None = None

    def feed(self, chunk: bytes) -> None:
        """Write the next octets."""
        self._left -= len(chunk)
        if self._left < 0:
            raise ServerReplyError("the file is too large")
        try:
            self._open().write(chunk)
        except (OSError, ValueError) as error:
            raise self._failed(error) from error

    def finish(self) -> Path:
        """Flush, and give the file its name."""
        try:
            with self._open() as file:
                file.flush()
                os.fsync(file.fileno())
            self._part.replace(self._path)
        except (OSError, ValueError) as error:
            raise self._failed(error) from error
        self._file = None
        return self._path

    def abandon(self) -> None:
        """Take the part away."""
        if self._file is not None:
            with contextlib.suppress(OSError):
                self._file.close()
            with contextlib.suppress(OSError):
                self._part.unlink()
            self._file = None

    def _open(self) -> BinaryIO:
        if self._file is None:
            self._file = self._part.open("xb")
        return self._file

    def _failed(self, error: OSError | ValueError) -> LocalFileError:
        return LocalFileError(
            f"cannot write the file: {reason(error)}",
            where=str(self._path),
            remedy="name a file in a folder that you may write to",
        )


def reason(error: OSError | ValueError) -> str:
    """Why a file cannot be used. A ValueError: the path holds a null character."""
    return (error.strerror if isinstance(error, OSError) else None) or str(error)
