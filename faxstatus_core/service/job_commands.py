"""JobCommands: what people may do with a job that was handed in."""

import contextlib
from collections.abc import Collection, Iterable
from functools import partial
from typing import Any

from faxstatus_core.clock import utcnow
from faxstatus_core.records import Job, JobState
from faxstatus_core.service.office import Office
from faxstatus_core.service.worker import PortWorker
from faxstatus_core.store import WrongStateError

_WAITING = {JobState.PENDING, JobState.RETRYING, JobState.PAUSED}


class JobCommands:
    """Each gives the job as it is then. All raise UnknownRecordError."""

    def __init__(self, office: Office, workers: Iterable[PortWorker]) -> None:
        self._office = office
        self._workers = workers

    async def get(self, job_id: int) -> Job:
        """The job."""
        return await self._office.access.read(partial(self._office.store.jobs.get, job_id))

    async def cancel(self, job_id: int) -> Job:
        """Cancel a job; one that is on the line gets its call ended. Raises WrongStateError."""
        job = await self.get(job_id)
        if job.state is not JobState.IN_PROGRESS:
            try:
                return await self._cancelled(job_id, _WAITING | {JobState.CANCELLING})
            except WrongStateError:
                job = await self.get(job_id)
                if job.state is not JobState.IN_PROGRESS:  # else its call has just begun
                    raise
        with contextlib.suppress(WrongStateError):  # its call has just ended
            await self._update(job_id, {JobState.IN_PROGRESS}, state=JobState.CANCELLING)
        if any(worker.cancel(job_id) for worker in self._workers):
            return await self.get(job_id)
        return await self._cancelled(job_id, _WAITING | {JobState.CANCELLING})

    async def pause(self, job_id: int) -> Job:
        """Keep a waiting job from being sent. Raises WrongStateError."""
        return await self._update(
            job_id, {JobState.PENDING, JobState.RETRYING}, state=JobState.PAUSED
        )

    async def resume(self, job_id: int) -> Job:
        """Let a paused job go on. Raises WrongStateError."""
        return await self._update(job_id, {JobState.PAUSED}, state=JobState.PENDING)

    async def retry(self, job_id: int) -> Job:
        """Try a failed or waiting job at once, with all its tries again.

        Raises WrongStateError, also where its password was erased when it became final.
        """
        return await self._update(
            job_id,
            {JobState.FAILED, JobState.RETRIES_EXCEEDED, JobState.CANCELLED, JobState.RETRYING},
            state=JobState.PENDING,
            tries=0,
            next_try=None,
            finished_time=None,
            not_after=None,
        )

    async def _cancelled(self, job_id: int, expect: Collection[JobState]) -> Job:
        return await self._update(
            job_id, expect, state=JobState.CANCELLED, next_try=None, finished_time=utcnow()
        )

    async def _update(self, job_id: int, expect: Collection[JobState], **changes: Any) -> Job:
        office = self._office
        update = partial(office.store.jobs.update, job_id, now=utcnow(), expect=expect, **changes)
        return await office.access.write(update)
