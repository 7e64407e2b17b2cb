"""Job: a document on its way to a number, after IFaxJob (faxcom.h)."""

from datetime import datetime
from enum import IntEnum, StrEnum
from typing import Annotated

from pydantic import ConfigDict, Field, StringConstraints

from faxstatus_core.records.base import GivenInstant, Record, RecordId
from faxstatus_core.records.documents import StoredDocument
from faxstatus_core.records.resolutions import ResolutionName
from faxstatus_core.status.record import Count, DeviceIdRange, Text, UtcInstant

DEFAULT_PRIORITY = 127
MAX_NOTE = 4000


class JsCode(IntEnum):
    """Queue status of a job (JS_*, winfax.h)."""

    PENDING = 0x00
    INPROGRESS = 0x01
    DELETING = 0x02
    FAILED = 0x04
    PAUSED = 0x08
    NOLINE = 0x10
    RETRYING = 0x20
    RETRIES_EXCEEDED = 0x40


class JobState(StrEnum):
    """Where a job is in its life."""

    PENDING = "pending"
    """Waits for its turn or its time."""
    IN_PROGRESS = "in_progress"
    """A port calls for it."""
    CANCELLING = "cancelling"
    """Its call is being ended."""
    RETRYING = "retrying"
    """A try failed; the next comes at ``next_try``."""
    PAUSED = "paused"
    """Waits until somebody resumes it."""
    COMPLETED = "completed"
    """Every page was confirmed."""
    FAILED = "failed"
    """Not tried again: the cause would stay."""
    RETRIES_EXCEEDED = "retries_exceeded"
    """All tries were used."""
    CANCELLED = "cancelled"

    @property
    def final(self) -> bool:
        """Whether the server does nothing more about it by itself."""
        return self in _FINAL

    @property
    def js_code(self) -> JsCode | None:
        """The queue status for IFaxJob; None for what has left its queue."""
        return _JS_CODES.get(self)


_FINAL = frozenset(
    {JobState.COMPLETED, JobState.FAILED, JobState.RETRIES_EXCEEDED, JobState.CANCELLED}
)
_JS_CODES = {
    JobState.PENDING: JsCode.PENDING,
    JobState.IN_PROGRESS: JsCode.INPROGRESS,
    JobState.CANCELLING: JsCode.DELETING,
    JobState.RETRYING: JsCode.RETRYING,
    JobState.PAUSED: JsCode.PAUSED,
    JobState.FAILED: JsCode.FAILED,
    JobState.RETRIES_EXCEEDED: JsCode.RETRIES_EXCEEDED,
}

_Number = Annotated[str, StringConstraints(min_length=1, max_length=100)]
Identification = Annotated[
    str, StringConstraints(max_length=20, pattern=r"^[\x20-\x7e\xa0-\xff]*$")
]
"""What goes out in a frame: refused where it does not fit, never cut (T.30 §5.3.6.2.4)."""
_Note = Annotated[str, StringConstraints(max_length=MAX_NOTE)]


class JobFields(Record):
    """What a client asks for, and may read again."""

    number: _Number = Field(description="Number to dial: digits, and what a modem dials (V.250).")
    recipient_name: Text = Field(default="", description="Who is to get it.")
    recipient_company: Text = Field(default="", description="Where they work.")
    sender_name: Text = Field(default="", description="Who sends it.")
    sender_company: Text = Field(default="", description="Where they work.")
    sender_department: Text = Field(default="", description="In which department.")
    billing_code: Text = Field(default="", description="Kept with the job for accounts.")
    document_name: Text = Field(default="", description="Name to show; else the first file's.")
    cover: bool = Field(default=False, description="Whether a cover page goes first.")
    subject: Text = Field(default="", description="Subject on the cover page.")
    note: _Note = Field(default="", description="Note on the cover page; may have lines.")
    resolution: ResolutionName = Field(
        default=ResolutionName.FINE, description="The finest to use, if the far end has it."
    )
    priority: Annotated[int, Field(ge=0, le=255)] = Field(
        default=DEFAULT_PRIORITY, description="The lower number goes first."
    )
    not_before: GivenInstant | None = Field(default=None, description="Not sent before.")
    not_after: GivenInstant | None = Field(default=None, description="Given up after.")
    discount: bool = Field(default=False, description="Sent in the cheap hours only.")
    max_tries: Annotated[int, Field(ge=1, le=100)] | None = Field(
        default=None, description="Calls at most; null: as the server is configured."
    )
    device_id: Annotated[int, DeviceIdRange] | None = Field(
        default=None, description="Only from this port; null: any that may send."
    )
    pool: Text = Field(default="", description="Only from ports of this pool; empty: any.")
    subaddress: Identification = Field(default="", description="Where it goes there (SUB).")
    tsid: Identification = Field(default="", description="Own identification; empty: the port's.")
    tag_line: bool = Field(default=True, description="Sender, time and page atop each page.")


class JobRequest(JobFields):
    """What a client hands in, without the documents."""

    model_config = ConfigDict(frozen=True, allow_inf_nan=False, extra="forbid")

    password: Identification = Field(
        default="", description="By what right it is sent (SID). Never shown again."
    )


class Job(JobFields):
    """A job as the server has it."""

    job_id: RecordId
    user_name: Text = Field(description="Whose token it was handed in with.")
    state: JobState
    documents: tuple[StoredDocument, ...] = Field(description="In the order of sending.")
    page_count: Count = Field(description="Pages of all documents, and the cover page.")
    document_size: Count = Field(description="Octets of all documents.")
    pages_confirmed: Count = Field(
        default=0, description="Pages that the called machine has confirmed, in all tries."
    )
    tries: Count = Field(default=0, description="Calls begun for it.")
    interruptions: Count = Field(
        default=0,
        description="Times the server stopped while the job was on the line. The page that was "
        "then under way may have arrived twice.",
    )
    submitted_time: UtcInstant
    next_try: UtcInstant | None = Field(default=None, description="When it is tried again.")
    started_time: UtcInstant | None = Field(default=None, description="When it was first tried.")
    finished_time: UtcInstant | None = None
    error_cause: str | None = Field(
        default=None, description="Why the last try failed, for instance busy."
    )
    error_text: Text | None = Field(default=None, description="The same for a person.")
    call_id: RecordId | None = Field(default=None, description="The present or last call.")

    def due(self, now: datetime) -> bool:
        """Whether its time has come."""
        times = (self.not_before, self.next_try)
        return all(time is None or time <= now for time in times)
