"""Sending pages with error correction (T.30 Annex A, Figures A.1 and A.2)."""

from collections.abc import Callable, Mapping

from faxstatus_core.t30.actions import SendData, SendSilence
from faxstatus_core.t30.ecm_carrier import coded_carrier
from faxstatus_core.t30.events import FramesRepeated, PageStarted
from faxstatus_core.t30.frames import (
    FRAMES_IN_BLOCK,
    ContinueToCorrect,
    EndOfRetransmission,
    Fcf,
    Frame,
    PartialPageRequest,
    PartialPageSignal,
)
from faxstatus_core.t30.negotiation.ladder import DATA_RATE_OF
from faxstatus_core.t30.negotiation.selection import Selection
from faxstatus_core.t30.outcome import Cause
from faxstatus_core.t30.sending.delivery import Response, Slower
from faxstatus_core.t30.sending.response import response_to
from faxstatus_core.t30.session import CallOver, Session, Steps, find
from faxstatus_core.t30.timers import PPR_LIMIT, SILENCE, T5, TRIES
from faxstatus_core.t31.modulations import page_modulation

_COUNTERS = 256
_CONFIRMING = (Fcf.MCF, Fcf.PIP)
_REFUSING = (Fcf.RTN, Fcf.PIN)

Block = Mapping[int, bytes]


def blocks_of(data: bytes, frame_octets: int) -> list[Block]:
    """``data`` as frames by number, in blocks of up to 256; the last frame is filled with zeros."""
    pieces = [
        data[start : start + frame_octets].ljust(frame_octets, b"\0")
        for start in range(0, len(data), frame_octets)
    ]
    return [
        dict(enumerate(pieces[start : start + FRAMES_IN_BLOCK]))
        for start in range(0, len(pieces), FRAMES_IN_BLOCK)
    ]


