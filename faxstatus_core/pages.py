"""Between T.30 and images: documents as page sources, received data as pages."""

import functools

from PIL import Image

from faxstatus_core.image import Document
from faxstatus_core.t4 import CopyQuality, DecodedPage, MhDecoder, Resolution, encode_mh, judge
from faxstatus_core.t30.actions import Verdict
from faxstatus_core.t30.capabilities import Selection


def resolution_of(selection: Selection) -> Resolution:
    """The resolution that a DCS selects."""
    return Resolution.FINE if selection.fine else Resolution.STANDARD


class DocumentSource:
    """The pages of a document for a sender."""

    def __init__(self, document: Document, *, fine: bool) -> None:
        self._document = document
        self.fine = fine

    @property
    def count(self) -> int:
        """Pages of the document."""
        return self._document.page_count

    def encode(self, index: int, selection: Selection) -> bytes:
        """Page ``index``, from 0, as T.4 data. Raises DocumentError if the file has changed."""
        page = self._document.page(index, resolution_of(selection))
        return encode_mh(page, minimum_line_bits=selection.minimum_line_bits)


class PageCollector:
    """Decodes one page as it arrives."""

    def __init__(self, selection: Selection) -> None:
        self.selection = selection
        self.resolution = resolution_of(selection)
        self._decoder = MhDecoder()

    def feed(self, octets: bytes) -> None:
        """More data of the page."""
        self._decoder.feed(octets)

    @property
    def lines(self) -> int:
        """Lines received so far."""
        return self._decoder.lines

    @functools.cached_property
    def decoded(self) -> DecodedPage:
        """The page; its data has ended."""
        return self._decoder.finish()

    @property
    def image(self) -> Image.Image:
        """The page's pels."""
        return self.decoded.image

    def finish(self) -> Verdict:
        """Judge the page."""
        page = self.decoded
        quality = judge(page, self.resolution)
        return Verdict(
            good=quality is CopyQuality.GOOD,
            usable=quality is not CopyQuality.BAD,
            lines=page.lines,
            bad_lines=page.bad_lines,
            complete=page.ended_by_rtc,
        )
