"""The station that transmits: phase B, and the order of the pages (T.30 §5.2, Figures 5-2)."""

import contextlib
import functools
from collections.abc import Sequence

from faxstatus_core.errors import FaxError
from faxstatus_core.t30.actions import SendData, SendSilence
from faxstatus_core.t30.events import (
    Negotiated,
    NotTaken,
    PageConfirmed,
    PageRefused,
    Trained,
    TurnedRound,
)
from faxstatus_core.t30.frames import Dis, Fcf, Frame, Identification
from faxstatus_core.t30.negotiation.addressing import Addressing, takes
from faxstatus_core.t30.negotiation.capabilities import Capabilities, IncompatibleError
from faxstatus_core.t30.negotiation.choice import choices, common_modulations
from faxstatus_core.t30.negotiation.ladder import LADDER
from faxstatus_core.t30.negotiation.selection import Selection
from faxstatus_core.t30.outcome import Cause
from faxstatus_core.t30.sending.delivery import Delivery, Response
from faxstatus_core.t30.sending.ecm_delivery import EcmDelivery
from faxstatus_core.t30.sending.page_source import PageSource
from faxstatus_core.t30.sending.plain_delivery import PlainDelivery
from faxstatus_core.t30.sending.response import response_to
from faxstatus_core.t30.session import CallOver, Session, Steps, find
from faxstatus_core.t30.timers import SILENCE, T1, TRIES
from faxstatus_core.t30.training import training_check
from faxstatus_core.t31.modulations import Modulation

_PAGE_ATTEMPTS = 3
"""How often one page is sent before the call is given up."""


