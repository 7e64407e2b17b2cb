"""One call: a T.30 session stepped through a modem, its status reported, its pages kept."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from faxstatus_core.clock import utcnow
from faxstatus_core.engine.class1 import Class1Modem
from faxstatus_core.engine.errors import DeviceError
from faxstatus_core.engine.reports import end_of_call, report_of
from faxstatus_core.errors import FaxError
from faxstatus_core.image import FaxMetadata, ReceivedFax
from faxstatus_core.pages import PageCollector
from faxstatus_core.status import FaxStatus
from faxstatus_core.status import events as status
from faxstatus_core.t30.actions import Done, Failed, HangUp, Result, StorePage
from faxstatus_core.t30.events import (
    BadFrameReceived,
    FrameReceived,
    FrameSent,
    PageStarted,
    RemoteIdentified,
    SessionEvent,
)
from faxstatus_core.t30.frames import Fcf
from faxstatus_core.t30.session import Session

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
    """A call from dialling or answering to its end. ``fax`` takes the pages of a received one."""

    def __init__(self, publish: Publish, *, fax: ReceivedFax | None = None) -> None:
        self._publish = publish
        self._fax = fax
        self._sending = fax is None
        self._loop = asyncio.get_running_loop()
        self._started = utcnow()
        self._started_at = self._loop.time()
        self._recognised = False
        self._remote_id: str | None = None
        self._page_octets: int | None = None
        self._next_progress = 0.0

    def failed(self, cause: status.FailureCause, text: str) -> CallResult:
        """The call came to nothing before there was a session."""
        return self._result(status.CallFailed(cause, text), text, 0)

    async def run(self, modem: Class1Modem, session: Session) -> CallResult:
        """Run ``session`` on a connected ``modem`` to its end; the line is released then.

        If the task is cancelled, the far end gets its DCN before CancelledError goes on; a second
        time, it goes on at once. Raises DeviceError when the modem fails, and ArchiveError when
        the fax cannot be finished; pages that were stored are kept in any case.
        """
        try:
            cancelled = await self._step_through(modem, session)
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
        self, modem: Class1Modem, session: Session
    ) -> asyncio.CancelledError | None:
        cancelled: asyncio.CancelledError | None = None
        action = session.start(self._loop.time())
        while not isinstance(action, HangUp):
            self._report(session)
            try:
                if isinstance(action, StorePage):
                    result = self._store(action)
                else:
                    result = await modem.execute(action, self._progress)
            except asyncio.CancelledError as error:
                if cancelled is not None:
                    raise
                cancelled = error
                self._publish(status.Aborting())
                await modem.escape()
                action = session.abort(self._loop.time())
            else:
                action = session.resume(result, self._loop.time())
        try:
            await modem.hang_up()
        except asyncio.CancelledError as error:
            if cancelled is not None:
                raise
            cancelled = error
            await modem.hang_up()
        self._report(session)
        return cancelled

    def _report(self, session: Session) -> None:
        for event in session.take_events():
            self._note(event)
            for report in report_of(event, sending=self._sending):
                self._publish(report)

    def _note(self, event: SessionEvent) -> None:
        match event:
            case FrameSent(frame):
                logger.info("sent %s", frame.fcf.standard_name)
            case FrameReceived(frame):
                logger.info("received %s", frame.fcf.standard_name)
                if not self._recognised:
                    self._recognised = True
                    self._publish(status.CallConnected())
            case BadFrameReceived(octets, reason):
                logger.info("received a bad frame %s: %s", octets.hex(), reason)
            case RemoteIdentified(Fcf.CSI | Fcf.TSI, text):
                self._remote_id = text.strip() or None
            case PageStarted(_, octets):
                self._page_octets = octets
                self._next_progress = 0.0
            case _:
                pass

    def _progress(self, octets: int) -> None:
        now, total = self._loop.time(), self._page_octets
        if (now < self._next_progress and octets != total) or not self._recognised:
            return
        self._next_progress = now + PROGRESS_INTERVAL
        percent = 100 * octets / total if total else None
        self._publish(status.PageProgress(octets, percent))

    def _store(self, action: StorePage) -> Result:
        page = action.page
        assert isinstance(page, PageCollector)
        assert self._fax is not None
        if page.decoded.lines == 0:
            return Done()
        try:
            self._fax.add_decoded_page(page.decoded, page.resolution)
        except FaxError as error:
            logger.warning("page %d: %s", action.number, error)
            return Failed(str(error))
        return Done()

    def _keep_pages(self) -> Path | None:
        """What was received, complete or not, becomes a file."""
        if self._fax is None:
            return None
        description = f"from {self._remote_id}" if self._remote_id else "from an unknown sender"
        started = self._started.strftime("%Y:%m:%d %H:%M:%S")
        return self._fax.complete(FaxMetadata(description, started))

    def _rescue_pages(self) -> None:
        """Keep the pages, and let nothing that stands in the way hide why the call broke off."""
        try:
            self._keep_pages()
        except FaxError as error:
            logger.error("%s", error)  # noqa: TRY400 - it says what is wrong; no traceback wanted

    def _cancelled(self) -> None:
        text = "the call was cancelled"
        self._publish(status.CallFailed(status.FailureCause.DISCONNECTED, text))

    def _result(
        self, end: status.Event, text: str, pages: int, path: Path | None = None
    ) -> CallResult:
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
