"""Files by the digest of their content."""

import hashlib
import os
import re
import shutil
import tempfile
import time
from collections.abc import Container, Iterator
from pathlib import Path
from typing import IO

from faxstatus_core.store.errors import UnknownRecordError, told

_DIGEST = re.compile(r"[0-9a-f]{64}")
_CHUNK = 1 << 20
_INCOMING = "incoming"


class DocumentStore:
    """Documents in ``folder``, as ``ab/cdef...``: the same content is kept once.

    Raises StoreError where the disk does not let it.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._incoming = folder / _INCOMING
        with told(folder):
            self._incoming.mkdir(mode=0o700, parents=True, exist_ok=True)
            for left in self._incoming.iterdir():
                left.unlink()

    def incoming(self) -> IO[bytes]:
        """A file to write a document to; it vanishes when it is closed, unless it was kept."""
        with told(self._folder):
            return tempfile.NamedTemporaryFile(dir=self._incoming, prefix="new-")

    def keep(self, file: IO[bytes]) -> tuple[str, int]:
        """Keep what was written to ``file``, so that it survives a power failure.

        Gives its digest and size.
        """
        with told(self._folder):
            file.flush()
            os.fsync(file.fileno())
            return self._link(Path(file.name))

    def adopt(self, path: Path) -> tuple[str, int]:
        """Keep a copy of the file at ``path``; its digest and size."""
        with told(self._folder), self.incoming() as file:
            with path.open("rb") as source:
                shutil.copyfileobj(source, file, _CHUNK)
            return self.keep(file)

    def path(self, digest: str) -> Path:
        """Where a document is. Raises UnknownRecordError."""
        if not _DIGEST.fullmatch(digest):
            raise UnknownRecordError("document", digest[:64])
        path = self._place(digest)
        if not path.is_file():
            raise UnknownRecordError("document", digest)
        return path

    def remove(self, digest: str) -> None:
        """Remove a document, if it is there."""
        if _DIGEST.fullmatch(digest):
            with told(self._folder):
                self._place(digest).unlink(missing_ok=True)

    def sweep(self, referenced: Container[str], older_than: float) -> int:
        """Remove what nobody refers to and is older than so many seconds; how many that were."""
        removed = 0
        with told(self._folder):
            for path, digest in self._all():
                old = path.stat().st_mtime < time.time() - older_than
                if old and digest not in referenced:
                    path.unlink(missing_ok=True)
                    removed += 1
        return removed

    def _all(self) -> Iterator[tuple[Path, str]]:
        for folder in self._folder.iterdir():
            if len(folder.name) == 2:
                for path in folder.iterdir():
                    yield path, folder.name + path.name

    def _place(self, digest: str) -> Path:
        return self._folder / digest[:2] / digest[2:]

    def _link(self, source: Path) -> tuple[str, int]:
        with source.open("rb") as content:
            digest = hashlib.file_digest(content, "sha256").hexdigest()
            size = content.tell()
        place = self._place(digest)
        place.parent.mkdir(mode=0o700, exist_ok=True)
        try:
            os.link(source, place)
        except FileExistsError:
            os.utime(place)  # a sweep shall not take it now
        _sync(place.parent)
        _sync(self._folder)
        return digest, size


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
