"""What can be wrong with documents and with the archive."""

import contextlib
from collections.abc import Iterator

from faxstatus_core.errors import FaxError


class DocumentError(FaxError):
    """A file that cannot be sent. ``where`` is its path, and the page if it is one page's fault."""


class ArchiveError(FaxError):
    """A received page or fax that cannot be kept. ``where`` is the folder or file."""


@contextlib.contextmanager
def damage_told(where: str, remedy: str) -> Iterator[None]:
    """Libraries report damage by many kinds of exception: all become one."""
    try:
        yield
    except DocumentError:
        raise
    except Exception as error:
        reason = str(error) or type(error).__name__
        raise DocumentError(
            f"the file is damaged or truncated: {reason}", where=where, remedy=remedy
        ) from error
