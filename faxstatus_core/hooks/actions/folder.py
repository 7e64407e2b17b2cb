"""Write to a folder: a fax, and what is known of it as ``.json``. Nothing is ever overwritten."""

import asyncio
import contextlib
import os
import secrets
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from faxstatus_core.hooks.errors import DeliveryError
from faxstatus_core.hooks.file_names import file_stem, numbered
from faxstatus_core.hooks.task import DeliveryTask
from faxstatus_core.image.received.durable import publish, sync

_MOST_NAMESAKES = 10_000


@dataclass(frozen=True)
class FolderAction:
    """Files in ``folder``, named after ``file_name``; made if it is missing.

    The ``.json`` comes last: when it is there, the fax beside it is whole and on the disk.
    """

    folder: Path
    file_name: str

    async def perform(self, task: DeliveryTask) -> None:
        """Write it. Raises :class:`DeliveryError`."""
        await asyncio.to_thread(self._write, task)

    def _write(self, task: DeliveryTask) -> None:
        stem = file_stem(self.file_name, task.facts)
        contents = {".json": task.body}
        try:
            if task.attachment is not None:
                contents = {task.attachment.suffix: task.attachment.read_bytes(), **contents}
            self.folder.mkdir(parents=True, exist_ok=True)
            for number in count(1):
                if number > _MOST_NAMESAKES:
                    raise DeliveryError(f"too many files {stem}", where=str(self.folder))
                if self._put_all(numbered(stem, number), contents):
                    return
        except OSError as error:
            raise DeliveryError(
                f"cannot write: {error.strerror}",
                where=str(self.folder),
                remedy="see that the disk has room and the folder can be written to",
            ) from error

    def _put_all(self, name: str, contents: dict[str, bytes]) -> bool:
        """Whether all files have this name now; what an earlier try wrote is left as it is."""
        paths = {self.folder / f"{name}{suffix}": data for suffix, data in contents.items()}
        if any(os.path.lexists(path) and not _holds(path, paths[path]) for path in paths):
            return False
        try:
            for path, data in paths.items():
                if not os.path.lexists(path):
                    _put(path, data)
        except FileExistsError:  # somebody else took the name just now
            return False
        sync(self.folder)
        return True


def _holds(path: Path, data: bytes) -> bool:
    if path.is_symlink() or not path.is_file() or path.stat().st_size != len(data):
        return False
    return path.read_bytes() == data


def _put(path: Path, data: bytes) -> None:
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(8)}.tmp")
    try:
        with temporary.open("xb") as file:
            file.write(data)
        sync(temporary)
        publish(temporary, path)
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
