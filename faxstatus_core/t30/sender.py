"""The calling station that transmits a document (T.30 §5.2, Figures 5-2)."""

from typing import Protocol

from faxstatus_core.errors import FaxError
from faxstatus_core.t30.actions import SendData, SendSilence
from faxstatus_core.t30.capabilities import (
    Capabilities,
    IncompatibleError,
    Selection,
    common_modulations,
    select,
)
from faxstatus_core.t30.events import (
    Negotiated,
    PageConfirmed,
    PageRefused,
    PageStarted,
    Trained,
)
from faxstatus_core.t30.frames import Dis, Fcf, Frame, Identification
from faxstatus_core.t30.outcome import Cause
from faxstatus_core.t30.session import CallOver, Session, Steps, find
from faxstatus_core.t30.timers import SILENCE, T1, T4, TRIES
from faxstatus_core.t30.training import training_check
from faxstatus_core.t31.modulations import Modulation, page_modulation

_PAGE_ATTEMPTS = 3
"""How often one page is sent before the call is given up."""

_CONFIRMING = (Fcf.MCF, Fcf.RTP, Fcf.PIP)
_POST_MESSAGE_RESPONSES = (*_CONFIRMING, Fcf.RTN, Fcf.PIN)


class PageSource(Protocol):
    """The pages to send."""

    @property
    def count(self) -> int:
        """How many there are."""

    @property
    def fine(self) -> bool:
        """Whether they are wanted at 7.7 lines/mm."""

    def encode(self, index: int, selection: Selection) -> bytes:
        """Page ``index``, from 0, as T.4 data in line order for ``selection``.

        Raises a :class:`FaxError` if it cannot.
        """


