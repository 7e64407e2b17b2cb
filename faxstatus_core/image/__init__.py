"""Pages: from documents to T.4 data and back, and received faxes on disk."""

from faxstatus_core.image.archive import FaxMetadata, ReceivedFax, open_archive
from faxstatus_core.image.document import Document, open_document
from faxstatus_core.image.errors import ArchiveError, DocumentError
from faxstatus_core.image.page import DocumentLimits
from faxstatus_core.image.sample import sample_pages, write_sample

__all__ = [
    "ArchiveError",
    "Document",
    "DocumentError",
    "DocumentLimits",
    "FaxMetadata",
    "ReceivedFax",
    "open_archive",
    "open_document",
    "sample_pages",
    "write_sample",
]
