"""The calling station that asks for a document and receives it (T.30 §5.2, polling)."""

from collections.abc import Callable

from faxstatus_core.t30.actions import IncomingPage
from faxstatus_core.t30.capabilities import Capabilities, Selection
from faxstatus_core.t30.frames import Dis, Fcf, Frame, Identification
from faxstatus_core.t30.outcome import Cause
from faxstatus_core.t30.receiver import Receiver
from faxstatus_core.t30.session import CallOver, Steps, find
from faxstatus_core.t30.timers import T1, T4, TRIES


class Poller(Receiver):
    """Waits for a DIS that offers a document, sends CIG and DTC, and receives."""

    x_bit = True

    def __init__(
        self,
        open_page: Callable[[Selection], IncomingPage],
        local: Capabilities,
        identification: str,
    ) -> None:
        super().__init__(open_page, local, identification)
        own = Identification(identification)
        self._request = (
            Frame(Fcf.CIG, final=False, fif=own),
            Frame(Fcf.DTC, fif=local.dis()),
        )

    def _offer(self) -> Steps[list[Frame]]:
        """In place of an offer: what is offered is asked for."""
        yield from self._await_offer()
        for _ in range(TRIES):
            yield from self.answer(*self._request)
            heard = yield from self.listen(T4)
            if heard and find(heard, Fcf.DCS):
                return heard
        raise CallOver(Cause.NO_COMMAND, f"{TRIES} times DTC without DCS")

    def _await_offer(self) -> Steps[None]:
        gives_up = self.now + T1
        while self.now < gives_up:
            frames = yield from self.listen(gives_up - self.now)
            dis = find(frames or [], Fcf.DIS)
            if dis is not None and isinstance(dis.fif, Dis):
                if not dis.fif.ready_to_transmit_document:
                    raise CallOver(Cause.INCOMPATIBLE, "it has no document to be polled")
                return
        raise CallOver(Cause.NO_FAX_MACHINE, f"no DIS within {T1:.0f} s")
