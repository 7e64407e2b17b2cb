"""The folder of the pages of a fax that is not complete."""

import contextlib
import fcntl
import itertools
import os
import shutil
from pathlib import Path
from typing import Self

from faxstatus_core.image.errors import ArchiveError
from faxstatus_core.image.received.durable import sync
from faxstatus_core.image.received.fax_tiff import CodedPage, read_coded_page

_SUFFIX = ".part"
_PAGE_GLOB = "page-*.tif"


class DamagedPageError(ArchiveError):
    """A stored page that cannot be read back."""


class PartFolder:
    """A folder of pages, locked for as long as its call lasts, so that nobody recovers it."""

    def __init__(self, path: Path) -> None:
        """Raises BlockingIOError if another call has the folder."""
        self.path = path
        self.assembled = path / "fax.tmp"
        """The whole fax, before it has its name."""
        self.pdf = path / "fax.pdf"
        """The same as PDF."""
        self._wish = path / "pdf-wanted"
        self._descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BaseException:
            os.close(self._descriptor)
            raise

    @classmethod
    def make(cls, directory: Path, stem: str, *, pdf: bool) -> Self:
        """A new folder, beside those of calls that began in the same second. Raises OSError."""
        for number in itertools.count(1):
            path = directory / f".{numbered(stem, number)}{_SUFFIX}"
            try:
                path.mkdir()
            except FileExistsError:
                continue  # taken
            try:
                part = cls(path)
            except (FileNotFoundError, BlockingIOError):
                continue  # recovered between the two steps
            if path.is_dir():
                if pdf:
                    part._wish_pdf()
                return part
            part.close()
        raise AssertionError("there is always a next number")

    @classmethod
    def left_in(cls, directory: Path) -> list[Path]:
        """The paths of the folders in ``directory``, also of those in use."""
        return sorted(directory.glob(f".*{_SUFFIX}"))

    @property
    def stem(self) -> str:
        """What the fax is to be called."""
        return self.path.name[1 : -len(_SUFFIX)]

    @property
    def wants_pdf(self) -> bool:
        """Whether a PDF is to be made of it: the folder tells, if the process does not any more."""
        return self._wish.exists()

    def _wish_pdf(self) -> None:
        try:
            self._wish.touch()
        except BaseException:
            self.remove()
            self.close()
            raise

    def page_path(self, number: int) -> Path:
        """The file of page ``number``, from 1."""
        return self.path / f"page-{number:04d}.tif"

    @property
    def page_paths(self) -> list[Path]:
        """The files of the pages that are there, in order."""
        return sorted(self.path.glob(_PAGE_GLOB))

    @staticmethod
    def read_page(path: Path) -> CodedPage:
        """A stored page. Raises :class:`DamagedPageError`."""
        try:
            return read_coded_page(path)
        except Exception as error:  # Pillow reports damage by many kinds
            raise DamagedPageError(
                f"the stored page is damaged: {error}",
                where=str(path),
                remedy="look at the folder, and delete or move it",
            ) from error

    def remove(self) -> None:
        """Delete the folder and what is in it.

        The pages first, for certain: without the whole fax they would be taken for another.
        """
        with contextlib.suppress(OSError):
            for path in self.page_paths:
                path.unlink()
            sync(self.path)
        shutil.rmtree(self.path, ignore_errors=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Unlock the folder."""
        os.close(self._descriptor)


def numbered(stem: str, number: int) -> str:
    """``stem``, or ``stem-2`` and so on where that is taken."""
    return stem if number == 1 else f"{stem}-{number}"
