"""Files that survive a power failure, and never take the place of another."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from faxstatus_core.image.errors import ArchiveError

_NO_HARD_LINKS = (errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS)


@contextmanager
def storing(where: Path) -> Iterator[None]:
    """An OSError in here becomes an :class:`ArchiveError`."""
    try:
        yield
    except OSError as error:
        raise ArchiveError(
            f"cannot store: {error.strerror or error}",
            where=str(where),
            remedy="see that the disk has room and the folder can be written to",
        ) from error


def sync(path: Path) -> None:
    """Wait until a file's content, or a folder's names, are on the disk. Raises OSError."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def make_folder(path: Path) -> None:
    """Make a folder, and what it is in, if it is missing; on the disk when this returns.

    Raises OSError.
    """
    missing = [folder for folder in (path, *path.parents) if not folder.exists()]
    path.mkdir(parents=True, exist_ok=True)
    for folder in missing:
        sync(folder.parent)


def publish(temporary: Path, path: Path) -> None:
    """Give a finished file its name; a hard link never replaces anything.

    Where there are no hard links it is renamed, and ``temporary`` is gone. Raises FileExistsError
    if the name is taken, and OSError.
    """
    try:
        path.hardlink_to(temporary)
    except FileExistsError:
        raise
    except OSError as error:
        if error.errno not in _NO_HARD_LINKS:
            raise
        if path.exists():  # as on FAT: the best that can be done there
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(path)) from error
        temporary.rename(path)


def is_published(temporary: Path) -> bool:
    """Whether a finished file has a name beside its temporary one."""
    try:
        return temporary.stat().st_nlink > 1
    except OSError:
        return False
