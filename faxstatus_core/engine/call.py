"""One call: a T.30 session stepped through a modem, its status reported, its pages kept."""

import asyncio
import logging
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from faxstatus_core.clock import utcnow
from faxstatus_core.engine.class1 import Class1Modem, Progress
from faxstatus_core.engine.errors import DeviceError
from faxstatus_core.engine.recording import CallRecording, Parties
from faxstatus_core.engine.reports import end_of_call, lines_of, report_of
from faxstatus_core.errors import FaxError
from faxstatus_core.image import FaxMetadata, PageQuality, ReceivedFax
from faxstatus_core.pages import PageCollector
from faxstatus_core.status import FaxStatus
from faxstatus_core.status import events as status
from faxstatus_core.t30.actions import (
    Action,
    DataReceived,
    Done,
    Failed,
    HangUp,
    ReceiveData,
    Result,
    SendData,
    StillStoring,
    StorePage,
)
from faxstatus_core.t30.conversation import Conversation
from faxstatus_core.t30.events import (
    BadFrameReceived,
    FrameReceived,
    FrameSent,
    NotTaken,
    PageConfirmed,
    PageRefused,
    PageStarted,
    RemoteIdentified,
    RemoteNonStandard,
    SessionEvent,
    TurnedRound,
)
from faxstatus_core.t30.frames import Fcf
from faxstatus_core.t30.makers import maker_of

logger = logging.getLogger(__name__)

PROGRESS_INTERVAL = 0.25
"""Seconds between reports of how far a page is."""

Publish = Callable[[status.Event], FaxStatus]


@dataclass(frozen=True, slots=True)
class CallResult:
    """How a call ended.

    ``state`` is the port's state at its end, ``text`` a sentence for a person, ``pages`` those
    that were confirmed, ``duration`` in seconds, ``path`` where a received fax is.
    """

    succeeded: bool
    state: str
    text: str
    pages: int
    remote_id: str | None
    started: datetime
    duration: float
    path: Path | None = None


