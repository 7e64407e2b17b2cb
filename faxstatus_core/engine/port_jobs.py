"""What a port can be asked to do in a call, and what its status then tells of it."""

from dataclasses import dataclass, field
from datetime import datetime

from faxstatus_core.engine.dialling import dial_string
from faxstatus_core.image import Document
from faxstatus_core.status import events as status
from faxstatus_core.t4 import Resolution
from faxstatus_core.t30.negotiation.addressing import Addressing, PollAccess


@dataclass(frozen=True, slots=True)
class SendJob:
    """A document for one number; ``further`` ones go in the same call."""

    document: Document
    number: str
    resolution: Resolution = Resolution.FINE
    sender_name: str | None = None
    recipient_name: str | None = None
    submitted_time: datetime | None = None
    further: tuple[Document, ...] = ()
    addressing: Addressing = field(default_factory=Addressing)
    tag_line: bool = True
    """Whether each page bears sender, time and page number at its top."""
    then_poll: bool = False
    """Ask for a document in the same call, when ours is sent."""
    skipped: tuple[int, ...] = ()
    """Pages at the beginning of each document that the far end has already; none if empty."""
    continued: frozenset[int] = frozenset()
    """Documents, counted from 0, that go as one with the document before them."""
    document_name: str | None = None
    """For the status; None: the file's."""
    tsid: str | None = None
    """Own identification for this call; None: the port's."""
    job_id: int | None = None
    tries: int = 0
    """Calls that were made for it before this one."""
    scheduled_time: datetime | None = None
    """When it was to be sent."""

    @property
    def documents(self) -> tuple[Document, ...]:
        """All of them."""
        return (self.document, *self.further)


@dataclass(frozen=True, slots=True)
class PollJob:
    """A call to ``number`` for the document that waits there."""

    number: str
    addressing: Addressing = field(default_factory=Addressing)
    submitted_time: datetime | None = None
    job_id: int | None = None
    tries: int = 0
    """Calls that were made for it before this one."""
    scheduled_time: datetime | None = None
    """When it was to be sent."""


@dataclass(frozen=True, slots=True)
class PollOffer:
    """A document that callers may ask for, and who gets it."""

    document: Document
    access: PollAccess = field(default_factory=PollAccess)
    resolution: Resolution = Resolution.FINE


def info_of_job(job: SendJob, tsid: str) -> status.JobInfo:
    """What the status tells of ``job``. ``tsid``: what is sent as TSI."""
    return status.JobInfo(
        address=_number_dialled(job.number),
        document_name=job.document_name or job.document.name,
        document_size=sum(document.size for document in job.documents),
        page_count=sum(document.page_count for document in job.documents) - sum(job.skipped),
        sender_name=job.sender_name,
        recipient_name=job.recipient_name,
        submitted_time=job.submitted_time,
        job_id=job.job_id,
        tries=job.tries,
        scheduled_time=job.scheduled_time,
        tsid=tsid,
        polls=job.then_poll,
    )


def _number_dialled(number: str) -> str:
    """``number`` as the exchange gets it, without the sign for tone or pulse."""
    return dial_string(number).lstrip("TP")


def info_of_poll(job: PollJob) -> status.JobInfo:
    """What the status tells of ``job``."""
    return status.JobInfo(
        address=_number_dialled(job.number),
        submitted_time=job.submitted_time,
        job_id=job.job_id,
        tries=job.tries,
        scheduled_time=job.scheduled_time,
        polls=True,
    )


def info_of_offer(offer: PollOffer | None) -> status.JobInfo | None:
    """What the status tells when a caller polls it."""
    if offer is None:
        return None
    document = offer.document
    return status.JobInfo(
        address=None,
        document_name=document.name,
        document_size=document.size,
        page_count=document.page_count,
    )
