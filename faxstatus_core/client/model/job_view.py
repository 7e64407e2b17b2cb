"""The properties of IFaxJob."""

from enum import IntEnum, StrEnum

from faxstatus_core.client import operations as op
from faxstatus_core.client.model.read_only import ReadOnly
from faxstatus_core.client.operations.queue import JobSnapshot
from faxstatus_core.client.requests import Request
from faxstatus_core.records import Job, JsCode


class JtCode(IntEnum):
    """Type of a job (JT_*, winfax.h)."""

    UNKNOWN = 0
    SEND = 1
    RECEIVE = 2
    ROUTING = 3
    FAIL_RECEIVE = 4


class JobCommand(StrEnum):
    """What SetStatus can ask for."""

    PAUSE = "pause"
    RESUME = "resume"
    RESTART = "restart"
    DELETE = "delete"


_COMMANDS = {
    JobCommand.PAUSE: op.jobs.pause_job,
    JobCommand.RESUME: op.jobs.resume_job,
    JobCommand.RESTART: op.jobs.retry_job,
    JobCommand.DELETE: op.jobs.cancel_job,
}


def set_status(job_id: int, command: JobCommand | str) -> Request[Job]:
    """IFaxJob::SetStatus. Raises ValueError for what is no command."""
    return _COMMANDS[JobCommand(command)](job_id)


class JobView(ReadOnly):
    """A job of the queue: a snapshot until ``refresh``."""

    why = "set_status() pauses, resumes, restarts or deletes the job; nothing else can be changed"

    def __init__(self, snapshot: JobSnapshot) -> None:
        self._snapshot = snapshot

    @property
    def record(self) -> Job:
        """The whole job, as the server sent it."""
        return self._snapshot.job

    @property
    def job_id(self) -> int:
        """Identifier of the job."""
        return self.record.job_id

    @property
    def type(self) -> JtCode:
        """Type of the job: the queue of a fax server holds what is to be sent."""
        return JtCode.SEND

    @property
    def user_name(self) -> str:
        """Who handed it in."""
        return self.record.user_name

    @property
    def recipient_name(self) -> str:
        """Who is to get it."""
        return self.record.recipient_name

    @property
    def display_name(self) -> str:
        """Name of the document."""
        return self.record.document_name

    @property
    def page_count(self) -> int:
        """Pages, with the cover page."""
        return self.record.page_count

    @property
    def tsid(self) -> str:
        """Own identification; empty: the port's."""
        return self.record.tsid

    @property
    def sender_name(self) -> str:
        """Who sends it."""
        return self.record.sender_name

    @property
    def sender_company(self) -> str:
        """Where they work."""
        return self.record.sender_company

    @property
    def sender_department(self) -> str:
        """In which department (SenderDept)."""
        return self.record.sender_department

    @property
    def billing_code(self) -> str:
        """Kept with the job for accounts."""
        return self.record.billing_code

    @property
    def discount_send(self) -> bool:
        """Whether it is sent in the cheap hours only."""
        return self.record.discount

    @property
    def fax_number(self) -> str:
        """Number to dial."""
        return self.record.number

    @property
    def queue_status(self) -> JsCode | None:
        """One of JS_*; None once the job has left the queue, completed or deleted.

        NOLINE: it waits for its turn, and no port that may send it has its device.
        """
        return JsCode.NOLINE if self._snapshot.no_line else self.record.state.js_code

    @property
    def device_status(self) -> int | None:
        """One of FPS_*: of the port that calls for the job; None while none does."""
        device = self._snapshot.device
        return None if device is None else device.extended.device_status