class EcmDelivery:
    """Pages go in blocks of frames, each repaired until the far end has all of it."""

    def __init__(self, session: Session, selection: Selection, slower: Slower) -> None:
        self.selection = selection
        self._session = session
        self._slower = slower
        self._share = 0.0, 1.0
        self._trains_long = False
        """The next carrier needs long training: the first one after a CTC (T.30 §5, note 5)."""

    def send(
        self, index: int, data: bytes, command: Fcf, prepare: Callable[[], None]
    ) -> Steps[Response]:
        """Send a page; see :class:`~.delivery.Delivery`."""
        blocks = blocks_of(data, self.selection.frame_octets)
        self._session.report(PageStarted(index + 1, len(data)))
        worst = Response.CONFIRMED
        for number, block in enumerate(blocks):
            last = number == len(blocks) - 1
            signal = PartialPageSignal(
                command if last else None,
                index % _COUNTERS,
                number % _COUNTERS,
                len(block),
            )
            self._share = number / len(blocks), (number + 1) / len(blocks)
            response = yield from self._send_block(index, block, signal, prepare)
            if response is Response.REFUSED:
                return response
            if response is not Response.CONFIRMED and worst is Response.CONFIRMED:
                worst = response
        return worst

    def _send_block(
        self, index: int, block: Block, signal: PartialPageSignal, prepare: Callable[[], None]
    ) -> Steps[Response]:
        """Send ``block`` until the far end has it, or it is given up."""
        wanted, requests = block, 0
        pps = self._session.command(Fcf.PPS, signal)
        while True:
            yield from self._send_frames(index, wanted)
            response = yield from self._ask(index, pps, prepare)
            if response.fcf in _CONFIRMING:
                interrupted = response.fcf is Fcf.PIP and signal.command is not None
                return Response.RETRAIN if interrupted else Response.CONFIRMED
            if response.fcf in _REFUSING:
                return Response.REFUSED
            assert isinstance(response.fif, PartialPageRequest)
            # Frames that do not exist are no frames; a request for none is one for all.
            wanted = {n: block[n] for n in sorted(response.fif.frames) if n in block} or block
            requests += 1
            self._session.report(FramesRepeated(index + 1, len(wanted)))
            if requests % PPR_LIMIT == 0 and not (yield from self._go_on_correcting(index)):
                yield from self._give_up(index, signal)
                return Response.GIVEN_UP

    def _send_frames(self, index: int, frames: Block) -> Steps[None]:
        session, modulation = self._session, self.selection.modulation
        if not self._trains_long:
            modulation = page_modulation(modulation)
        self._trains_long = False
        session.enter("C")
        yield from session.do(SendSilence(SILENCE))
        data = coded_carrier(frames, modulation)
        carrier = SendData(modulation, data, index + 1, self._share)
        yield from session.send_data(carrier, frames=len(frames))
        self._share = self._share[1], self._share[1]  # what is repeated brings nothing new
        session.enter("D")
        yield from session.do(SendSilence(SILENCE))

    def _ask(self, index: int, command: Frame, prepare: Callable[[], None]) -> Steps[Frame]:
        """The response to a PPS, which is repeated up to three times."""
        expected = (*_CONFIRMING, *_REFUSING, Fcf.PPR, Fcf.RNR)
        response = yield from self._command(command, expected, prepare, first_at_once=True)
        if response is None:
            raise CallOver(Cause.NO_RESPONSE_TO_PAGE, f"page {index + 1}, PPS sent", tries=TRIES)
        if response.fcf is not Fcf.RNR:
            return response
        return (yield from self._await_readiness(index, *_CONFIRMING, *_REFUSING, Fcf.PPR))

    def _await_readiness(self, index: int, *expected: Fcf) -> Steps[Frame]:
        """RR, until what comes is not RNR: for T5 at most (T.30 Annex A.5)."""
        gives_up = self._session.now + T5
        rr = self._session.command(Fcf.RR)
        while self._session.now < gives_up:
            response = yield from self._command(rr, (*expected, Fcf.RNR))
            if response is None:
                raise CallOver(Cause.NO_RESPONSE_TO_PAGE, f"page {index + 1}, RR sent", tries=TRIES)
            if response.fcf is not Fcf.RNR:
                return response
        raise CallOver(Cause.NOT_READY, f"page {index + 1}, RNR for {T5:.0f} s")

    def _go_on_correcting(self, index: int) -> Steps[bool]:
        """CTC at the next lower speed, if there is one (T.30 Annex A.4.1)."""
        slower = self._slower()
        if slower is None:
            return False
        self.selection = self.selection.at(slower)
        ctc = self._session.command(Fcf.CTC, ContinueToCorrect(DATA_RATE_OF[slower]))
        if (yield from self._command(ctc, (Fcf.CTR,))) is None:
            raise CallOver(Cause.NO_RESPONSE_TO_PAGE, f"page {index + 1}, CTC sent", tries=TRIES)
        self._trains_long = True
        return True

    def _give_up(self, index: int, signal: PartialPageSignal) -> Steps[None]:
        """EOR: what is missing of the block stays so (T.30 Annex A.4.4)."""
        eor = self._session.command(Fcf.EOR, EndOfRetransmission(signal.command))
        response = yield from self._command(eor, (Fcf.ERR, Fcf.RNR))
        if response is None:
            raise CallOver(Cause.NO_RESPONSE_TO_PAGE, f"page {index + 1}, EOR sent", tries=TRIES)
        if response.fcf is Fcf.RNR:
            yield from self._await_readiness(index, Fcf.ERR, Fcf.MCF)

    def _command(
        self,
        command: Frame,
        expected: tuple[Fcf, ...],
        prepare: Callable[[], None] = lambda: None,
        *,
        first_at_once: bool = False,
    ) -> Steps[Frame | None]:
        """The response to ``command``; None after three times without one.

        ``first_at_once``: it follows a signal of our own.
        """
        session = self._session
        for attempt in range(TRIES):
            if attempt or not first_at_once:
                yield from session.answer(command)
            else:
                yield from session.send(command)
            prepare()
            response = find((yield from response_to(session, *expected)), *expected)
            if response is not None:
                return response
        return None
