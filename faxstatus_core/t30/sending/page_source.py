"""What a transmitter needs to know of the pages that it sends."""

from typing import Protocol

from faxstatus_core.t4.page_format import PageFormat
from faxstatus_core.t30.negotiation.selection import Selection


class PageSource(Protocol):
    """The pages to send, of one document or of several."""

    @property
    def count(self) -> int:
        """How many there are."""

    def wanted(self, index: int) -> PageFormat:
        """The format in which page ``index``, from 0, should go if the far end has it."""

    def begins_document(self, index: int) -> bool:
        """Whether page ``index`` is the first of a document."""

    def encode(self, index: int, selection: Selection) -> bytes:
        """Page ``index`` as T.4 or T.6 data in line order for ``selection``.

        May be asked more than once, for selections that differ. Raises a :class:`FaxError` if it
        cannot.
        """
