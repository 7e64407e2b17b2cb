"""Pages: from documents to T.4 data and back, and received faxes on disk."""

from faxstatus_core.image.documents.document import Document, open_document
from faxstatus_core.image.documents.limits import DocumentLimits
from faxstatus_core.image.documents.tag_line import TagLine, stamp
from faxstatus_core.image.errors import ArchiveError, DocumentError
from faxstatus_core.image.received.archive import ReceivedFax, open_archive
from faxstatus_core.image.received.fax_pdf import write_pdf
from faxstatus_core.image.received.live_page import live_png
from faxstatus_core.image.received.metadata import FaxMetadata, PageQuality
from faxstatus_core.image.received.stem import began_of, stem_of
from faxstatus_core.image.received.stored_page import page_png, stored_page_png
from faxstatus_core.image.sample import sample_pages, write_sample

__all__ = [
    "ArchiveError",
    "Document",
    "DocumentError",
    "DocumentLimits",
    "FaxMetadata",
    "PageQuality",
    "ReceivedFax",
    "TagLine",
    "began_of",
    "live_png",
    "open_archive",
    "open_document",
    "page_png",
    "sample_pages",
    "stamp",
    "stem_of",
    "stored_page_png",
    "write_pdf",
    "write_sample",
]
