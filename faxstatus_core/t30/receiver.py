"""The called station that receives a document (T.30 §5.2, Figures 5-2)."""

from collections.abc import Callable

from faxstatus_core.t30.actions import (
    DataReceived,
    Failed,
    IncomingPage,
    LineDropped,
    OtherCarrier,
    ReceiveData,
    SendSilence,
    StorePage,
)
from faxstatus_core.t30.capabilities import (
    Capabilities,
    IncompatibleError,
    Selection,
    selection_of,
)
from faxstatus_core.t30.events import (
    Negotiated,
    PageConfirmed,
    PageRefused,
    PageStarted,
    Trained,
)
from faxstatus_core.t30.frames import Dcs, Dis, Fcf, Frame, Identification
from faxstatus_core.t30.outcome import Cause
from faxstatus_core.t30.session import CallOver, Session, Steps, find
from faxstatus_core.t30.timers import SILENCE, T1, T2, T4, TCF_WAIT, TRIES
from faxstatus_core.t30.training import training_succeeded
from faxstatus_core.t31.modulations import page_modulation

_LAST_PAGE = (Fcf.EOP, Fcf.PRI_EOP)
_NEW_DOCUMENT = (Fcf.EOM, Fcf.PRI_EOM)
_POST_MESSAGE = (Fcf.MPS, Fcf.PRI_MPS, *_LAST_PAGE, *_NEW_DOCUMENT)

_MOST_COMMANDS = 60
"""Commands in a row that bring no page: more than DCS three times at eight speeds, each twice."""

_REPEAT_BEGINS = 1.15 * T4
"""Seconds from a response until a command that is repeated for want of it has begun.

T4 runs from the end of the first command, so this is ample; a page takes longer than that.
"""


