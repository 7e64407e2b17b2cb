"""Received faxes on disk: each page is safe before it is confirmed, each fax appears whole."""

import errno
import fcntl
import itertools
import logging
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from faxstatus_core.image.errors import ArchiveError
from faxstatus_core.image.fax_tiff import CodedPage, FaxTiffWriter, read_coded_page
from faxstatus_core.t4.decode import DecodedPage
from faxstatus_core.t4.encode import encode_mh, encode_rows
from faxstatus_core.t4.page_format import Resolution

logger = logging.getLogger(__name__)

_PART_SUFFIX = ".part"
_ASSEMBLED = "fax.tmp"
_NO_HARD_LINKS = (errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS)
_PAGE_GLOB = "page-*.tif"
_TIFF_DESCRIPTION = 270
_TIFF_SOFTWARE = 305
_TIFF_DATE_TIME = 306


@dataclass(frozen=True, slots=True)
class FaxMetadata:
    """What is written into the tags of a received fax."""

    description: str = ""
    """Who sent it, as far as known."""
    date_time: str = ""
    """``YYYY:MM:DD HH:MM:SS``, as TIFF has it."""


class ReceivedFax:
    """The pages of one call, collected in a folder ``.{stem}.part`` until :meth:`complete`."""

    def __init__(self, directory: Path, stem: str) -> None:
        """Raises :class:`ArchiveError` if ``directory`` cannot be written."""
        self._directory = directory
        self._stem = stem
        self._part: _PartFolder | None = None
        self.page_count = 0
        """Pages that are safe on disk."""
        _check_writable(directory)

    def add_page(self, image: Image.Image, resolution: Resolution) -> Path:
        """Write a page, 1728 wide; when this returns, it survives a power failure.

        Raises :class:`ArchiveError`; then the page is not there.
        """
        return self._add(CodedPage(encode_mh(image), image.size, resolution))

    def add_decoded_page(self, page: DecodedPage, resolution: Resolution) -> Path:
        """The same for a page that was received: no image is made of it."""
        size = page.width, page.lines
        return self._add(CodedPage(encode_rows(page.rows, page.width), size, resolution))

    def _add(self, page: CodedPage) -> Path:
        with _storing(self._directory):
            if self._part is None:
                self._part = _PartFolder.make(self._directory, self._stem)
            path = self._part.path / f"page-{self.page_count + 1:04d}.tif"
            temporary = path.with_suffix(".tmp")
            with temporary.open("wb") as file:
                FaxTiffWriter(file).add_coded_page(page, {})
            _sync(temporary)
            temporary.rename(path)
            try:
                _sync(self._part.path)
                _sync(self._directory)
            except OSError:
                path.unlink(missing_ok=True)  # not confirmed, so not part of the fax
                raise
        self.page_count += 1
        return path

    def complete(self, metadata: FaxMetadata | None = None) -> Path | None:
        """Make one TIFF of the pages and return its path; None if there are none.

        The file appears whole under its name, and never in the place of another. Raises
        :class:`ArchiveError`; then the pages stay where they are.
        """
        if self._part is None:
            return None
        open_part, self._part = self._part, None
        with open_part as part:
            if self.page_count == 0:
                part.remove()
                return None
            return _assemble(part, self._directory, self._stem, metadata or FaxMetadata())