class Sender(Session):
    """The calling station. Sends all pages of ``source`` and says DCN.

    ``then_poll``: when they are sent, the called machine is asked for a document of its own; the
    session ends with TURNED_ROUND and its :attr:`dis`, and a Poller goes on.
    """

    x_bit = True

    def __init__(
        self,
        source: PageSource,
        local: Capabilities,
        identification: str,
        *,
        addressing: Addressing | None = None,
        then_poll: bool = False,
    ) -> None:
        super().__init__()
        self.dis = Dis()
        """What the called machine can do."""
        self._source = source
        self._local = local
        self._identification = Identification(identification)
        self._addressing = addressing or Addressing()
        self._then_poll = then_poll
        self._ladder: list[Modulation] = []
        self._delivery: Delivery | None = None
        self._coded: tuple[int, Selection, bytes] | None = None
        self._given_up = False

    def procedure(self) -> Steps[None]:
        yield from self._await_dis()
        yield from self._train(0)
        for index in range(self._source.count):
            yield from self._deliver(index)
        if self._given_up:
            raise CallOver(Cause.PAGES_INCOMPLETE, "frames were damaged again and again")
        if self._then_poll:
            yield from self._await_dis()
            raise CallOver(Cause.TURNED_ROUND, goodbye=False)
        raise CallOver(Cause.COMPLETED)  # with DCN, which the fax no longer depends on

    # --- phase B

    def _await_dis(self) -> Steps[None]:
        """Wait for the called machine's DIS until T1 is over."""
        self.enter("B")
        gives_up = self.now + T1
        while self.now < gives_up:
            frames = yield from self.listen(gives_up - self.now, Fcf.DIS)
            dis = find(frames or [], Fcf.DIS)
            if dis is not None and isinstance(dis.fif, Dis):
                return self._take_dis(dis.fif)
        raise CallOver(Cause.NO_FAX_MACHINE, f"no DIS within {T1:.0f} s")

    def _take_dis(self, dis: Dis) -> None:
        self.dis = dis
        try:
            ladder = common_modulations(self._local, dis)
            choices(dis, self._local, ladder[0], self._source.wanted(0))
        except IncompatibleError as error:
            raise CallOver(Cause.INCOMPATIBLE, error.what) from error
        slower = [m for m in ladder if not self._ladder or LADDER.index(m) >= self._place]
        self._ladder = slower or list(ladder[-1:])

    @property
    def _place(self) -> int:
        """Where in the ladder this call is: it never goes up again."""
        return LADDER.index(self._ladder[0])

    def _train(self, index: int) -> Steps[None]:
        """DCS and TCF for page ``index``, slower after each FTT, until CFR."""
        self.enter("B")
        while self._ladder:
            if (yield from self._train_once(index)):
                return
            self._ladder.pop(0)
        raise CallOver(Cause.TRAINING_FAILED, "FTT at every speed")

    def _train_once(self, index: int) -> Steps[bool]:
        """Whether CFR came, and not FTT; no answer at all ends the call."""
        for _ in range(TRIES):
            modulation = self._ladder[0]
            selection = self._choose(index, modulation)
            yield from self.answer(*self._announcement(selection))
            self.report(Negotiated(selection))
            yield from self.do(SendSilence(SILENCE))
            yield from self.send_data(SendData(modulation, training_check(modulation)))
            frames = yield from response_to(self, Fcf.CFR, Fcf.FTT, Fcf.DIS)
            response = find(frames, Fcf.CFR, Fcf.FTT)
            if response is not None:
                succeeded = response.fcf is Fcf.CFR
                self.report(Trained(modulation, succeeded))
                if succeeded:
                    kind = EcmDelivery if selection.error_correction else PlainDelivery
                    self._delivery = kind(self, selection, self._slower)
                return succeeded
            dis = find(frames, Fcf.DIS)
            if dis is not None and isinstance(dis.fif, Dis):
                self._take_dis(dis.fif)  # it did not hear our DCS
        speed = self._ladder[0].name
        raise CallOver(Cause.NO_RESPONSE_TO_TRAINING, f"DCS and TCF at {speed}", tries=TRIES)

    def _announcement(self, selection: Selection) -> Sequence[Frame]:
        """TSI, what else the far end takes, and DCS."""
        frames = [Frame(Fcf.TSI, x=self.x_bit, final=False, fif=self._identification)]
        sent: set[Fcf] = set()
        for fcf, identification in self._addressing.with_dcs():
            if takes(self.dis, fcf):
                frames.append(Frame(fcf, x=self.x_bit, final=False, fif=identification))
                sent.add(fcf)
            else:
                self.report(NotTaken(fcf))
        dcs = selection.dcs(routed=Fcf.SUB in sent, identified=Fcf.SID in sent)
        return [*frames, Frame(Fcf.DCS, x=self.x_bit, fif=dcs)]

    # --- the choice of a coding

    def _choose(self, index: int, modulation: Modulation) -> Selection:
        """Of the codings that both ends have, the one in which the page is smallest."""
        candidates = choices(self.dis, self._local, modulation, self._source.wanted(index))
        return min(candidates, key=lambda selection: len(self._encode(index, selection)))

    def _encode(self, index: int, selection: Selection) -> bytes:
        if self._coded is not None and self._coded[:2] == (index, selection):
            return self._coded[2]
        try:
            data = self._source.encode(index, selection)
        except FaxError as error:
            raise CallOver(Cause.PAGE_UNREADABLE, str(error)) from error
        self._coded = index, selection, data
        return data

    # --- phases C and D

    def _deliver(self, index: int) -> Steps[None]:
        """Send page ``index`` until it is confirmed."""
        for attempt in range(_PAGE_ATTEMPTS):
            if attempt:
                self._slower()
                yield from self._train(index)
            assert self._delivery is not None
            command = self._what_follows(index)
            data = self._encode(index, self._delivery.selection)
            prepare = functools.partial(self._prepare, index + 1, command)
            response = yield from self._delivery.send(index, data, command, prepare)
            if response is Response.REFUSED:
                self.report(PageRefused(index + 1))
                continue
            if response is Response.GIVEN_UP:
                self._given_up = True
                self.report(PageRefused(index + 1))
            else:
                self.confirmed.append(index + 1)
                self.report(PageConfirmed(index + 1))
            if command is Fcf.EOM and index + 1 < self._source.count:
                yield from self._await_dis()
                yield from self._train(index + 1)
            elif response is Response.RETRAIN and command is Fcf.MPS:
                yield from self._train(index + 1)
            return
        raise CallOver(Cause.PAGE_REFUSED, f"page {index + 1}", tries=_PAGE_ATTEMPTS)

    def _what_follows(self, index: int) -> Fcf:
        """The post-message command of page ``index``."""
        assert self._delivery is not None
        if index == self._source.count - 1:
            return Fcf.EOM if self._then_poll else Fcf.EOP
        if self._source.begins_document(index + 1):
            return Fcf.EOM
        selection = self._delivery.selection
        wanted = self._source.wanted(index + 1)
        same = choices(self.dis, self._local, selection.modulation, wanted)[0].page
        return Fcf.MPS if same == selection.page else Fcf.EOM

    def _prepare(self, index: int, command: Fcf) -> None:
        """Encode the page that follows, while the far end prepares its answer."""
        if command is Fcf.MPS and self._delivery is not None:
            with contextlib.suppress(CallOver):  # it will be told when its turn has come
                self._encode(index, self._delivery.selection)

    def _slower(self) -> Modulation | None:
        """The next lower speed, from now on; None if there is none."""
        if len(self._ladder) < 2:
            return None
        self._ladder.pop(0)
        return self._ladder[0]


class PolledSender(Sender):
    """The called station that transmits because the caller's ``dtc`` asked for it."""

    x_bit = False

    def __init__(
        self, source: PageSource, local: Capabilities, identification: str, dtc: Dis
    ) -> None:
        super().__init__(source, local, identification)
        self._dtc: Dis | None = dtc

    def _await_dis(self) -> Steps[None]:
        """At first the DTC is there; after EOM it is asked for by CSI and DIS, as at the answer."""
        self.enter("B")
        if self._dtc is not None:
            dtc, self._dtc = self._dtc, None
            self.report(TurnedRound())
            return self._take_dis(dtc)
        offer = (
            Frame(Fcf.CSI, final=False, fif=self._identification),
            Frame(Fcf.DIS, fif=self._local.dis(to_poll=True)),
        )
        for _ in range(TRIES):
            yield from self.answer(*offer)
            found = find((yield from response_to(self, Fcf.DTC)), Fcf.DTC)
            if found is not None and isinstance(found.fif, Dis):
                return self._take_dis(found.fif)
        raise CallOver(Cause.NO_RESPONSE_TO_TRAINING, "DIS sent after EOM", tries=TRIES)
