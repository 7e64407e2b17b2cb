"""The calling station that asks for a document and receives it (T.30 §5.2, polling)."""

from collections.abc import Callable

from faxstatus_core.t30.actions import IncomingPage
from faxstatus_core.t30.events import NotTaken, TurnedRound
from faxstatus_core.t30.frames import Dis, Fcf, Frame
from faxstatus_core.t30.negotiation.addressing import Addressing, takes
from faxstatus_core.t30.negotiation.capabilities import Capabilities
from faxstatus_core.t30.negotiation.selection import Selection
from faxstatus_core.t30.outcome import Cause
from faxstatus_core.t30.receiving.receiver import Receiver
from faxstatus_core.t30.session import CallOver, Steps, find
from faxstatus_core.t30.timers import T1, T4, TRIES


class Poller(Receiver):
    """Waits for a DIS that offers a document, sends CIG and DTC, and receives.

    ``dis``: what the called machine can do, if it has said so already.
    """

    x_bit = True

    def __init__(
        self,
        open_page: Callable[[Selection], IncomingPage],
        local: Capabilities,
        identification: str,
        *,
        addressing: Addressing | None = None,
        dis: Dis | None = None,
    ) -> None:
        super().__init__(open_page, local, identification)
        self._addressing = addressing or Addressing()
        self._dis = dis
        self._turned = False

    def _offer(self) -> Steps[list[Frame]]:
        """In place of an offer: what is offered is asked for."""
        dis = self._dis or (yield from self._await_offer())
        self._dis = None
        if not dis.ready_to_transmit_document:
            raise CallOver(Cause.NOTHING_TO_POLL)
        if not self._turned:
            self._turned = True
            self.report(TurnedRound())
        request = self._request(dis)
        for _ in range(TRIES):
            yield from self.answer(*request)
            heard = yield from self.listen(T4, Fcf.DCS)
            if heard and find(heard, Fcf.DCS):
                return heard
        raise CallOver(Cause.NO_RESPONSE_TO_POLL, tries=TRIES)

    def _request(self, dis: Dis) -> tuple[Frame, ...]:
        frames = [Frame(Fcf.CIG, final=False, fif=self._identification)]
        for fcf, identification in self._addressing.with_dtc():
            if takes(dis, fcf):
                frames.append(Frame(fcf, final=False, fif=identification))
            else:
                self.report(NotTaken(fcf))
        return (*frames, Frame(Fcf.DTC, fif=self._local.dis()))

    def _await_offer(self) -> Steps[Dis]:
        gives_up = self.now + T1
        while self.now < gives_up:
            frames = yield from self.listen(gives_up - self.now, Fcf.DIS)
            dis = find(frames or [], Fcf.DIS)
            if dis is not None and isinstance(dis.fif, Dis):
                return dis.fif
        raise CallOver(Cause.NO_FAX_MACHINE, f"no DIS within {T1:.0f} s")