class _PartFolder:
    """A folder of pages, locked for as long as its call lasts, so that nobody recovers it."""

    def __init__(self, path: Path) -> None:
        """Raises BlockingIOError if another call has the folder."""
        self.path = path
        self._descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BaseException:
            os.close(self._descriptor)
            raise

    @classmethod
    def make(cls, directory: Path, stem: str) -> "_PartFolder":
        """A new folder, beside those of calls that began in the same second."""
        for number in itertools.count(1):
            path = directory / f".{stem}{_suffix(number)}{_PART_SUFFIX}"
            try:
                path.mkdir()
            except FileExistsError:
                continue  # taken
            try:
                part = cls(path)
            except (FileNotFoundError, BlockingIOError):
                continue  # recovered between the two steps
            if path.is_dir():
                return part
            part.close()
        raise AssertionError("there is always a next number")

    def remove(self) -> None:
        """Delete the folder and what is in it."""
        shutil.rmtree(self.path, ignore_errors=True)

    def __enter__(self) -> "_PartFolder":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Unlock the folder."""
        os.close(self._descriptor)


def open_archive(directory: Path) -> list[Path]:
    """Make ``directory`` if it is missing, and finish what a killed process left there.

    Returns the faxes that were finished. Raises :class:`ArchiveError`.
    """
    with _storing(directory):
        directory.mkdir(parents=True, exist_ok=True)
    _check_writable(directory)
    return recover(directory)


def recover(directory: Path) -> list[Path]:
    """Finish the faxes that a process left unfinished in ``directory``; their paths.

    Those of calls that are still going on are left alone, and so is a fax with a page that cannot
    be read any more, for a person to look at. Raises :class:`ArchiveError`.
    """
    recovered: list[Path] = []
    for path in sorted(directory.glob(f".*{_PART_SUFFIX}")):
        try:
            folder = _PartFolder(path)
        except OSError:
            continue  # in use, or gone
        with folder as part:
            if _is_published(path / _ASSEMBLED) or not any(path.glob(_PAGE_GLOB)):
                part.remove()
                continue
            stem = path.name[1 : -len(_PART_SUFFIX)]
            metadata = FaxMetadata("recovered: the program ended during the call")
            try:
                recovered.append(_assemble(part, directory, stem, metadata))
            except _DamagedPageError as error:
                logger.warning("not recovered: %s", error)
    return recovered


class _DamagedPageError(ArchiveError):
    """A stored page that cannot be read back."""


def _check_writable(directory: Path) -> None:
    if not directory.is_dir() or not os.access(directory, os.W_OK):
        raise ArchiveError(
            "not a folder that can be written to",
            where=str(directory),
            remedy="make it, or name another",
        )


def _suffix(number: int) -> str:
    return "" if number == 1 else f"-{number}"


def _assemble(part: _PartFolder, directory: Path, stem: str, metadata: FaxMetadata) -> Path:
    pages = sorted(part.path.glob(_PAGE_GLOB))
    temporary = part.path / _ASSEMBLED
    with _storing(temporary):
        temporary.unlink(missing_ok=True)
        with temporary.open("wb") as file:
            writer = FaxTiffWriter(file)
            for page in pages:
                writer.add_coded_page(_stored_page(page), _texts(metadata))
        _sync(temporary)
        path = _publish(temporary, directory, stem)
        _sync(directory)
        part.remove()
    return path


def _stored_page(path: Path) -> CodedPage:
    try:
        return read_coded_page(path)
    except Exception as error:  # Pillow reports damage by many kinds
        raise _DamagedPageError(
            f"the stored page is damaged: {error}",
            where=str(path),
            remedy="look at the folder, and delete or move it",
        ) from error


def _is_published(temporary: Path) -> bool:
    """Whether a finished fax has a name already: its process died before it could clean up."""
    try:
        return temporary.stat().st_nlink > 1
    except OSError:
        return False


def _texts(metadata: FaxMetadata) -> dict[int, str]:
    texts = {
        _TIFF_SOFTWARE: "faxstatus",
        _TIFF_DESCRIPTION: metadata.description,
        _TIFF_DATE_TIME: metadata.date_time,
    }
    return {tag: text.encode("ascii", "replace").decode() for tag, text in texts.items() if text}


def _publish(temporary: Path, directory: Path, stem: str) -> Path:
    """Give the finished file a name that is free; a hard link never replaces anything."""
    for number in range(1, 10_000):
        path = directory / f"{stem}{_suffix(number)}.tif"
        try:
            path.hardlink_to(temporary)
        except FileExistsError:
            continue
        except OSError as error:
            if error.errno not in _NO_HARD_LINKS:
                raise
            if path.exists():  # as on FAT: the best that can be done there
                continue
            temporary.rename(path)
        return path
    raise ArchiveError("no free name", where=str(directory / stem))


@contextmanager
def _storing(where: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise ArchiveError(
            f"cannot store: {error.strerror or error}",
            where=str(where),
            remedy="see that the disk has room and the folder can be written to",
        ) from error


def _sync(path: Path) -> None:
    """Wait until a file's content, or a folder's names, are on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
