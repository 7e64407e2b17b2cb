"""Scheduler: gives jobs to ports, as the plan says, whenever something changes."""

import asyncio
import contextlib
import logging
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from faxstatus_core.clock import utcnow
from faxstatus_core.errors import FaxError
from faxstatus_core.operation import bound
from faxstatus_core.queue import plan
from faxstatus_core.records import EventKind, Job, JobState
from faxstatus_core.service.local_time import LOCAL
from faxstatus_core.store import StoredEvent, WrongStateError

if TYPE_CHECKING:
    from faxstatus_core.service.office import Office
    from faxstatus_core.service.worker import PortWorker

logger = logging.getLogger(__name__)

_AGAIN = 10.0
"""Seconds until the next plan where one could not be written."""
_LONGEST_SLEEP = 3600.0
"""Seconds; the clock on the wall may be set meanwhile."""


class Scheduler:
    """Holds the jobs that are not final, as the store's events tell them."""

    def __init__(
        self, workers: Callable[[], Sequence["PortWorker"]], office: "Callable[[], Office]"
    ) -> None:
        self.paused = False
        self._workers = workers
        self._office = office
        self._jobs: dict[int, Job] = {}
        self._changed = asyncio.Event()
        self.no_line: frozenset[int] = frozenset()
        """Jobs that no port may ever send."""

    def replan(self) -> None:
        """Something has changed."""
        self._changed.set()

    async def load(self) -> None:
        """Take the unfinished jobs of the store."""
        office = self._office()
        for job in await office.access.read(office.store.jobs.unfinished):
            self._jobs.setdefault(job.job_id, job)
        self.replan()

    def note(self, events: Iterable[StoredEvent]) -> None:
        """Events that were committed: jobs among them are as they say now."""
        for event in events:
            if event.kind is not EventKind.JOB:
                continue
            job = Job.model_validate(event.data)
            if job.state.final:
                self._jobs.pop(job.job_id, None)
            else:
                self._jobs[job.job_id] = job
            self.replan()

    @property
    def states(self) -> list[str]:
        """The state of each job that is not final."""
        return [job.state.value for job in self._jobs.values()]

    async def run(self) -> None:
        """Plan and assign, until cancelled."""
        while True:
            self._changed.clear()
            try:
                wake_in = await self._assign()
            except FaxError as error:  # of the store: a full disk must not end the server
                logger.error("%s", error)  # noqa: TRY400 - it says what is wrong
                wake_in = _AGAIN
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(wake_in):
                    await self._changed.wait()

    async def _assign(self) -> float:
        """One round; seconds until the next is due by itself."""
        office = self._office()
        now = utcnow().astimezone(LOCAL)
        workers = {worker.port.device_id: worker for worker in self._workers()}
        planned = plan(
            self._jobs.values(),
            [worker.view for worker in workers.values() if worker.port.config.send],
            office.queue,
            now,
            busy_numbers=[number for worker in workers.values() if (number := worker.calls)],
            paused=self.paused,
        )
        for job_id in sorted(planned.no_line - self.no_line):
            with bound(job_id=job_id):
                logger.warning("it waits for a port: none may send it, by its pools or its hours")
        self.no_line = planned.no_line
        for assignment in planned.assignments:
            workers[assignment.device_id].assign(assignment.jobs)
        for job in planned.expired:
            await self._expire(job)
        if planned.wake_at is None:
            return _LONGEST_SLEEP
        return min(max((planned.wake_at - now).total_seconds(), 0.0), _LONGEST_SLEEP)

    async def _expire(self, job: Job) -> None:
        office = self._office()
        expire = partial(
            office.store.jobs.update,
            job.job_id,
            now=utcnow(),
            expect={JobState.PENDING, JobState.RETRYING},
            state=JobState.RETRIES_EXCEEDED,
            error_cause="expired",
            error_text="its last hour has passed",
            finished_time=utcnow(),
            next_try=None,
        )
        with contextlib.suppress(WrongStateError):  # begun or cancelled a moment ago
            await office.access.write(expire)
