"""Between T.30 and images: documents as page sources, received data as pages."""

import contextlib
import functools
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

from PIL import Image

from faxstatus_core.errors import FaxError
from faxstatus_core.image import Document
from faxstatus_core.image.documents.tag_line import TagLine, stamp
from faxstatus_core.t4 import (
    Coding,
    CopyQuality,
    CopyQualityRule,
    DecodedPage,
    PageDecoder,
    PageFormat,
    PageWidth,
    Resolution,
    encode_page,
    judge,
)
from faxstatus_core.t30.actions import Verdict
from faxstatus_core.t30.frames import RecordingLength
from faxstatus_core.t30.negotiation.selection import Selection

_A4_MM = 297.0 * 1.03
"""The longest page of a machine that has sheets: a little more fits, and is cut off at worst."""
_MM_PER_INCH = 25.4
_PAGES_KEPT = 2
"""Pages that are kept, drawn and coded: the present one and the next."""

_Form = tuple[PageFormat, Coding, int, RecordingLength]


@dataclass(frozen=True, slots=True)
class _Page:
    """Page ``index`` of ``document``; ``number`` of ``total`` in what goes as one document."""

    document: Document
    index: int
    number: int
    total: int
    begins: bool


@dataclass(frozen=True, slots=True)
class _Kept:
    """What was made of a page; what could not be drawn is not tried again, which may take long."""

    drawn: dict[PageFormat, Image.Image | FaxError] = field(default_factory=dict)
    coded: dict[_Form, bytes] = field(default_factory=dict)


class DocumentSource:
    """The pages of documents for a sender, at ``resolution`` if the far end has it.

    ``tag_line`` comes at the top of each page. ``skipped``: of each document, how many pages at its
    beginning are left out; none if empty. ``continued``: the documents, counted from 0, that go as
    one with the document before them. What was drawn and coded is kept for a while, since a sender
    asks for one page in several codings. One thread at a time may use it.
    """

    def __init__(
        self,
        documents: Sequence[Document],
        resolution: Resolution = Resolution.FINE,
        tag_line: TagLine | None = None,
        skipped: Sequence[int] = (),
        continued: Collection[int] = (),
    ) -> None:
        self._resolution = resolution
        self._tag_line = tag_line
        self._pages: list[_Page] = []
        for whole in _wholes(documents, skipped or [0] * len(documents), continued):
            total = sum(document.page_count for document, _ in whole)
            pages = [
                (document, index, index >= first)
                for document, first in whole
                for index in range(document.page_count)
            ]
            begins = True
            for number, (document, index, goes) in enumerate(pages, 1):
                if goes:
                    self._pages.append(_Page(document, index, number, total, begins))
                    begins = False
        self._kept: dict[int, _Kept] = {}
        self._codings: set[Coding] = set()
        self._asked: tuple[int, _Form] | None = None
        """The page and the form that were asked for last."""

    @property
    def count(self) -> int:
        """Pages of all documents."""
        return len(self._pages)

    def wanted(self, index: int) -> PageFormat:
        """The format of page ``index``, if the far end has it."""
        page = self._pages[index]
        return PageFormat(self._resolution, page.document.paper(page.index))

    def begins_document(self, index: int) -> bool:
        """Whether page ``index`` is the first that goes of its document."""
        return self._pages[index].begins

    def prepare(self) -> None:
        """Code the first page in every way that may be chosen, before the line is taken.

        Raises DocumentError.
        """
        for form in self._expected(0):
            self._encode(0, form)

    def prepare_page(self, index: int) -> None:
        """Draw and code page ``index``, if there is one, as it will be asked for.

        That takes time, and is for another thread. Errors wait for :meth:`encode`.
        """
        if index >= self.count:
            return
        for form in self._expected(index):
            with contextlib.suppress(FaxError):
                self._encode(index, form)

    def encode(self, index: int, selection: Selection) -> bytes:
        """Page ``index``, from 0, as T.4 data. Raises DocumentError if the file has changed."""
        bits, length = selection.minimum_line_bits, selection.recording_length
        form = (selection.page, selection.coding, bits, length)
        self._codings.add(selection.coding)
        self._asked = index, form
        return self._encode(index, form)

    def _expected(self, index: int) -> Iterator[_Form]:
        """The forms that may be asked for of page ``index``, after those that were."""
        wanted = self.wanted(index)
        if self._asked is None:
            for coding in Coding:
                yield wanted, coding, 0, RecordingLength.UNLIMITED
            return
        before, (agreed, _, bits, length) = self._asked
        if agreed.width < self.wanted(before).width:  # the far end has no wider paper
            widths = {min(agreed.width, wanted.width)}
        else:  # it may have
            widths = {w for w in PageWidth if agreed.width <= w <= wanted.width} or {wanted.width}
        for width in widths:
            for coding in self._codings:
                yield PageFormat(agreed.resolution, width), coding, bits, length

    def _encode(self, index: int, form: _Form) -> bytes:
        kept = self._kept.pop(index, None) or _Kept()
        self._kept[index] = kept
        for other in list(self._kept)[:-_PAGES_KEPT]:
            del self._kept[other]
        if form not in kept.coded:
            page_format, coding, minimum_line_bits, length = form
            kept.coded[form] = encode_page(
                _cut(self._drawn(index, page_format, kept), page_format, length),
                coding,
                k_factor=page_format.resolution.k_factor,
                minimum_line_bits=minimum_line_bits,
            )
        return kept.coded[form]

    def _drawn(self, index: int, page_format: PageFormat, kept: _Kept) -> Image.Image:
        if page_format not in kept.drawn:
            try:
                kept.drawn[page_format] = self._draw(index, page_format)
            except FaxError as error:
                kept.drawn[page_format] = error
        drawn = kept.drawn[page_format]
        if isinstance(drawn, FaxError):
            raise drawn
        return drawn

    def _draw(self, index: int, page_format: PageFormat) -> Image.Image:
        source = self._pages[index]
        page = source.document.page(source.index, page_format)
        if self._tag_line is None:
            return page
        return stamp(page, self._tag_line.text(source.number, source.total), page_format)


