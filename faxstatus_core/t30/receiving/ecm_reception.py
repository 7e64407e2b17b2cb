"""Receiving pages with error correction (T.30 Annex A, Figures A.1 and A.2)."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import TypeGuard

from faxstatus_core.t30.actions import (
    DataReceived,
    Failed,
    LineDropped,
    OtherCarrier,
    ReceiveData,
)
from faxstatus_core.t30.events import CarrierReceived, FramesRepeated
from faxstatus_core.t30.frames import (
    FRAMES_IN_BLOCK,
    ContinueToCorrect,
    EndOfRetransmission,
    Fcf,
    Frame,
    PartialPageRequest,
    PartialPageSignal,
)
from faxstatus_core.t30.negotiation.ladder import MODULATION_OF
from faxstatus_core.t30.negotiation.selection import Selection
from faxstatus_core.t30.outcome import Cause
from faxstatus_core.t30.receiving.ecm_page import EcmPage
from faxstatus_core.t30.receiving.received_pages import ReceivedPages
from faxstatus_core.t30.receiving.reception import LAST_PAGE, NEW_DOCUMENT, NEXT_PAGE, REPEAT_BEGINS
from faxstatus_core.t30.session import CallOver, Session, Steps
from faxstatus_core.t30.timers import T2, T5
from faxstatus_core.t31.modulations import Modulation, page_modulation

_STORING_PATIENCE = 0.5
"""Seconds of storing after which the sender is told that this station is not ready (RNR)."""


class EcmReception:
    """Blocks come, are asked for again as far as they are damaged (PPR), and are confirmed."""

    commands = (Fcf.PPS, Fcf.EOR, Fcf.CTC, Fcf.RR)

    def __init__(
        self,
        session: Session,
        pages: ReceivedPages,
        selection: Selection,
        offered: Collection[Modulation],
    ) -> None:
        """``offered``: the modulations that a CTC may choose of."""
        self._session = session
        self._pages = pages
        self._selection = selection
        self._offered = offered
        self.page_is_due = True
        self._trains_long = False
        self._page: EcmPage | None = None
        self._data_came = False
        """Since the last response."""
        self._data_was_missed = False
        self._asked_again: PartialPageSignal | None = None
        """The block that was answered with PPR, and how many frames it has at least."""
        self._answered: PartialPageSignal | EndOfRetransmission | None = None
        """The last command that was answered with MCF or ERR."""
        self._confirmed: Mapping[int, bytes] = {}
        """The frames of the block that was confirmed last."""
        self._response: tuple[Frame, ...] = (session.command(Fcf.CFR),)

    @property
    def back_to_phase_b(self) -> bool:
        answered = self._answered
        return answered is not None and answered.command in NEW_DOCUMENT

    @property
    def can_repeat(self) -> bool:
        return not self._data_came and not (self.page_is_due and self._data_was_missed)

    def receive(self) -> Steps[None]:
        session = self._session
        session.enter("C")
        page = self._open_page()
        page.begin_carrier()
        modulation = self._selection.modulation
        if not self._trains_long:
            modulation = page_modulation(modulation)
        before = page.frame_count
        self._data_was_missed = True
        began = session.now
        result = yield ReceiveData(modulation, T2, page)
        match result:
            case DataReceived(_, octets):
                number, frames = self._pages.number, page.carrier_frames
                session.report(CarrierReceived(modulation, octets, number, frames))
                self._data_came = True
                self.page_is_due = self._trains_long = False
                if page.frame_count > before and not page.repeats:
                    self._pages.progress += 1
                    self._pages.keep_for_now(page.page)
            case OtherCarrier():
                self._data_was_missed = session.now - began > REPEAT_BEGINS
            case LineDropped():
                session.line_dropped()
            case Failed(text):
                raise CallOver(Cause.MODEM_FAILED, text)

    def obey(self, command: Frame) -> Steps[tuple[Frame, ...]]:
        self._session.enter("D")
        match command.fif:
            case PartialPageSignal() as signal:
                yield from self._take_block(signal)
            case EndOfRetransmission() as end:
                yield from self._give_up(end)
            case ContinueToCorrect(rate):
                self._go_on(rate)
        self._data_came = False
        return self._response

    def _take_block(self, signal: PartialPageSignal) -> Steps[None]:
        if _is_same(self._answered, signal) and (self._page is None or self._page.repeats):
            if self._page is not None:
                self._page.forget_block()  # MCF was lost; the same answer again
            self.page_is_due = signal.command is None or signal.command in NEXT_PAGE
            return
        page = self._open_page()
        asked = self._asked_again
        if _is_same(asked, signal):
            # Some senders count only the frames that came again.
            signal = replace(signal, frames=max(signal.frames, asked.frames))
        elif asked is not None:
            # Its sender goes on without what was asked for: the frames are of two blocks.
            page.give_up_block(FRAMES_IN_BLOCK)
            self._pages.incomplete = True
        missing = page.missing(signal.frames)
        if missing:
            self._asked_again = signal
            self.page_is_due = True
            self._session.report(FramesRepeated(self._pages.number, len(missing)))
            self._respond(self._session.command(Fcf.PPR, PartialPageRequest(missing)))
            return
        self._confirmed = page.frames
        page.end_block()
        self._pages.progress += 1
        if signal.command is None:
            self.page_is_due = True
        else:
            yield from self._store(page)
            self._pages.confirm(last=signal.command in LAST_PAGE)
            self._page_ended(signal.command)
        self._asked_again, self._answered = None, signal
        self._respond(self._session.command(Fcf.MCF))

    def _give_up(self, end: EndOfRetransmission) -> Steps[None]:
        if end == self._answered and not self._data_came:
            return  # ERR was lost
        page = self._open_page()
        frames = self._asked_again.frames if self._asked_again else FRAMES_IN_BLOCK
        page.give_up_block(frames)
        if end.command is None:
            self.page_is_due = True
            self._pages.incomplete = True
        else:
            if page.page.finish().lines:
                yield from self._store(page)
            self._pages.count_incomplete(last=end.command in LAST_PAGE)
            self._page_ended(end.command)
        self._asked_again, self._answered = None, end
        self._respond(self._session.command(Fcf.ERR))

    def _go_on(self, rate: int) -> None:
        """CTC: the frames that are missing come at ``rate``, after long training."""
        modulation = MODULATION_OF.get(rate)  # type: ignore[call-overload]  # int: unknown
        if modulation not in self._offered:
            raise CallOver(
                Cause.INCOMPATIBLE, "the calling machine chose a data rate that was not offered"
            )
        assert modulation is not None
        self._selection = self._selection.at(modulation)
        self._trains_long = True
        self.page_is_due = True
        self._respond(self._session.command(Fcf.CTR))

    def _open_page(self) -> EcmPage:
        if self._page is None:
            page = self._pages.open(self._selection)
            self._page = EcmPage(page, self._selection.coding, self._confirmed)
        return self._page

    def _page_ended(self, command: Fcf) -> None:
        self._page = None
        self.page_is_due = command in NEXT_PAGE

    def _store(self, page: EcmPage) -> Steps[None]:
        """Store the page; a sender who must wait for it is told RNR (T.30 Annex A.5)."""
        session = self._session
        page.page.finish()
        gives_up = session.now + T5
        while not (yield from self._pages.store(page.page, _STORING_PATIENCE)):
            if session.now >= gives_up:
                raise CallOver(Cause.NOT_STORED, f"not done after {T5:.0f} s")
            yield from session.answer(session.command(Fcf.RNR))
            yield from session.listen(T2, Fcf.RR)  # whatever comes is answered when it is done

    def _respond(self, frame: Frame) -> None:
        self._response = (frame,)


def _is_same(
    other: PartialPageSignal | EndOfRetransmission | None, signal: PartialPageSignal
) -> TypeGuard[PartialPageSignal]:
    """Whether both are of the same block of the same page."""
    return isinstance(other, PartialPageSignal) and (signal.command, signal.page, signal.block) == (
        other.command,
        other.page,
        other.block,
    )
