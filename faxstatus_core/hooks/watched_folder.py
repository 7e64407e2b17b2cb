"""The files of a watched folder: which may be sent, and taking them. Blocks; no asyncio."""

import errno
import fcntl
import hashlib
import os
import stat
from dataclasses import dataclass
from pathlib import Path

from faxstatus_core.hooks.claims import SIDE_CAR, Claim, Claims, side_car_of
from faxstatus_core.hooks.errors import HookError
from faxstatus_core.hooks.watch_settings import WatchSection
from faxstatus_core.image.received.durable import sync

_UNFINISHED = (".part", ".tmp")
_CLAIMS = ".sending"

Mark = tuple[int, ...]
"""What changes when a file does: device, inode, size, time of change in ns."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A file that may be complete; ``mark`` is of it and its side-car."""

    name: str
    mark: Mark


class WatchedFolder:
    """The folder of ``watch``, and those that files go to."""

    def __init__(self, watch: WatchSection) -> None:
        self._watch = watch
        self._folder = watch.folder.absolute()
        self.claims = Claims(self._folder / _CLAIMS, watch.done_folder, watch.failed_folder)

    def prepare(self) -> None:
        """Make the folders, and finish what was begun before. Raises HookError."""
        places = (self._folder, self._watch.done_folder, self._watch.failed_folder)
        try:
            for place in places:
                place.mkdir(parents=True, exist_ok=True)
            self.claims.prepare(self._folder)
            devices = {place.stat().st_dev for place in (*places, self.claims.place)}
        except OSError as error:
            raise HookError(
                f"cannot be watched: {error.strerror}",
                where=str(error.filename or self._folder),
                remedy="name a folder in which files can be made and moved",
            ) from error
        if len(devices) > 1:
            raise HookError(
                "folder, done and failed are on different file systems",
                where=str(self._folder),
                remedy="choose folders on one: files are moved, never copied",
            )
        for place in places:
            if not os.access(place, os.W_OK | os.X_OK):
                raise HookError(
                    "cannot be written to", where=str(place), remedy="give the server the right"
                )

    def candidates(self) -> list[Candidate]:
        """Regular files that may be sent, by name. Raises OSError."""
        found = []
        with os.scandir(self._folder) as entries:
            for entry in entries:
                lower = entry.name.lower()
                if lower.startswith(".") or lower.endswith((*_UNFINISHED, SIDE_CAR)):
                    continue
                mark = _mark(self._folder / entry.name)
                beside = _mark(self._folder / (entry.name + SIDE_CAR))
                if mark and (beside or not self._watch.side_car_only):
                    found.append(Candidate(entry.name, mark + beside))
        return sorted(found, key=lambda candidate: candidate.name)

    def claim(self, candidate: Candidate) -> Claim | None:
        """Take it, if it is as it was and nobody has locked it. Raises OSError."""
        path = self._folder / candidate.name
        mark, beside = _mark(path), _mark(side_car_of(path))
        if mark + beside != candidate.mark or _locked(path):
            return None
        folder = self.claims.place / _key(path)
        folder.mkdir(mode=0o700, exist_ok=True)
        claim = Claim(folder, folder / candidate.name)
        try:
            if beside:  # first: the document completes a claim
                side_car_of(path).rename(side_car_of(claim.document))
            path.rename(claim.document)
        except OSError:
            self.claims.give_back(folder, self._folder)
            raise
        if _mark(claim.document) != mark or _mark(side_car_of(claim.document)) != beside:
            self.claims.give_back(folder, self._folder)  # another file took its place just now
            return None
        sync(self.claims.place)
        return claim


def _key(path: Path) -> str:
    """Of this file as it is now: one that comes back from ``done`` to be sent again has another."""
    now = path.lstat()
    numbers = (now.st_dev, now.st_ino, now.st_mtime_ns, now.st_ctime_ns)
    return hashlib.sha256(b"%b\0%d\0%d\0%d\0%d" % (os.fsencode(path), *numbers)).hexdigest()[:32]


def _mark(path: Path) -> Mark:
    """Empty for what is not there, and for links, devices and files with several names."""
    try:
        status = path.lstat()
    except FileNotFoundError:
        return ()
    except OSError as error:
        if error.errno == errno.ENAMETOOLONG:  # no side-car can have the name of this one's
            return ()
        raise
    if not stat.S_ISREG(status.st_mode) or status.st_nlink != 1:
        return ()
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns


def _locked(path: Path) -> bool:
    """Whether a program has a lock on it, by flock or fcntl."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
        fcntl.lockf(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False