def _cut(page: Image.Image, page_format: PageFormat, length: RecordingLength) -> Image.Image:
    """``page``, no longer than the far end takes it."""
    if length is RecordingLength.UNLIMITED:
        return page
    lines = round(_A4_MM / _MM_PER_INCH * page_format.resolution.dpi[1])
    if page.height <= lines:
        return page
    return page.resize((page.width, lines), Image.Resampling.NEAREST)


def _wholes(
    documents: Sequence[Document], skipped: Sequence[int], continued: Collection[int]
) -> list[list[tuple[Document, int]]]:
    """What goes as one document: its parts, and how many pages of each are left out."""
    wholes: list[list[tuple[Document, int]]] = []
    for place, part in enumerate(zip(documents, skipped, strict=True)):
        if place in continued and wholes:
            wholes[-1].append(part)
        else:
            wholes.append([part])
    return wholes


class PageCollector:
    """Decodes one page as it arrives; ``rule`` says when it is good enough."""

    def __init__(self, selection: Selection, rule: CopyQualityRule | None = None) -> None:
        self.selection = selection
        self.resolution = selection.page.resolution
        self._rule = rule or CopyQualityRule()
        self._decoder = PageDecoder(selection.coding, selection.page.pels)

    def feed(self, octets: bytes) -> None:
        """More data of the page."""
        self._decoder.feed(octets)

    @property
    def lines(self) -> int:
        """Lines received so far."""
        return self._decoder.lines

    @property
    def rows(self) -> Sequence[bytes]:
        """The pels received so far, line by line: the live page."""
        return self._decoder.rows

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
        quality = judge(page, self.resolution, self._rule)
        return Verdict(
            good=quality is CopyQuality.GOOD,
            usable=quality is not CopyQuality.BAD,
            lines=page.lines,
            bad_lines=page.bad_lines,
            complete=page.ended_by_rtc,
        )
