"""Office: what all ports of a server share."""

import contextlib
import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from faxstatus_core.clock import utcnow
from faxstatus_core.image import DocumentLimits
from faxstatus_core.queue import QueueSection
from faxstatus_core.records import EventKind, Job, JobState
from faxstatus_core.service.access import StoreAccess
from faxstatus_core.service.call_book import CallBook
from faxstatus_core.service.hub import EventHub
from faxstatus_core.status import FaxStatus, StatusBus
from faxstatus_core.store import DocumentStore, Store, WrongStateError


@dataclass
class Office:
    """The store, the events, and the settings. ``replan``: jobs or ports have changed."""

    store: Store
    access: StoreAccess
    bus: StatusBus
    hub: EventHub
    book: CallBook
    queue: QueueSection
    limits: DocumentLimits
    replan: Callable[[], None]
    chance: Callable[[], float] = random.random

    @property
    def documents(self) -> DocumentStore:
        """Files by digest."""
        return self.store.documents

    def document_path(self, digest: str) -> Path:
        """Where a document is."""
        return self.store.documents.path(digest)

    def status(self, device_id: int) -> FaxStatus:
        """The status of a port, now."""
        return self.bus.status(device_id)

    async def password(self, job_id: int) -> str:
        """By what right a job is sent."""
        return await self.access.read(partial(self.store.jobs.password, job_id))

    async def unsendable(self, job: Job, cause: str, text: str) -> None:
        """This job cannot be sent at all."""
        fail = partial(
            self.store.jobs.update,
            job.job_id,
            now=utcnow(),
            expect={JobState.PENDING, JobState.RETRYING},
            state=JobState.FAILED,
            error_cause=cause,
            error_text=text,
            next_try=None,
            finished_time=utcnow(),
        )
        with contextlib.suppress(WrongStateError):  # cancelled or paused a moment ago
            await self.access.write(fail)

    async def cancelled(self, job_ids: Iterable[int]) -> None:
        """These jobs were cancelled while the end of their call was written; some may be over."""
        for job_id in job_ids:
            with contextlib.suppress(WrongStateError):
                update = partial(
                    self.store.jobs.update,
                    job_id,
                    now=utcnow(),
                    expect={JobState.CANCELLING, JobState.PENDING, JobState.RETRYING},
                    state=JobState.CANCELLED,
                    next_try=None,
                    finished_time=utcnow(),
                )
                await self.access.write(update)

    async def port_changed(self, device_id: int, *, failed: bool) -> None:
        """A port failed, recovered, or has new properties: everybody is told."""
        status = self.status(device_id)
        data = self.bus.port(device_id).model_dump(mode="json") | {
            "state": status.extended.state,
            "description": status.description,
            "failed": failed,
        }
        append = partial(self.store.events.append, EventKind.PORT, device_id, data, utcnow())
        await self.access.write(append)