class Call:
    """A call from dialling or answering to its end.

    ``sending``: this end transmits, at first. ``fax`` takes the pages that come; ``known`` is what
    is known of it beside what the call tells; ``polled``: the document for a caller who polls.
    ``prepare`` makes a page, counted from 0, ready for sending: it is called in a thread while the
    page before is on the line, and the session goes on only when it is done.
    """

    def __init__(
        self,
        publish: Publish,
        *,
        sending: bool,
        fax: ReceivedFax | None = None,
        known: FaxMetadata | None = None,
        polled: status.JobInfo | None = None,
        prepare: Callable[[int], None] = lambda _index: None,
        parties: Parties,
    ) -> None:
        self._publish = publish
        self._prepare = prepare
        self._fax = fax
        self._known = known or FaxMetadata()
        self._polled = polled
        self._sending = sending
        self._loop = asyncio.get_running_loop()
        self._started = utcnow()
        self._started_at = self._loop.time()
        self.recording = CallRecording(parties, self._started, self._started_at)
        """What happens on the line."""
        self._recognised = False
        self._remote_id: str | None = None
        self._page: PageCollector | None = None
        """What was received last, without error correction, or stored."""
        self._page_octets = 0
        self._next_progress = 0.0
        self._disk = ThreadPoolExecutor(1, "page-store")
        """Not the loop's own threads: the far end shall not wait for what other ports draw."""
        self._storing: asyncio.Future[None] | None = None
        self.path: Path | None = None
        """Where the received fax is, once it is whole or its call broke off."""

    def failed(self, cause: status.FailureCause, text: str) -> CallResult:
        """The call came to nothing before there was a session."""
        return self._result(status.CallFailed(cause, text), text, 0)

    async def run(self, modem: Class1Modem, session: Conversation) -> CallResult:
        """Run ``session`` on a connected ``modem`` to its end; the line is released then.

        If the task is cancelled, the far end gets its DCN before CancelledError goes on; a second
        time, it goes on at once. Raises DeviceError when the modem fails, and ArchiveError when
        the fax cannot be finished; pages that were stored are kept in any case.
        """
        try:
            try:
                cancelled = await self._step_through(modem, session)
            finally:
                if self._storing is not None:  # a page on its way to the disk is part of the fax
                    await asyncio.wait({self._storing})
                self._disk.shutdown(wait=False)
        except DeviceError:
            self._rescue_pages()
            raise
        except asyncio.CancelledError:
            self._rescue_pages()
            self._cancelled()
            raise
        except Exception:
            self._rescue_pages()
            self._publish(status.CallFailed(status.FailureCause.FATAL_ERROR, "internal error"))
            await modem.hang_up()
            raise
        outcome = session.outcome
        assert outcome is not None
        if cancelled is not None and not outcome.succeeded:
            self._rescue_pages()
            self._cancelled()
            raise cancelled
        try:
            path = self._keep_pages()
        except FaxError as error:
            self._publish(status.CallFailed(status.FailureCause.FATAL_ERROR, str(error)))
            raise
        end = end_of_call(outcome, sending=self._sending, recognised=self._recognised)
        result = self._result(end, outcome.text, outcome.pages, path)
        if cancelled is not None:
            raise cancelled
        return result

    async def _step_through(
        self, modem: Class1Modem, session: Conversation
    ) -> asyncio.CancelledError | None:
        cancelled: asyncio.CancelledError | None = None
        action = session.start(self._loop.time())
        while not isinstance(action, HangUp):
            self._report(session)
            try:
                if isinstance(action, StorePage):
                    result = await self._store(action)
                else:
                    result = await self._execute(modem, action)
            except asyncio.CancelledError as error:
                if cancelled is not None:
                    raise
                cancelled = error
                self._publish(status.Aborting())
                await modem.escape()
                action = session.abort(self._loop.time())
            else:
                self._page_passed(action, result)
                action = session.resume(result, self._loop.time())
        self._report(session)
        try:
            await modem.hang_up()
        except asyncio.CancelledError as error:
            if cancelled is not None:
                raise
            cancelled = error
            await modem.hang_up()
        return cancelled

    async def _execute(self, modem: Class1Modem, action: Action) -> Result:
        """Have ``action`` carried out, and the page prepared that follows the one it sends."""
        if not isinstance(action, SendData) or action.page is None:
            return await modem.execute(action, self._progress_of(action))
        following = action.page  # counted from 0
        preparing = asyncio.create_task(asyncio.to_thread(self._prepare, following))
        result = await modem.execute(action, self._progress_of(action))
        await asyncio.wait({preparing})  # a session that is cancelled asks for no page
        preparing.result()
        return result

    def _report(self, session: Conversation) -> None:
        now = self._loop.time()
        for event in session.take_events():
            self._note(event, now)
            for report in self._reports_of(event):
                self._publish(report)

    def _note(self, event: SessionEvent, now: float) -> None:
        """Every event of the session comes by here, at ``now`` seconds of the loop's time."""
        _log(event)
        self.recording.note(event, now)
        self._learn(event)

    def _reports_of(self, event: SessionEvent) -> Iterator[status.Event]:
        lines = None
        match event:
            case FrameReceived() if not self._recognised:
                self._recognised = True
                yield status.CallConnected()
            case TurnedRound():
                self._sending = not self._sending
            case PageConfirmed() | PageRefused() if self._page is not None:
                lines = lines_of(self._page)
        yield from report_of(event, sending=self._sending, lines=lines, polled=self._polled)

    def _learn(self, event: SessionEvent) -> None:
        """Keep what goes with the received fax, or the call's result."""
        match event:
            case RemoteIdentified(Fcf.CSI | Fcf.TSI | Fcf.CIG, text):
                self._remote_id = text.strip() or None
            case RemoteIdentified(Fcf.SUB, text):
                self._known = replace(self._known, sub_address=text)
            case RemoteNonStandard(facilities):
                maker = maker_of(facilities)
                if maker is not None:
                    self._known = replace(self._known, maker=maker)
            case PageStarted(_, octets):
                self._page = None
                self._page_octets = octets or 0
                self._next_progress = 0.0

    def _page_passed(self, action: Action, result: Result) -> None:
        """An action is over that may have moved a page to its end."""
        match action, result:
            case SendData(_, _, page, (_, 1.0)), Done() if page is not None:
                self._publish(status.PageTransmitted(page))
            case ReceiveData(_, _, sink), DataReceived() if sink is not None:
                self._page = sink if isinstance(sink, PageCollector) else self._page
                self._publish(status.PageProgress(self._page_octets))

    def _progress_of(self, action: Action) -> Progress | None:
        """What tells of an action that moves a page on."""
        match action:
            case SendData(_, data, page, (start, end)) if page is not None:
                return lambda octets: self._sent(start + (end - start) * octets / len(data))
            case ReceiveData(_, _, sink) if sink is not None:
                before = self._page_octets
                return lambda octets: self._received(before + octets)
        return None

    def _sent(self, share: float) -> None:
        self._progress(round(share * self._page_octets), 100 * share)

    def _received(self, octets: int) -> None:
        self._page_octets = octets
        self._progress(octets, None)

    def _progress(self, octets: int, percent: float | None) -> None:
        now = self._loop.time()
        if (now < self._next_progress and percent != 100) or not self._recognised:
            return
        self._next_progress = now + PROGRESS_INTERVAL
        self._publish(status.PageProgress(octets, percent))

    async def _store(self, action: StorePage) -> Result:
        """Store a page beside the event loop: a disk may take its time."""
        if self._storing is None:
            assert isinstance(action.page, PageCollector)
            self._page = action.page
            self._storing = self._loop.run_in_executor(self._disk, self._write, action.page)
        await asyncio.wait({self._storing}, timeout=action.patience)
        if not self._storing.done():
            return StillStoring()
        stored, self._storing = self._storing, None
        try:
            stored.result()
        except FaxError as error:
            logger.warning("page %d: %s", action.number, error)
            return Failed(str(error))
        return Done()

    def _write(self, page: PageCollector) -> None:
        assert self._fax is not None
        if page.decoded.lines:
            selection = page.selection
            quality = PageQuality.of(
                page.decoded,
                coding=selection.coding,
                data_rate=selection.modulation.bit_rate,
                ecm=selection.error_correction,
            )
            self._fax.add_decoded_page(page.decoded, page.resolution, quality)

    def _keep_pages(self) -> Path | None:
        """What was received, complete or not, becomes a file."""
        if self._fax is None:
            return None
        metadata = replace(
            self._known,
            tsid=self._remote_id or "",
            started=self._started,
            duration=self._loop.time() - self._started_at,
        )
        self.path = self._fax.complete(metadata)
        return self.path

    def _rescue_pages(self) -> None:
        """Keep the pages, and let nothing that stands in the way hide why the call broke off."""
        try:
            self._keep_pages()
        except FaxError as error:
            logger.error("%s", error)  # noqa: TRY400 - it says what is wrong; no traceback wanted

    def _cancelled(self) -> None:
        text = "the call was cancelled"
        self.recording.end(text, self._loop.time())
        self._publish(status.CallFailed(status.FailureCause.DISCONNECTED, text))

    def _result(
        self, end: status.Event, text: str, pages: int, path: Path | None = None
    ) -> CallResult:
        self.recording.end(text, self._loop.time())
        final = self._publish(end)
        return CallResult(
            succeeded=isinstance(end, status.CallCompleted),
            state=final.extended.state,
            text=text,
            pages=pages,
            remote_id=self._remote_id,
            started=self._started,
            duration=round(self._loop.time() - self._started_at, 3),
            path=path,
        )


def _log(event: SessionEvent) -> None:
    match event:
        case FrameSent(frame):
            logger.info("sent %s", frame.fcf.standard_name)
        case FrameReceived(frame):
            logger.info("received %s", frame.fcf.standard_name)
        case BadFrameReceived(octets, reason):
            logger.info("received a bad frame %s: %s", octets.hex(), reason)
        case RemoteNonStandard(facilities) if (maker := maker_of(facilities)) is not None:
            logger.info("the far end is made by %s", maker)
        case NotTaken(fcf):
            logger.warning("the far end does not take %s", fcf.standard_name)
