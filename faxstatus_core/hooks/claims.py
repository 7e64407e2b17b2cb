"""Files that the server has taken from a watched folder, and where they go. Blocks; no asyncio.

A claim is a folder in ``.sending``, which only the server can enter: nobody can change the file or
put a link in its place any more. It bears the key of the file, by which its job is recognised. When
it is known what became of it, it is renamed (``.done``, ``.failed``), and only then emptied: after
a stop at any moment it is plain what is left to do.
"""

import contextlib
import errno
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from faxstatus_core.hooks.errors import HookError
from faxstatus_core.image.received.durable import publish, sync

SIDE_CAR = ".toml"
_REASON = ".reason"
_DONE, _FAILED = ".done", ".failed"
_MOST_SIDE_CAR = 64 * 1024
_MOST_NAME = 255
"""Octets of a file's name (NAME_MAX of Linux)."""
_MOST_ENDING = 20


def side_car_of(path: Path) -> Path:
    """Where the side-car of a document is."""
    return path.with_name(path.name + SIDE_CAR)


@dataclass(frozen=True, slots=True)
class Claim:
    """A document that was taken, and its side-car if it has one."""

    folder: Path
    document: Path

    @property
    def key(self) -> str:
        """Idempotency key of its job: the same however often it is found."""
        return self.folder.name

    def read_side_car(self) -> bytes | None:
        """Its content. Raises :class:`HookError`, OSError."""
        path = side_car_of(self.document)
        if not os.path.lexists(path):  # also where its name would be too long
            return None
        with path.open("rb") as file:
            data = file.read(_MOST_SIDE_CAR + 1)
        if len(data) > _MOST_SIDE_CAR:
            raise HookError("the side-car is too large", remedy="keep to the fields of a job")
        return data


class Claims:
    """The claims in ``place``; what is settled goes to ``done`` or ``failed``."""

    def __init__(self, place: Path, done: Path, failed: Path) -> None:
        self.place = place
        self._targets = {_DONE: done, _FAILED: failed}

    def prepare(self, origin: Path) -> None:
        """Finish what was begun; half a claim goes back to ``origin``. Raises OSError."""
        self.place.mkdir(mode=0o700, parents=True, exist_ok=True)
        status = self.place.lstat()
        if not stat.S_ISDIR(status.st_mode) or status.st_uid != os.geteuid():
            raise PermissionError(errno.EPERM, "it is not a folder of the server", str(self.place))
        self.place.chmod(0o700)
        for folder in self.place.iterdir():
            if folder.suffix in self._targets:
                self._empty(folder)
            elif _document_in(folder) is None:
                self.give_back(folder, origin)

    def pending(self) -> Iterator[Claim]:
        """Claims of which nothing is known yet. Raises OSError."""
        for folder in sorted(self.place.iterdir()):
            if not folder.suffix and (document := _document_in(folder)):
                yield Claim(folder, document)

    def done(self, claim: Claim) -> Path:
        """Its job is kept; where the document is now. Raises OSError."""
        return self._empty(claim.folder.rename(self.place / (claim.key + _DONE)))

    def failed(self, claim: Claim, reason: str) -> Path:
        """It becomes no job; ``reason`` goes into a ``.txt`` beside it. Raises OSError."""
        (claim.folder / _REASON).write_text(reason + "\n", encoding="utf-8")
        return self._empty(claim.folder.rename(self.place / (claim.key + _FAILED)))

    def give_back(self, folder: Path, origin: Path) -> None:
        """What is in ``folder`` was no document to take after all. Raises OSError."""
        for path in folder.iterdir():
            with contextlib.suppress(FileExistsError):
                _move(path, origin / path.name)
        with contextlib.suppress(OSError):  # a newer file has the name: this one stays
            folder.rmdir()

    def _empty(self, folder: Path) -> Path:
        target = self._targets[folder.suffix]
        if target.is_symlink():
            raise OSError(errno.ELOOP, "it has become a link", str(target))
        document = _document_in(folder)
        moved = target
        if document is not None:
            others = {side_car_of(document): SIDE_CAR, folder / _REASON: ".txt"}
            moved = _free(target / document.name)
            for path, ending in others.items():
                if os.path.lexists(path):
                    _move(path, moved.with_name(moved.name + ending))
            _move(document, moved)
            sync(target)
        folder.rmdir()
        return moved


def _document_in(folder: Path) -> Path | None:
    return next(
        (
            path
            for path in folder.iterdir()
            if path.suffix.lower() != SIDE_CAR and path.name != _REASON
        ),
        None,
    )


def _free(path: Path) -> Path:
    """``path``, or a numbered name beside it, if that or what goes with it is there already.

    A name that would leave no room for what goes with it is cut.
    """
    names = (_named(path, "" if number == 1 else f"-{number}") for number in count(1))
    return next(name for name in names if not any(map(os.path.lexists, _family(name))))


def _named(path: Path, number: str) -> Path:
    stem, ending = path.stem, path.suffix
    if len(os.fsencode(ending)) > _MOST_ENDING:
        stem, ending = path.name, ""
    while len(os.fsencode(stem + number + ending + SIDE_CAR)) > _MOST_NAME:
        stem = stem[:-1]
    return path.with_name(stem + number + ending)


def _family(path: Path) -> list[Path]:
    return [path, side_car_of(path), path.with_name(path.name + ".txt")]


def _move(path: Path, target: Path) -> None:
    """Give a file its new name, which must be free. Raises FileExistsError and OSError."""
    publish(path, target)
    path.unlink(missing_ok=True)
