"""Receiving pages without error correction (T.30 Figures 5-2, phases C and D)."""

from faxstatus_core.t30.actions import (
    DataReceived,
    Failed,
    IncomingPage,
    LineDropped,
    OtherCarrier,
    ReceiveData,
)
from faxstatus_core.t30.events import CarrierReceived
from faxstatus_core.t30.frames import Fcf, Frame
from faxstatus_core.t30.negotiation.selection import Selection
from faxstatus_core.t30.outcome import Cause
from faxstatus_core.t30.receiving.received_pages import ReceivedPages
from faxstatus_core.t30.receiving.reception import LAST_PAGE, NEW_DOCUMENT, NEXT_PAGE, REPEAT_BEGINS
from faxstatus_core.t30.session import CallOver, Session, Steps
from faxstatus_core.t30.timers import T2
from faxstatus_core.t31.modulations import page_modulation


class PlainReception:
    """Pages come in one piece each, and are judged when their command comes."""

    commands = (*NEXT_PAGE, *LAST_PAGE, *NEW_DOCUMENT)

    def __init__(self, session: Session, pages: ReceivedPages, selection: Selection) -> None:
        self._session = session
        self._pages = pages
        self._selection = selection
        self.page_is_due = True
        self._page_was_missed = False
        self._page: IncomingPage | None = None
        self._answered: Fcf | None = None
        self._response: tuple[Frame, ...] = (session.command(Fcf.CFR),)

    @property
    def back_to_phase_b(self) -> bool:
        return self._answered in NEW_DOCUMENT

    @property
    def can_repeat(self) -> bool:
        return self._page is None and not (self.page_is_due and self._page_was_missed)

    def receive(self) -> Steps[None]:
        session = self._session
        session.enter("C")
        page = self._pages.open(self._selection)
        modulation = page_modulation(self._selection.modulation)
        self._page_was_missed = True
        began = session.now
        result = yield ReceiveData(modulation, T2, page)
        match result:
            case DataReceived(_, octets):
                session.report(CarrierReceived(modulation, octets, self._pages.number))
                self.page_is_due = False
                self._page = page
                self._pages.keep_for_now(page)
            case OtherCarrier():
                self._page_was_missed = session.now - began > REPEAT_BEGINS
            case LineDropped():
                session.line_dropped()
            case Failed(text):
                raise CallOver(Cause.MODEM_FAILED, text)

    def obey(self, command: Frame) -> Steps[tuple[Frame, ...]]:
        """Judge, store and confirm the page that ``command`` follows.

        A command without a page before it repeats one whose response was lost, unless it cannot:
        it is another one, follows CFR, or comes too late. Then a page was missed, and must come
        again: better a page twice than one confirmed that is not there.
        """
        self._session.enter("D")
        page, self._page = self._page, None
        if page is not None:
            yield from self._judge(page, command.fcf)
        elif self.page_is_due and (self._page_was_missed or command.fcf is not self._answered):
            self.page_is_due = False
            self._refuse()
        return self._response

    def _judge(self, page: IncomingPage, command: Fcf) -> Steps[None]:
        pages = self._pages
        verdict = page.finish()
        # Without its end a page is asked for once more: some senders never send an RTC.
        cut_off = verdict.usable and not verdict.complete and not pages.was_cut_off
        if cut_off or not verdict.usable:
            pages.was_cut_off = pages.was_cut_off or cut_off
            pages.keep_for_now(page if verdict.lines else None)
            self._refuse()
            return
        yield from pages.store_at_last(page)
        self._answered = command
        self.page_is_due = verdict.good and command in NEXT_PAGE
        pages.confirm(last=command in LAST_PAGE)
        self._respond(Fcf.MCF if verdict.good else Fcf.RTP)

    def _refuse(self) -> None:
        self._pages.refuse()
        self._answered = None
        self._respond(Fcf.RTN)

    def _respond(self, fcf: Fcf) -> None:
        self._response = (self._session.command(fcf),)
