"""OutboundCall: one call for one or more jobs, from the documents to what becomes of the jobs."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import replace

from faxstatus_core.clock import utcnow
from faxstatus_core.engine.call import CallResult
from faxstatus_core.engine.errors import BadNumberError, DeviceError
from faxstatus_core.engine.port import FaxPort
from faxstatus_core.engine.port_jobs import SendJob
from faxstatus_core.errors import FaxError
from faxstatus_core.image import Document, DocumentError, open_document
from faxstatus_core.operation import bound
from faxstatus_core.records import Call, Direction, Job
from faxstatus_core.service.call_book import CallReport
from faxstatus_core.service.office import Office
from faxstatus_core.service.shares import continued_documents, shares_of, skipped_pages
from faxstatus_core.service.verdicts import CallEnd, changes_after
from faxstatus_core.status import events as status
from faxstatus_core.store import UnknownRecordError, WrongStateError
from faxstatus_core.t30.negotiation.addressing import Addressing

logger = logging.getLogger(__name__)


class OutboundCall:
    """Calls from ``port`` for ``jobs``, which have one number and share what a call has once."""

    def __init__(self, port: FaxPort, office: Office, jobs: Sequence[Job]) -> None:
        self.jobs = tuple(jobs)
        self._port = port
        self._office = office
        self._shares = shares_of(self.jobs)
        self._confirmed: set[int] = set()
        self._cancelled: set[int] = set()
        self._stopped = False
        self._calling: asyncio.Task[CallResult] | None = None
        self._on_page: Callable[[], None] = lambda: None

    def cancel(self, job_id: int) -> bool:
        """End the call, since this job is cancelled; whether it is one of the call's."""
        if all(job.job_id != job_id for job in self.jobs):
            return False
        self._cancelled.add(job_id)
        self.stop()
        return True

    def stop(self) -> None:
        """End the call: the far end gets DCN."""
        self._stopped = True
        if self._calling is not None:
            self._calling.cancel()

    def reported(self, event: status.Event) -> None:
        """What the port has published: pages that were confirmed are written down."""
        if isinstance(event, status.PageConfirmed):
            self._confirmed.add(event.number)
            self._on_page()

    async def run(self) -> str:
        """Make the call; gives the cause of its failure, empty if it succeeded.

        Raises DeviceError when the modem fails; the jobs are written down before.
        """
        password = await self._leave_other_passwords()
        documents = await self._leave_bad_documents()
        if not self.jobs:
            return "bad_document"
        send_job = await self._send_job(password, documents)
        book, port = self._office.book, self._port
        number = self.jobs[0].number
        try:
            call = await book.begin(Direction.SEND, port.device_id, port.name, number, self.jobs)
        except WrongStateError:  # cancelled or paused a moment ago
            return ""
        job_id = self.jobs[0].job_id
        with bound(call_id=call.call_id, job_id=job_id):
            return await self._make(call, send_job)

    async def _make(self, call: Call, send_job: SendJob) -> str:
        book, port = self._office.book, self._port
        self._on_page = lambda: book.confirmed(call, self._shares, frozenset(self._confirmed))
        failure: Exception | None = None
        self._calling = asyncio.create_task(port.send(send_job))
        if self._stopped:
            self._calling.cancel()
        try:
            end = await self._ended(self._calling)
        except DeviceError as error:
            failure, end = error, self._end("modem_failed", str(error))
        except Exception as error:  # its jobs are not to stay in progress, and on no line
            failure, end = error, self._end("fatal_error", "the program failed; its log says why")
        cancelled = frozenset(self._cancelled)
        changes = changes_after(
            self._shares,
            end,
            cancelled,
            self._office.queue,
            utcnow(),
            chance=self._office.chance(),
        )
        report = CallReport(
            end.succeeded,
            end.cause or None,
            end.text,
            len(end.confirmed),
            self._office.status(port.device_id),
            port.take_trace(),
        )
        await book.end(call, report, jobs=changes)
        await self._office.cancelled(self._cancelled - cancelled)
        task = asyncio.current_task()
        if task is not None and task.cancelling():
            raise asyncio.CancelledError
        if failure is not None:
            raise failure
        return end.cause

    async def _ended(self, calling: asyncio.Task[CallResult]) -> CallEnd:
        try:
            result = await asyncio.shield(calling)
        except asyncio.CancelledError:
            calling.cancel()  # we may be the one that is cancelled
            await asyncio.wait({calling})
            if not calling.cancelled() and (error := calling.exception()) is not None:
                raise error from None
            return replace(self._end("cancelled", "the call was cancelled"), stopped=True)
        except (DocumentError, BadNumberError) as error:
            bad_number = isinstance(error, BadNumberError)
            return self._end("bad_address" if bad_number else "bad_document", str(error.what))
        if result.succeeded:
            return CallEnd(True, "", result.text, frozenset(self._confirmed))
        cause = self._office.status(self._port.device_id).extended.error_cause
        return self._end(cause or result.state, result.text)

    def _end(self, cause: str, text: str) -> CallEnd:
        return CallEnd(False, cause, text, frozenset(self._confirmed))

    async def _leave_other_passwords(self) -> str:
        """By what right the call is made; jobs that have another stay in the queue.

        A call has one (SID), and the queue does not know them.
        """
        passwords = [await self._office.password(job.job_id) for job in self.jobs]
        self.jobs = tuple(
            job
            for job, password in zip(self.jobs, passwords, strict=True)
            if password == passwords[0]
        )
        self._shares = shares_of(self.jobs)
        return passwords[0]

    async def _leave_bad_documents(self) -> list[Document]:
        """What the call carries; a job whose documents cannot be opened has failed, it alone."""
        good: list[Job] = []
        documents: list[Document] = []
        for job in self.jobs:
            try:
                documents += await asyncio.to_thread(self._open_documents, job)
            except (DocumentError, UnknownRecordError, OSError) as error:
                await self._office.unsendable(job, "bad_document", _reason(error))
            else:
                good.append(job)
        self.jobs = tuple(good)
        self._shares = shares_of(self.jobs)
        return documents

    async def _send_job(self, password: str, documents: Sequence[Document]) -> SendJob:
        first = self.jobs[0]
        names = {job.document_name or job.documents[0].name: None for job in self.jobs}
        return SendJob(
            documents[0],
            first.number,
            first.resolution.resolution,
            sender_name=first.sender_name or None,
            recipient_name=first.recipient_name or None,
            submitted_time=first.submitted_time,
            further=tuple(documents[1:]),
            addressing=Addressing(subaddress=first.subaddress, sender=password),
            tag_line=first.tag_line and self._office.queue.branding,
            skipped=tuple(page for job in self.jobs for page in skipped_pages(job)),
            continued=continued_documents(self.jobs),
            document_name=", ".join(names),
            tsid=first.tsid or None,
            job_id=first.job_id,
            tries=first.tries,
            scheduled_time=first.next_try or first.not_before,
        )

    def _open_documents(self, job: Job) -> list[Document]:
        return [
            open_document(self._office.document_path(document.digest), self._office.limits)
            for document in job.documents
        ]


def _reason(error: DocumentError | UnknownRecordError | OSError) -> str:
    if isinstance(error, DocumentError):
        return error.what
    return "a document is no longer in the store" if isinstance(error, FaxError) else str(error)
