"""Files by the digest of their content."""

import contextlib
import hashlib
import os
import re
import shutil
import tempfile
import threading
import time
from collections.abc import Container, Iterable, Iterator
from pathlib import Path
from typing import IO

from faxstatus_core.image.received.durable import sync
from faxstatus_core.store.errors import UnknownRecordError, told
from faxstatus_core.store.folders import make_folder

_DIGEST = re.compile(r"[0-9a-f]{64}")
_CHUNK = 1 << 20
_INCOMING = "incoming"


class DocumentStore:
    """Documents in ``folder``, as ``ab/cdef...``: the same content is kept once.

    Any thread may use it. Raises StoreError where the disk does not let it.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._incoming = folder / _INCOMING
        self._lock = threading.Lock()
        self._unsettled: set[str] = set()
        with told(folder):
            make_folder(self._incoming)
            for left in self._incoming.iterdir():
                left.unlink()

    def incoming(self) -> IO[bytes]:
        """A file to write a document to; it vanishes when it is closed, unless it was kept."""
        with told(self._folder):
            return tempfile.NamedTemporaryFile(dir=self._incoming, prefix="new-")

    def keep(self, file: IO[bytes]) -> tuple[str, int]:
        """Keep what was written to ``file``, so that it survives a power failure.

        Gives its digest and size. Nothing removes it before a record refers to it (:meth:`settle`),
        or a day has passed.
        """
        with told(self._folder):
            file.flush()
            os.fsync(file.fileno())
            return self._publish(Path(file.name))

    def adopt(self, path: Path) -> tuple[str, int]:
        """Keep a copy of the file at ``path``; its digest and size."""
        with told(self._folder), self.incoming() as file:
            with path.open("rb") as source:
                shutil.copyfileobj(source, file, _CHUNK)
            return self.keep(file)

    def settle(self, digests: Iterable[str]) -> None:
        """Records refer to these documents now: they may go when those do."""
        with self._lock:
            self._unsettled.difference_update(digests)

    def path(self, digest: str) -> Path:
        """Where a document is. Raises UnknownRecordError."""
        if not _DIGEST.fullmatch(digest):
            raise UnknownRecordError("document", ascii(digest[:64]))
        path = self._place(digest)
        if not path.is_file():
            raise UnknownRecordError("document", digest)
        return path

    def remove(self, digest: str) -> None:
        """Remove a document to which no record refers, if it is there.

        One that was handed in again a moment ago, for a record to come, stays.
        """
        if _DIGEST.fullmatch(digest):
            with told(self._folder), self._lock:
                if digest not in self._unsettled:
                    self._place(digest).unlink(missing_ok=True)

    def sweep(self, referenced: Container[str], older_than: float) -> int:
        """Remove what nobody refers to and is older than so many seconds; how many that were."""
        removed = 0
        with told(self._folder):
            for path, digest in self._all():
                if digest in referenced:
                    continue
                # Under the lock, as keep() makes it new again; another may have removed it.
                with self._lock, contextlib.suppress(FileNotFoundError):
                    if path.stat().st_mtime < time.time() - older_than:
                        path.unlink()
                        self._unsettled.discard(digest)
                        removed += 1
        return removed

    def _all(self) -> Iterator[tuple[Path, str]]:
        for folder in self._folder.glob("[0-9a-f][0-9a-f]/"):
            for path in folder.iterdir():
                yield path, folder.name + path.name

    def _place(self, digest: str) -> Path:
        return self._folder / digest[:2] / digest[2:]

    def _publish(self, source: Path) -> tuple[str, int]:
        with source.open("rb") as content:
            digest = hashlib.file_digest(content, "sha256").hexdigest()
            size = content.tell()
        place = self._place(digest)
        place.parent.mkdir(mode=0o700, exist_ok=True)
        with self._lock:
            try:
                place.hardlink_to(source)
            except FileExistsError:
                os.utime(place)  # a sweep shall not take it now
            self._unsettled.add(digest)
        sync(place.parent)
        sync(self._folder)
        return digest, size
