"""Documents of this machine, to hand in."""

from collections.abc import Iterable
from pathlib import Path

from faxstatus_core.client.errors import LocalFileError
from faxstatus_core.client.readers import reason
from faxstatus_core.client.requests import Upload

MAX_DOCUMENT = 2**28
"""Octets that are read of one file; what a server takes is its own affair, and less."""

Document = Path | Upload
"""A file, or octets with a name."""


def load(documents: Iterable[Document]) -> tuple[Upload, ...]:
    """The documents with their content. Raises LocalFileError."""
    return tuple(
        document if isinstance(document, Upload) else _read(document) for document in documents
    )


def _read(path: Path) -> Upload:
    try:
        with path.open("rb") as file:
            content = file.read(MAX_DOCUMENT + 1)
    except (OSError, ValueError) as error:
        raise LocalFileError(
            f"cannot read the file: {reason(error)}",
            where=str(path),
            remedy="name a file that you may read",
        ) from error
    if len(content) > MAX_DOCUMENT:
        raise LocalFileError("the file is too large", where=str(path), remedy="send it in parts")
    # A name on a disk may be octets of no encoding; as a label it must be text.
    return Upload(path.name.encode(errors="replace").decode(), content)
