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


class DamagedStoreError(StoreError):
    """What is kept is not what was written: a disk or another program has changed it."""


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
    """A job whose state does not allow it, or a call that has ended."""


class InvalidChangeError(FaxError):
    """A value that a job cannot have, or no field that can be changed."""


class IdempotencyConflictError(FaxError):
    """A key that was used for another request."""


_BACKUP = "restore the database from a backup"
_ROOM = "make room on the disk"
_RIGHTS = "let this user write to the folder"
_OTHERS = "end the other program that has the database open"
_DISK = "check the disk"
_LOG = "see the log"
_REMEDIES = {
    sqlite3.SQLITE_FULL: _ROOM,
    sqlite3.SQLITE_CORRUPT: _BACKUP,
    sqlite3.SQLITE_NOTADB: _BACKUP,
    sqlite3.SQLITE_READONLY: _RIGHTS,
    sqlite3.SQLITE_CANTOPEN: _RIGHTS,
    sqlite3.SQLITE_PERM: _RIGHTS,
    sqlite3.SQLITE_BUSY: _OTHERS,
    sqlite3.SQLITE_LOCKED: _OTHERS,
    sqlite3.SQLITE_IOERR: _DISK,
}
_OS_REMEDIES = {
    errno.ENOSPC: _ROOM,
    errno.EDQUOT: _ROOM,
    errno.EIO: _DISK,
    errno.EACCES: _RIGHTS,
    errno.EPERM: _RIGHTS,
    errno.EROFS: _RIGHTS,
    errno.ENOTDIR: "name a folder",
    errno.EEXIST: "name a folder",
}


def damaged(what: str, where: str) -> DamagedStoreError:
    """For a row that cannot be what was written."""
    return DamagedStoreError(f"a row is damaged: {what}", where=where, remedy=_BACKUP)


@contextlib.contextmanager
def told(where: Path) -> Iterator[None]:
    """What the database or the disk says, as StoreError."""
    try:
        yield
    except DBAPIError as error:
        code = getattr(error.orig, "sqlite_errorcode", 0) & 0xFF
        kind = DamagedStoreError if _REMEDIES.get(code) == _BACKUP else StoreError
        raise kind(str(error.orig), where=str(where), remedy=_REMEDIES.get(code, _LOG)) from error
    except (SQLAlchemyError, OverflowError, UnicodeEncodeError) as error:
        raise StoreError(str(error), where=str(where), remedy=_LOG) from error
    except OSError as error:
        remedy = _OS_REMEDIES.get(error.errno or 0, _LOG)
        raise StoreError(error.strerror or str(error), where=str(where), remedy=remedy) from error
