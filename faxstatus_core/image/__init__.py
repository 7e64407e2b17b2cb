"""Pages: from documents to T.4 data and back, and received faxes on disk."""

from faxstatus_core.image.archive import FaxMetadata, ReceivedFax, open_archive
from faxstatus_core.image.copy_quality import CopyQuality, CopyQualityRule, judge
from faxstatus_core.image.document import Document, open_document
from faxstatus_core.image.errors import ArchiveError, DocumentError
from faxstatus_core.image.page import DocumentLimits
from faxstatus_core.image.resolution import PAGE_WIDTH, Resolution
from faxstatus_core.image.sample import sample_pages, write_sample
from faxstatus_core.image.t4_decode import DecodedPage, MhDecoder
from faxstatus_core.image.t4_encode import encode_mh

__all__ = [
    "PAGE_WIDTH",
    "ArchiveError",
    "CopyQuality",
    "CopyQualityRule",
    "DecodedPage",
    "Document",
    "DocumentError",
    "DocumentLimits",
    "FaxMetadata",
    "MhDecoder",
    "ReceivedFax",
    "Resolution",
    "encode_mh",
    "judge",
    "open_archive",
    "open_document",
    "sample_pages",
    "write_sample",
]
