"""The pages of a call as they come: which is next, which is safe, which was never confirmed."""

from collections.abc import Callable

from faxstatus_core.t30.actions import Failed, IncomingPage, StillStoring, StorePage
from faxstatus_core.t30.events import PageConfirmed, PageRefused, PageStarted
from faxstatus_core.t30.negotiation.selection import Selection
from faxstatus_core.t30.outcome import Cause
from faxstatus_core.t30.session import CallOver, Session, Steps

_LONGEST_STORING = 60.0
"""Seconds after which a disk that does not answer has failed."""


class ReceivedPages:
    """Opens, stores and counts pages for the two kinds of reception."""

    def __init__(self, session: Session, open_page: Callable[[Selection], IncomingPage]) -> None:
        self._session = session
        self._open = open_page
        self._stored = 0
        self._unconfirmed: IncomingPage | None = None
        self.finished = False
        """The last page was confirmed: nothing but DCN is awaited."""
        self.incomplete = False
        """Parts of a page were given up."""
        self.progress = 0
        """Grows with each page and block that came over, and with frames that were missing."""
        self.was_cut_off = False
        """The page before was asked for again because its end was missing."""

    @property
    def number(self) -> int:
        """The number, from 1, of the page that comes, or came last without being stored."""
        return self._stored + 1

    def open(self, selection: Selection) -> IncomingPage:
        """The next page begins, or begins again."""
        page = self._open(selection)
        self._session.report(PageStarted(self.number, None))
        return page

    def keep_for_now(self, page: IncomingPage | None) -> None:
        """``page`` came, and is not confirmed: it is stored only if no better one comes."""
        self._unconfirmed = page

    def refuse(self) -> None:
        """The page is asked for again."""
        self._session.report(PageRefused(self.number))

    def store(self, page: IncomingPage, patience: float) -> Steps[bool]:
        """Whether ``page`` is safe now; if not, ask again. Raises CallOver if it cannot be."""
        result = yield StorePage(page, self.number, patience)
        if isinstance(result, StillStoring):
            return False
        self._unconfirmed = None
        if isinstance(result, Failed):
            raise CallOver(Cause.NOT_STORED, result.text)
        return True

    def store_at_last(self, page: IncomingPage) -> Steps[None]:
        """Wait until ``page`` is safe."""
        gives_up = self._session.now + _LONGEST_STORING
        while not (yield from self.store(page, gives_up - self._session.now)):
            if self._session.now >= gives_up:
                raise CallOver(Cause.NOT_STORED, f"not done after {_LONGEST_STORING:.0f} s")

    def confirm(self, *, last: bool) -> None:
        """The page is stored, and about to be confirmed."""
        self._stored += 1
        self.progress += 1
        self.was_cut_off = False
        self.finished = last
        self._session.confirmed.append(self._stored)
        self._session.report(PageConfirmed(self._stored))

    def count_incomplete(self, *, last: bool) -> None:
        """The page is stored, as far as it came; it will not come again."""
        self.refuse()
        self._stored += 1
        self.finished = last
        self.incomplete = True

    def rescue(self) -> Steps[None]:
        """The call breaks off: a page that came but was never confirmed is kept all the same."""
        page, self._unconfirmed = self._unconfirmed, None
        if page is not None:
            yield StorePage(page, self.number, _LONGEST_STORING)
