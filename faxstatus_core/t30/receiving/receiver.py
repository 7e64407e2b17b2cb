"""The called station that receives: phase B, and what each command leads to (T.30 Figures 5-2)."""

from collections.abc import Callable

from faxstatus_core.t30.actions import (
    DataReceived,
    Failed,
    IncomingPage,
    LineDropped,
    OtherCarrier,
    ReceiveData,
    SendSilence,
)
from faxstatus_core.t30.events import CarrierReceived, Negotiated, Trained
from faxstatus_core.t30.frames import Dcs, Dis, Fcf, Frame, Identification
from faxstatus_core.t30.negotiation.addressing import PollAccess, text_of
from faxstatus_core.t30.negotiation.capabilities import Capabilities, IncompatibleError
from faxstatus_core.t30.negotiation.selection import Selection, selection_of
from faxstatus_core.t30.outcome import Cause
from faxstatus_core.t30.receiving.ecm_reception import EcmReception
from faxstatus_core.t30.receiving.plain_reception import PlainReception
from faxstatus_core.t30.receiving.received_pages import ReceivedPages
from faxstatus_core.t30.receiving.reception import Reception
from faxstatus_core.t30.session import CallOver, Session, Steps, find
from faxstatus_core.t30.timers import SILENCE, T1, T2, T4, TCF_WAIT, TRIES
from faxstatus_core.t30.training import training_succeeded

_MOST_COMMANDS = 60
"""Commands in a row that bring no page: more than DCS three times at eight speeds, each twice."""

_COMMANDS = (*PlainReception.commands, *EcmReception.commands)


