"""Sending pages without error correction (T.30 Figures 5-2, phases C and D)."""

from collections.abc import Callable

from faxstatus_core.t30.actions import SendData, SendSilence
from faxstatus_core.t30.events import PageStarted
from faxstatus_core.t30.frames import Fcf
from faxstatus_core.t30.negotiation.selection import Selection
from faxstatus_core.t30.outcome import Cause
from faxstatus_core.t30.sending.delivery import Response, Slower
from faxstatus_core.t30.sending.response import response_to
from faxstatus_core.t30.session import CallOver, Session, Steps, find
from faxstatus_core.t30.timers import SILENCE, TRIES
from faxstatus_core.t31.modulations import page_modulation

_RESPONSES = {
    Fcf.MCF: Response.CONFIRMED,
    Fcf.RTP: Response.RETRAIN,
    Fcf.PIP: Response.RETRAIN,  # nobody interrupts: phase B from its beginning
    Fcf.RTN: Response.REFUSED,
    Fcf.PIN: Response.REFUSED,
}


class PlainDelivery:
    """Pages go in one piece each."""

    def __init__(self, session: Session, selection: Selection, _slower: Slower) -> None:
        self.selection = selection
        self._session = session

    def send(
        self, index: int, data: bytes, command: Fcf, prepare: Callable[[], None]
    ) -> Steps[Response]:
        """Send a page; see :class:`~.delivery.Delivery`."""
        session = self._session
        session.enter("C")
        session.report(PageStarted(index + 1, len(data)))
        yield from session.do(SendSilence(SILENCE))
        modulation = page_modulation(self.selection.modulation)
        yield from session.send_data(SendData(modulation, data, page=index + 1))
        session.enter("D")
        yield from session.do(SendSilence(SILENCE))
        for attempt in range(TRIES):
            if attempt:
                yield from session.answer(session.command(command))
            else:
                yield from session.send(session.command(command))
                prepare()
            frames = yield from response_to(session, *_RESPONSES)
            response = find(frames, *_RESPONSES)
            if response is not None:
                return _RESPONSES[response.fcf]
        raise CallOver(
            Cause.NO_RESPONSE_TO_PAGE,
            f"page {index + 1}, {command.standard_name} sent",
            tries=TRIES,
        )