class Receiver(Session):
    """Receives pages into what ``open_page`` makes; asks to store each before it confirms it."""

    x_bit = False

    def __init__(
        self,
        open_page: Callable[[Selection], IncomingPage],
        local: Capabilities,
        identification: str,
        *,
        may_be_polled: bool = False,
    ) -> None:
        """``may_be_polled``: there is a document for a caller who asks for it, see :attr:`dtc`."""
        super().__init__()
        self.dtc: Dis | None = None
        """What a caller who polls can do. The session has ended then, and the call goes on."""
        self._may_be_polled = may_be_polled
        self._open_page = open_page
        self._local = local
        self._identification = Identification(identification)
        self._selection: Selection | None = None
        self._unconfirmed: IncomingPage | None = None
        self._refused: IncomingPage | None = None
        self._finished = False
        self._page_is_due = False
        self._page_was_missed = False
        self._was_cut_off = False
        self._answered: Fcf | None = None
        self._response: tuple[Frame, ...] = ()
        self._commands = 0

    def procedure(self) -> Steps[None]:
        frames = yield from self._offer()
        while self._commands < _MOST_COMMANDS:
            self._commands += 1
            frames = yield from self._obey(frames)
        if self._finished:
            raise CallOver(Cause.COMPLETED)
        raise CallOver(Cause.NO_PAGE, f"{_MOST_COMMANDS} commands without a page")

    def far_end_left(self) -> CallOver:
        if self._finished:
            return CallOver(Cause.COMPLETED, goodbye=False)
        return super().far_end_left()

    def line_dropped(self) -> None:
        if self._finished:
            raise CallOver(Cause.COMPLETED, goodbye=False)
        super().line_dropped()

    def before_hanging_up(self) -> Steps[None]:
        """A page that came but was never confirmed is kept all the same."""
        page = self._unconfirmed or self._refused
        self._unconfirmed = self._refused = None
        if page is not None:
            yield StorePage(page, self.pages_confirmed + 1)

    # --- phase B

    def _offer(self) -> Steps[list[Frame]]:
        """CSI and DIS, repeated until a command comes or T1 is over."""
        self.enter("B")
        gives_up = self.now + T1
        frames = (
            Frame(Fcf.CSI, final=False, fif=self._identification),
            Frame(Fcf.DIS, fif=self._local.dis(to_poll=self._may_be_polled)),
        )
        self._response = self._response or frames
        yield from self.send(*frames)
        while True:
            heard = yield from self.listen(T4)
            self._take_dtc(heard or [])
            if heard and find(heard, Fcf.DCS, *_POST_MESSAGE):
                return heard
            if self.now >= gives_up:
                raise CallOver(Cause.NO_SENDER, f"no DCS within {T1:.0f} s")
            yield from self.answer(*frames)

    def _take_dtc(self, heard: list[Frame]) -> None:
        dtc = find(heard, Fcf.DTC)
        if dtc is not None and isinstance(dtc.fif, Dis) and self._may_be_polled:
            self.dtc = dtc.fif
            raise CallOver(Cause.POLLED, goodbye=False)

    def _obey(self, frames: list[Frame]) -> Steps[list[Frame]]:
        """Do what the last command says; returns the frames of the next one."""
        dcs = find(frames, Fcf.DCS)
        command = find(frames, *_POST_MESSAGE)
        if dcs is not None and isinstance(dcs.fif, Dcs):
            return (yield from self._check_training(dcs.fif))
        if command is not None:
            return (yield from self._confirm(command.fcf))
        yield from self.answer(*self._response)  # CRP
        return (yield from self._after_response())

    def _check_training(self, dcs: Dcs) -> Steps[list[Frame]]:
        try:
            self._selection = selection = selection_of(dcs, self._local)
        except IncompatibleError as error:
            raise CallOver(Cause.INCOMPATIBLE, error.what) from error
        self.enter("B")
        self.report(Negotiated(selection))
        result = yield ReceiveData(selection.modulation, TCF_WAIT)
        match result:
            case DataReceived(data):
                succeeded = training_succeeded(data, selection.modulation)
            case OtherCarrier():
                return (yield from self._next_command())
            case LineDropped():
                self.line_dropped()
                succeeded = False
            case Failed(text):
                raise CallOver(Cause.MODEM_FAILED, text)
            case _:
                succeeded = False
        self.report(Trained(selection.modulation, succeeded))
        self._page_is_due = succeeded
        self._answered = None
        yield from self._respond(Fcf.CFR if succeeded else Fcf.FTT)
        return (yield from self._after_response())

    # --- phases C and D

    def _after_response(self) -> Steps[list[Frame]]:
        """A page if one is due, then the next command."""
        if self._page_is_due:
            yield from self._receive_page()
        return (yield from self._next_command())

    def _receive_page(self) -> Steps[None]:
        """A page into :attr:`_unconfirmed`; nothing there if a command came in its place."""
        assert self._selection is not None
        page = self._open_page(self._selection)
        modulation = page_modulation(self._selection.modulation)
        self.enter("C")
        self.report(PageStarted(self.pages_confirmed + 1, None))
        self._page_was_missed = True
        began = self.now
        result = yield ReceiveData(modulation, T2, page)
        match result:
            case DataReceived():
                self._page_is_due = False
                self._unconfirmed = page
            case OtherCarrier():
                self._page_was_missed = self.now - began > _REPEAT_BEGINS
            case LineDropped():
                self.line_dropped()
            case Failed(text):
                raise CallOver(Cause.MODEM_FAILED, text)

    def _next_command(self) -> Steps[list[Frame]]:
        """The frames of the next command or CRP within T2; CRP for a command that came damaged."""
        detail = f"{TRIES} times no command that can be read"
        for _ in range(TRIES):
            gives_up = self.now + T2
            frames = yield from self.listen(T2)
            while frames is None and self.now < gives_up:  # the modem said that the line dropped
                frames = yield from self.listen(gives_up - self.now)
            if frames is None:
                detail = f"nothing within {T2:.0f} s"
                break
            if find(frames, Fcf.DCS, *_POST_MESSAGE, Fcf.CRP):
                return frames
            yield from self.answer(self.command(Fcf.CRP))
        if self._finished:
            raise CallOver(Cause.COMPLETED, goodbye=False)
        raise CallOver(Cause.NO_PAGE if self._page_is_due else Cause.NO_COMMAND, detail)

    def _confirm(self, command: Fcf) -> Steps[list[Frame]]:
        """Judge, store and confirm the page that ``command`` follows.

        A command without a page before it repeats one whose response was lost, unless it cannot:
        it is another one, follows CFR, or comes too late. Then a page was missed, and must come
        again: better a page twice than one confirmed that is not there.
        """
        self.enter("D")
        page, self._unconfirmed = self._unconfirmed, None
        if page is not None:
            yield from self._judge(page, command)
        elif self._page_is_due and (self._page_was_missed or command is not self._answered):
            self._page_is_due = False
            self.report(PageRefused(self.pages_confirmed + 1))
            yield from self._respond(Fcf.RTN)
        else:
            yield from self.answer(*self._response)
        if command in _NEW_DOCUMENT and find([*self._response], Fcf.MCF, Fcf.RTP):
            yield from self.do(SendSilence(SILENCE))
            return (yield from self._offer())
        return (yield from self._after_response())

    def _judge(self, page: IncomingPage, command: Fcf) -> Steps[None]:
        verdict = page.finish()
        number = self.pages_confirmed + 1
        # Without its end a page is asked for once more: some senders never send an RTC.
        cut_off = verdict.usable and not verdict.complete and not self._was_cut_off
        if cut_off or not verdict.usable:
            self._was_cut_off = self._was_cut_off or cut_off
            self._refused = page if verdict.lines else None
            self.report(PageRefused(number))
            yield from self._respond(Fcf.RTN)
            return
        stored = yield StorePage(page, number)
        if isinstance(stored, Failed):
            raise CallOver(Cause.NOT_STORED, stored.text)
        self.pages_confirmed = number
        self._was_cut_off = False
        self._refused = None
        self._commands = 0
        self._answered = command
        self._finished = command in _LAST_PAGE
        self._page_is_due = verdict.good and command in (Fcf.MPS, Fcf.PRI_MPS)
        self.report(PageConfirmed(number))
        yield from self._respond(Fcf.MCF if verdict.good else Fcf.RTP)

    def _respond(self, fcf: Fcf) -> Steps[None]:
        self._response = (self.command(fcf),)
        yield from self.answer(*self._response)