class Receiver(Session):
    """Receives pages into what ``open_page`` makes; asks to store each before it confirms it."""

    x_bit = False

    def __init__(
        self,
        open_page: Callable[[Selection], IncomingPage],
        local: Capabilities,
        identification: str,
        *,
        polled: PollAccess | None = None,
    ) -> None:
        """``polled``: there is a document for a caller who asks for it so, see :attr:`dtc`."""
        super().__init__()
        self.dtc: Dis | None = None
        """What a caller who polls can do. The session has ended then, and the call goes on."""
        self._polled = polled
        self._local = local
        self._identification = Identification(identification)
        self._pages = ReceivedPages(self, open_page)
        self._reception: Reception | None = None
        self._response: tuple[Frame, ...] = ()
        self._commands = 0

    def procedure(self) -> Steps[None]:
        frames = yield from self._offer()
        while self._commands < _MOST_COMMANDS:
            self._commands += 1
            before = self._pages.progress
            frames = yield from self._obey(frames)
            if self._pages.progress > before:
                self._commands = 0
        if self._pages.finished:
            raise self._all_came()
        raise CallOver(Cause.NO_PAGE, f"{_MOST_COMMANDS} commands without a page")

    def far_end_left(self) -> CallOver:
        return self._all_came() if self._pages.finished else super().far_end_left()

    def line_dropped(self) -> None:
        if self._pages.finished:
            raise self._all_came()
        super().line_dropped()

    def before_hanging_up(self) -> Steps[None]:
        """A page that came but was never confirmed is kept all the same."""
        yield from self._pages.rescue()

    def _all_came(self) -> CallOver:
        cause = Cause.PAGES_INCOMPLETE if self._pages.incomplete else Cause.COMPLETED
        return CallOver(cause, goodbye=False)

    # --- phase B

    def _offer(self) -> Steps[list[Frame]]:
        """CSI and DIS, repeated until a command comes or T1 is over."""
        self.enter("B")
        gives_up = self.now + T1
        frames = (
            Frame(Fcf.CSI, final=False, fif=self._identification),
            Frame(Fcf.DIS, fif=self._own_dis()),
        )
        self._response = self._response or frames
        yield from self.send(*frames)
        while True:
            heard = yield from self.listen(T4, Fcf.DCS)
            self._take_dtc(heard or [])
            if heard and find(heard, Fcf.DCS, *self._known_commands()):
                return heard
            if self.now >= gives_up:
                raise CallOver(Cause.NO_SENDER, f"no DCS within {T1:.0f} s")
            yield from self.answer(*frames)

    def _own_dis(self) -> Dis:
        access = self._polled
        selective = access is not None and bool(access.selective)
        return self._local.dis(to_poll=access is not None, selective=selective)

    def _known_commands(self) -> tuple[Fcf, ...]:
        """Before the first DCS no other command means anything."""
        return _COMMANDS if self._reception is not None else ()

    def _take_dtc(self, heard: list[Frame]) -> None:
        dtc = find(heard, Fcf.DTC)
        access = self._polled
        if dtc is None or not isinstance(dtc.fif, Dis) or access is None:
            return
        if access.password and text_of(heard, Fcf.PWD) != access.password:
            raise CallOver(Cause.WRONG_PASSWORD)
        if text_of(heard, Fcf.SEP) not in ("", access.selective):
            raise CallOver(Cause.NOTHING_TO_POLL, "no document has the address that was asked for")
        self.dtc = dtc.fif
        raise CallOver(Cause.POLLED, goodbye=False)

    def _obey(self, frames: list[Frame]) -> Steps[list[Frame]]:
        """Do what the last command says; returns the frames of the next one."""
        dcs = find(frames, Fcf.DCS)
        if dcs is not None and isinstance(dcs.fif, Dcs):
            return (yield from self._check_training(dcs.fif))
        reception = self._reception
        command = find(frames, *reception.commands) if reception is not None else None
        if reception is not None and command is not None:
            self._response = yield from reception.obey(command)
            yield from self.answer(*self._response)
            if reception.back_to_phase_b:
                yield from self.do(SendSilence(SILENCE))
                return (yield from self._offer())
        elif find(frames, Fcf.TNR):
            yield from self.answer(self.command(Fcf.TR))
        elif reception is None or reception.can_repeat:  # CRP
            yield from self.answer(*self._response)
        else:  # what we said last would confirm what has come since then
            yield from self.answer(self.command(Fcf.CRP))
        return (yield from self._after_response())

    def _check_training(self, dcs: Dcs) -> Steps[list[Frame]]:
        try:
            selection = selection_of(dcs, self._local)
        except IncompatibleError as error:
            raise CallOver(Cause.INCOMPATIBLE, error.what) from error
        self.enter("B")
        self.report(Negotiated(selection))
        result = yield ReceiveData(selection.modulation, TCF_WAIT)
        match result:
            case DataReceived(data):
                self.report(CarrierReceived(selection.modulation, len(data)))
                succeeded = training_succeeded(data, selection.modulation)
            case OtherCarrier():
                return (yield from self._next_command()) or []
            case LineDropped():
                self.line_dropped()
                succeeded = False
            case Failed(text):
                raise CallOver(Cause.MODEM_FAILED, text)
            case _:
                succeeded = False
        self.report(Trained(selection.modulation, succeeded))
        self._reception = self._reception_of(selection) if succeeded else None
        self._response = (self.command(Fcf.CFR if succeeded else Fcf.FTT),)
        yield from self.answer(*self._response)
        return (yield from self._after_response())

    def _reception_of(self, selection: Selection) -> Reception:
        if selection.error_correction:
            return EcmReception(self, self._pages, selection, self._local.modulations)
        return PlainReception(self, self._pages, selection)

    # --- phases C and D

    def _after_response(self) -> Steps[list[Frame]]:
        """A page if one is due, then the next command."""
        frames = None
        for _ in range(TRIES):
            if self._reception is not None and self._reception.page_is_due:
                yield from self._reception.receive()
                # V.21 in place of the page may be the echo of our response: then it still comes.
                frames = yield from self._next_command(to_echo=True)
            if frames is not None:
                return frames
        return (yield from self._next_command()) or []

    def _next_command(self, *, to_echo: bool = False) -> Steps[list[Frame] | None]:
        """The frames of the next command or CRP within T2; CRP for a command that came damaged.

        None: with ``to_echo``, an echo came.
        """
        asked = 0
        gives_up = self.now + T2
        known = (Fcf.DCS, *self._known_commands(), Fcf.CRP, Fcf.TNR)
        while True:
            timeout = max(gives_up - self.now, 0.0)
            frames = yield from self.listen(timeout, *self._awaited_now(), to_echo=to_echo)
            if frames is None and self.heard_echo and to_echo:
                return None
            if frames is None:
                if self.now < gives_up:  # the modem said that the line dropped
                    continue
                break
            if find(frames, *known):
                return frames
            if asked == TRIES:
                break
            asked += 1
            yield from self.answer(self.command(Fcf.CRP))
            gives_up = self.now + T2
        if self._pages.finished:
            raise self._all_came()
        due = self._reception is not None and self._reception.page_is_due
        raise CallOver(Cause.NO_PAGE if due else Cause.NO_COMMAND, tries=asked + 1)

    def _awaited_now(self) -> tuple[Fcf, ...]:
        if self._pages.finished:
            return (Fcf.DCN,)
        if self._reception is None:
            return (Fcf.DCS,)
        if isinstance(self._reception, EcmReception):
            return (Fcf.PPS,)
        return (Fcf.MPS, Fcf.EOP)