class Sender(Session):
    """Sends all pages of ``source`` and says DCN."""

    x_bit = True

    def __init__(self, source: PageSource, local: Capabilities, identification: str) -> None:
        super().__init__()
        self._source = source
        self._local = local
        self._identification = Identification(identification)
        self._dis = Dis()
        self._ladder: list[Modulation] = []
        self._selection: Selection | None = None

    def procedure(self) -> Steps[None]:
        yield from self._await_dis()
        yield from self._train()
        for index in range(self._source.count):
            yield from self._deliver(index)
        raise CallOver(Cause.COMPLETED)  # with DCN, which the fax no longer depends on

    # --- phase B

    def _await_dis(self) -> Steps[None]:
        """Wait for the called machine's DIS until T1 is over."""
        gives_up = self.now + T1
        while self.now < gives_up:
            frames = yield from self.listen(gives_up - self.now)
            dis = find(frames or [], Fcf.DIS)
            if dis is not None and isinstance(dis.fif, Dis):
                return self._take_dis(dis.fif)
        raise CallOver(Cause.NO_FAX_MACHINE, f"no DIS within {T1:.0f} s")

    def _take_dis(self, dis: Dis) -> None:
        self._dis = dis
        try:
            ladder = common_modulations(self._local, dis)
            select(dis, ladder[0], fine=self._source.fine)
        except IncompatibleError as error:
            raise CallOver(Cause.INCOMPATIBLE, error.what) from error
        if not self._ladder:
            self._ladder = list(ladder)

    def _train(self) -> Steps[None]:
        """DCS and TCF, slower after each FTT, until CFR."""
        self.enter("B")
        while self._ladder:
            modulation = self._ladder[0]
            if (yield from self._train_at(modulation)):
                return
            self._ladder.pop(0)
        raise CallOver(Cause.TRAINING_FAILED, "FTT at every speed")

    def _train_at(self, modulation: Modulation) -> Steps[bool]:
        """Whether CFR came, and not FTT; no answer at all ends the call."""
        self._selection = select(self._dis, modulation, fine=self._source.fine)
        for _ in range(TRIES):
            yield from self.answer(
                Frame(Fcf.TSI, x=self.x_bit, final=False, fif=self._identification),
                Frame(Fcf.DCS, x=self.x_bit, fif=self._selection.dcs()),
            )
            self.report(Negotiated(self._selection))
            yield from self.do(SendSilence(SILENCE))
            yield from self.do(SendData(modulation, training_check(modulation)))
            frames = yield from self._listen_for_response(Fcf.CFR, Fcf.FTT, Fcf.DIS)
            response = find(frames, Fcf.CFR, Fcf.FTT)
            if response is not None:
                succeeded = response.fcf is Fcf.CFR
                self.report(Trained(modulation, succeeded))
                return succeeded
            dis = find(frames, Fcf.DIS)
            if dis is not None and isinstance(dis.fif, Dis):
                self._take_dis(dis.fif)  # it did not hear our DCS
        raise CallOver(
            Cause.NO_RESPONSE_TO_TRAINING, f"{TRIES} times DCS and TCF at {modulation.name}"
        )

    # --- phases C and D

    def _deliver(self, index: int) -> Steps[None]:
        """Send page ``index`` until it is confirmed."""
        last = index == self._source.count - 1
        for attempt in range(_PAGE_ATTEMPTS):
            if attempt:
                self._slow_down()
                yield from self._train()
            yield from self._send_page(index)
            response = yield from self._post_message(Fcf.EOP if last else Fcf.MPS, index)
            if response in _CONFIRMING:
                self.pages_confirmed = index + 1
                self.report(PageConfirmed(index + 1))
                if response is Fcf.RTP and not last:
                    yield from self._train()
                return
            self.report(PageRefused(index + 1))
        raise CallOver(Cause.PAGE_REFUSED, f"page {index + 1}, {_PAGE_ATTEMPTS} times RTN")

    def _send_page(self, index: int) -> Steps[None]:
        assert self._selection is not None
        try:
            data = self._source.encode(index, self._selection)
        except FaxError as error:
            raise CallOver(Cause.PAGE_UNREADABLE, str(error)) from error
        modulation = page_modulation(self._selection.modulation)
        self.enter("C")
        self.report(PageStarted(index + 1, len(data)))
        yield from self.do(SendSilence(SILENCE))
        yield from self.do(SendData(modulation, data, page=index + 1))

    def _post_message(self, fcf: Fcf, index: int) -> Steps[Fcf]:
        """The response to a post-message command, which is repeated up to three times."""
        self.enter("D")
        yield from self.do(SendSilence(SILENCE))
        for attempt in range(TRIES):
            if attempt:
                yield from self.answer(self.command(fcf))
            else:
                yield from self.send(self.command(fcf))
            frames = yield from self._listen_for_response(*_POST_MESSAGE_RESPONSES)
            response = find(frames, *_POST_MESSAGE_RESPONSES)
            if response is not None:
                return response.fcf
        raise CallOver(
            Cause.NO_RESPONSE_TO_PAGE, f"page {index + 1}, {TRIES} times {fcf.standard_name}"
        )

    def _listen_for_response(self, *expected: Fcf) -> Steps[list[Frame]]:
        """The frames that answer a command within T4; CRP for a response that came damaged.

        A carrier without an ``expected`` frame is not the answer: it may be the command's echo.
        """
        gives_up = self.now + T4
        for _ in range(TRIES):
            frames = yield from self.listen(gives_up - self.now)
            if find(frames or [], Fcf.CRP):
                return []
            if frames and find(frames, *expected):
                return frames
            if frames == []:
                yield from self.answer(self.command(Fcf.CRP))
                gives_up = self.now + T4
            elif self.now >= gives_up:
                break
        return []

    def _slow_down(self) -> None:
        """After RTN: the next lower speed, if there is one."""
        if len(self._ladder) > 1:
            self._ladder.pop(0)


class PolledSender(Sender):
    """The called station that transmits because the caller's ``dtc`` asked for it."""

    x_bit = False

    def __init__(
        self, source: PageSource, local: Capabilities, identification: str, dtc: Dis
    ) -> None:
        super().__init__(source, local, identification)
        self._dtc = dtc

    def _await_dis(self) -> Steps[None]:
        self._take_dis(self._dtc)
        yield from ()
