"""A disk that tells each step of what is done to it, and what a power failure there would leave.

Steps are the calls of ``os`` that change names or wait for the disk, and the database's
transactions, each before and after. SQLite's own files are not followed: what a reader sees of a
database with ``synchronous = FULL`` is on the disk (sqlite.org/wal.html).
"""

import contextlib
import os
import random
import shutil
import sqlite3
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, Pool, event

DATABASE = "faxstatus.db"
_OPERATIONS = ("fsync", "link", "rename", "replace", "unlink", "mkdir", "rmdir")
_DATABASE_FILES = {DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm", "lock"}


@contextlib.contextmanager
def each_step(
    step: Callable[[], None], done: Callable[[str, Any], None] = lambda _name, _argument: None
) -> Iterator[None]:
    """Call ``step`` before and after each step, and ``done`` when one has succeeded."""
    with pytest.MonkeyPatch.context() as patch:
        for name in _OPERATIONS:
            patch.setattr(os, name, _told(name, getattr(os, name), step, done))
        patch.setattr(os, "scandir", _sorted(os.scandir))
        listeners = [(Engine, "commit"), (Pool, "checkin")]

        def of_database(*_: object) -> None:
            step()

        for target, name in listeners:
            event.listen(target, name, of_database)
        try:
            yield
        finally:
            for target, name in listeners:
                event.remove(target, name, of_database)


def _told(
    name: str,
    operation: Callable[..., Any],
    step: Callable[[], None],
    done: Callable[[str, Any], None],
) -> Callable[..., Any]:
    def told(argument: Any, *others: Any, **options: Any) -> Any:
        step()
        result = operation(argument, *others, **options)
        done(name, argument)
        step()
        return result

    return told


class _Entries:
    """What ``os.scandir`` gives, from a list."""

    def __init__(self, entries: Iterator["os.DirEntry[str]"]) -> None:
        self._entries = entries

    def __iter__(self) -> Iterator["os.DirEntry[str]"]:
        return self._entries

    def __next__(self) -> "os.DirEntry[str]":
        return next(self._entries)

    def __enter__(self) -> "_Entries":
        return self

    def __exit__(self, *_: object) -> None: ...


def _sorted(scandir: Callable[[Any], Any]) -> Callable[[Any], _Entries]:
    """A folder's entries by name: which come first is else a matter of the file system."""

    def scan(path: Any = ".") -> _Entries:
        with scandir(path) as entries:
            return _Entries(iter(sorted(entries, key=lambda entry: entry.name)))

    return scan


def copy_folder(source: Path, target: Path) -> None:
    """A copy in which files that have several names have them, too."""
    copies: dict[int, str] = {}

    def copy(path: str, place: str) -> str:
        inode = os.stat(path).st_ino  # noqa: PTH116 - as copytree gives it
        if inode in copies:
            os.link(copies[inode], place)
        else:
            shutil.copy2(path, place)
            copies[inode] = place
        return place

    ignored = shutil.ignore_patterns("lock")  # a new server makes its own
    shutil.copytree(source, target, ignore=ignored, copy_function=copy)


@dataclass(frozen=True)
class Remains:
    """What is on the disk after a power failure: folders, files, and the database."""

    folders: frozenset[str]
    files: frozenset[tuple[int, str, bytes]]
    """Inode, name and content; an inode may have several names."""
    database: bytes | None

    def write(self, root: Path) -> None:
        """Make them in ``root``."""
        root.mkdir(mode=0o700)
        for name in sorted(self.folders):
            (root / name).mkdir(mode=0o700)
        links: dict[int, Path] = {}
        for inode, name, content in self.files:
            path = root / name
            if inode in links:
                path.hardlink_to(links[inode])
            else:
                path.write_bytes(content)
            links[inode] = path
        if self.database is not None:
            (root / DATABASE).write_bytes(self.database)
            (root / DATABASE).chmod(0o600)


@dataclass
class Disk:
    """The folder ``root`` on a disk that keeps no more than it has to.

    Of a file it keeps what it had at its last fsync, of a folder the names at its last, or those of
    now: which of them is a matter of chance.
    """

    root: Path
    _contents: dict[int, bytes] = field(default_factory=dict)
    """By inode."""
    _names: dict[Path, dict[str, tuple[int, bool]]] = field(default_factory=dict)
    """Of each folder: inode, and whether it is a folder, by name."""
    _held: list[int] = field(default_factory=list)
    """Descriptors that keep inodes from being used again."""

    def done(self, operation: str, argument: Any) -> None:
        """A step that succeeded; for :func:`each_step`."""
        if operation == "mkdir":
            self._names[Path(argument)] = {}
        elif operation == "fsync":
            self._synced(argument)

    def remains(self, share: float, chance: random.Random) -> Remains:
        """After a failure now; ``share`` of the folders have names that nobody waited for."""
        folders: set[str] = set()
        files: set[tuple[int, str, bytes]] = set()
        left = [self.root]
        while left:
            folder = left.pop()
            eager = chance.random() < share
            for name, (inode, is_folder) in self._names_of(folder, eager=eager).items():
                path = folder / name
                if is_folder:
                    folders.add(str(path.relative_to(self.root)))
                    left.append(path)
                elif name not in _DATABASE_FILES:
                    content = self._contents.get(inode, b"")
                    files.add((inode, str(path.relative_to(self.root)), content))
        return Remains(frozenset(folders), frozenset(files), self._database())

    def close(self) -> None:
        """Let go of the inodes."""
        for descriptor in self._held:
            os.close(descriptor)

    def _names_of(self, folder: Path, *, eager: bool) -> dict[str, tuple[int, bool]]:
        if eager and folder.is_dir():
            return _names_now(folder)
        return self._names.get(folder, {})

    def _database(self) -> bytes | None:
        path = self.root / DATABASE
        if not path.exists():
            return None
        if not path.stat().st_size:
            return b""
        with contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
            return connection.serialize()

    def _synced(self, descriptor: int) -> None:
        path = Path(f"/proc/self/fd/{descriptor}").readlink()
        facts = os.fstat(descriptor)
        if stat.S_ISDIR(facts.st_mode):
            self._names[path] = _names_now(path)
            return
        self._held.append(os.dup(descriptor))
        with open(f"/proc/self/fd/{descriptor}", "rb") as file:  # noqa: PTH123 - no path names it
            self._contents[facts.st_ino] = file.read()


def _names_now(folder: Path) -> dict[str, tuple[int, bool]]:
    with os.scandir(folder) as entries:
        return {entry.name: (entry.inode(), entry.is_dir()) for entry in entries}
