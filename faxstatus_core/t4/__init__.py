"""T.4 and T.6: the shapes and codings of pages, coded and decoded line by line. Pure."""

from faxstatus_core.t4.copy_quality import CopyQuality, CopyQualityRule, judge
from faxstatus_core.t4.decode import DecodedPage, PageDecoder
from faxstatus_core.t4.encode import encode_page, encode_rows
from faxstatus_core.t4.page_format import PAGE_WIDTH, Coding, PageFormat, PageWidth, Resolution

__all__ = [
    "PAGE_WIDTH",
    "Coding",
    "CopyQuality",
    "CopyQualityRule",
    "DecodedPage",
    "PageDecoder",
    "PageFormat",
    "PageWidth",
    "Resolution",
    "encode_page",
    "encode_rows",
    "judge",
]
