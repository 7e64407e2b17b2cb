"""Pages: from documents to T.4 data and back, and received faxes on disk."""

from faxstatus_core.image.archive import ReceivedFax, open_archive
from faxstatus_core.image.document import Document, open_document
from faxstatus_core.image.errors import ArchiveError, DocumentError
from faxstatus_core.image.fax_pdf import write_pdf
from faxstatus_core.image.limits import DocumentLimits
from faxstatus_core.image.live_page import live_png
from faxstatus_core.image.metadata import FaxMetadata, PageQuality
from faxstatus_core.image.sample import sample_pages, write_sample
from faxstatus_core.image.tag_line import TagLine, stamp

__all__ = [
    "ArchiveError",
    "Document",
    "DocumentError",
    "DocumentLimits",
    "FaxMetadata",
    "PageQuality",
    "ReceivedFax",
    "TagLine",
    "live_png",
    "open_archive",
    "open_document",
    "sample_pages",
    "stamp",
    "write_pdf",
    "write_sample",
]
