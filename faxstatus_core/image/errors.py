"""What can be wrong with documents and with the archive."""

from faxstatus_core.errors import FaxError


class DocumentError(FaxError):
    """A file that cannot be sent. ``where`` is its path, and the page if it is one page's fault."""


class ArchiveError(FaxError):
    """A received page or fax that cannot be kept. ``where`` is the folder or file."""
