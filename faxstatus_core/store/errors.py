"""What can go wrong with what is kept."""

import contextlib
import errno
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from faxstatus_core.errors import FaxError


class StoreError(FaxError):
    """The store cannot be used, or not be written. Nothing half done is left."""


class NewerStoreError(StoreError):
    """A newer version of this program made the store."""


class StoreInUseError(StoreError):
    """Another server has the store."""


class UnknownRecordError(FaxError):
    """There is no such record. ``kind``: of what."""

    def __init__(self, kind: str, identifier: object) -> None:
        super().__init__(f"there is no {kind} {identifier}", remedy="see the list")
        self.kind = kind


class WrongStateError(FaxError):
    """A job whose state does not allow it."""


class IdempotencyConflictError(FaxError):
    """A key that was used for another request."""


_REMEDIES = {
    sqlite3.SQLITE_FULL: "make room on the disk",
    sqlite3.SQLITE_CORRUPT: "restore the database from a backup",
    sqlite3.SQLITE_NOTADB: "restore the database from a backup",
    sqlite3.SQLITE_READONLY: "let this user write to the folder",
    sqlite3.SQLITE_CANTOPEN: "let this user write to the folder",
}


@contextlib.contextmanager
def told(where: Path) -> Iterator[None]:
    """What the database or the disk says, as StoreError."""
    try:
        yield
    except DBAPIError as error:
        code = getattr(error.orig, "sqlite_errorcode", 0) & 0xFF
        raise StoreError(
            str(error.orig), where=str(where), remedy=_REMEDIES.get(code, "see the log")
        ) from error
    except SQLAlchemyError as error:
        raise StoreError(str(error), where=str(where), remedy="see the log") from error
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        remedy = "make room on the disk" if full else "let this user write to the folder"
        raise StoreError(error.strerror or str(error), where=str(where), remedy=remedy) from error
