"""FaxService: ports, jobs, received faxes and events of one server, for as long as it runs."""

import asyncio
import contextlib
import logging
import random
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass, replace
from functools import partial
from importlib.metadata import version
from typing import Any

from faxstatus_core.clock import utcnow
from faxstatus_core.engine.identity import device_identity
from faxstatus_core.engine.port import FaxPort, PortConfig
from faxstatus_core.engine.transport import Transport
from faxstatus_core.errors import FaxError
from faxstatus_core.image import DocumentLimits
from faxstatus_core.queue import DailyWindow, QueueSection
from faxstatus_core.records import (
    EventKind,
    Job,
    JobRequest,
    JobState,
    RoutingMethod,
    ServerInfo,
    Statistics,
)
from faxstatus_core.service.access import StoreAccess
from faxstatus_core.service.call_book import CallBook
from faxstatus_core.service.hub import EventHub
from faxstatus_core.service.intake import Upload, submit
from faxstatus_core.service.office import Office
from faxstatus_core.service.overrides import PortChanges, changed, known_changes, remember
from faxstatus_core.service.recovery import make_receiving_folders, receiving_folder, recover
from faxstatus_core.service.scheduler import Scheduler
from faxstatus_core.service.settings import StoreSection
from faxstatus_core.service.tally import Tally
from faxstatus_core.service.worker import PortWorker
from faxstatus_core.status import PortInfo, StatusBus
from faxstatus_core.store import Store, StoredEvent, WrongStateError

logger = logging.getLogger(__name__)

HARD_STOP = 30.0
"""Seconds for DCN and the last entries once calls are broken off."""
_PRUNE_INTERVAL = 3600.0
_PAUSED = "queue.paused"
_PROBE = "probe"
API_VERSION = "1"


@dataclass(frozen=True, slots=True)
class PortSetup:
    """A port of the server. ``open_transport``: how to reach its device, if not by its path."""

    config: PortConfig
    hours: DailyWindow | None = None
    """When it may send."""
    open_transport: Callable[[], Awaitable[Transport]] | None = None


class FaxService:
    """Make it with :func:`running`."""

    def __init__(
        self,
        store: Store,
        setups: Sequence[PortSetup],
        queue: QueueSection,
        keep: StoreSection,
        limits: DocumentLimits | None = None,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._keep = keep
        self.store = store
        self.access = StoreAccess()
        self.bus = StatusBus(utcnow)
        self.hub = EventHub(
            store.events,
            store.boot,
            store.events.last_sequence(),
            lambda: [self.bus.status(port.device_id) for port in self.bus.ports()],
            utcnow,
            self.access.read,
        )
        self.bus.listen(self.hub.append_status)
        self.scheduler = Scheduler(self._workers_in_order, lambda: self.office)
        self.office = Office(
            store,
            self.access,
            self.bus,
            self.hub,
            CallBook(store, self.access),
            queue,
            limits or DocumentLimits(),
            self.scheduler.replan,
            chance,
        )
        self.tally = Tally()
        self.started_time = utcnow()
        self._loop = asyncio.get_running_loop()
        self._workers: dict[int, PortWorker] = {}
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._group: asyncio.TaskGroup | None = None
        self._setups: dict[int, PortSetup] = {}
        for setup in setups:
            self._add_port(setup)
        store.on_committed = self._committed
        self.routing: Callable[[PortInfo], list[RoutingMethod]] = lambda _port: []
        """What is done with the faxes of a port."""
        self.on_events: Callable[[], None] = lambda: None
        """Called in the event loop when durable events were committed."""
        self.draining = False
        self._serving = asyncio.Event()
        self._stopping = asyncio.Event()

    # --- ports

    def worker(self, device_id: int) -> PortWorker:
        """The worker of a port. Raises UnknownPortError."""
        self.bus.port(device_id)
        return self._workers[device_id]

    async def modify_port(self, device_id: int, changes: PortChanges) -> PortInfo:
        """Change a port's properties, for good. Raises UnknownPortError."""
        worker = self.worker(device_id)
        remember_them = partial(remember, self.store.values, device_id, changes)
        await self.access.write(remember_them)
        worker.port.config = changed(worker.port.config, changes)
        self.bus.modify(_info_of(worker.port, self.bus.port(device_id)))
        await self.office.port_changed(device_id, failed=not worker.port.is_open)
        worker.wake()
        self.scheduler.replan()
        return self.bus.port(device_id)

    def routing_methods(self, device_id: int) -> list[RoutingMethod]:
        """What is done with the faxes of a port. Raises UnknownPortError."""
        return self.routing(self.bus.port(device_id))

    # --- jobs

    async def cancel(self, job_id: int) -> Job:
        """Cancel a job; one that is on the line gets its call ended. Raises WrongStateError."""
        job = await self.job(job_id)
        if job.state is JobState.IN_PROGRESS:
            with contextlib.suppress(WrongStateError):  # its call has just ended
                await self._update(job_id, {JobState.IN_PROGRESS}, state=JobState.CANCELLING)
            if any(worker.cancel(job_id) for worker in self._workers.values()):
                return await self.job(job_id)
        waiting = {JobState.PENDING, JobState.RETRYING, JobState.PAUSED, JobState.CANCELLING}
        return await self._update(
            job_id, waiting, state=JobState.CANCELLED, next_try=None, finished_time=utcnow()
        )

    async def pause(self, job_id: int) -> Job:
        """Keep a waiting job from being sent. Raises WrongStateError."""
        return await self._update(
            job_id, {JobState.PENDING, JobState.RETRYING}, state=JobState.PAUSED
        )

    async def resume(self, job_id: int) -> Job:
        """Let a paused job go on. Raises WrongStateError."""
        return await self._update(job_id, {JobState.PAUSED}, state=JobState.PENDING)

    async def retry(self, job_id: int) -> Job:
        """Try a failed or waiting job at once, with all its tries again. Raises WrongStateError."""
        states = {
            JobState.FAILED,
            JobState.RETRIES_EXCEEDED,
            JobState.CANCELLED,
            JobState.RETRYING,
        }
        return await self._update(
            job_id,
            states,
            state=JobState.PENDING,
            tries=0,
            next_try=None,
            finished_time=None,
            not_after=None,
        )

    async def job(self, job_id: int) -> Job:
        """One job. Raises UnknownRecordError."""
        return await self.access.read(partial(self.store.jobs.get, job_id))

    async def _update(self, job_id: int, expect: Collection[JobState], **changes: Any) -> Job:
        update = partial(self.store.jobs.update, job_id, now=utcnow(), expect=expect, **changes)
        return await self.access.write(update)

    async def submit(
        self,
        request: JobRequest,
        uploads: Sequence[Upload],
        *,
        user_name: str,
        idempotency_key: str | None = None,
    ) -> tuple[Job, bool]:
        """Take a job. See :func:`intake.submit`."""
        return await submit(
            self.office, request, uploads, user_name=user_name, idempotency_key=idempotency_key
        )

    # --- the queue as a whole

    @property
    def paused(self) -> bool:
        """Whether no job is begun."""
        return self.scheduler.paused

    async def pause_queue(self, *, paused: bool) -> None:
        """Begin no job, or begin them again; holds over a restart."""
        await self.access.write(partial(self.store.values.set, _PAUSED, paused))
        self.scheduler.paused = paused
        self.scheduler.replan()

    # --- the server

    def info(self) -> ServerInfo:
        """The properties of IFaxServer."""
        queue, discount = self.office.queue, self.office.queue.discount_window
        return ServerInfo(
            name=socket.gethostname(),
            version=version("faxstatus"),
            api_version=API_VERSION,
            started_time=self.started_time,
            retries=queue.tries - 1,
            retry_delay=round(queue.retry.failed[0]),
            dirty_days=self._keep.jobs_days,
            branding=queue.branding,
            use_device_tsid=True,
            server_coverpage=True,
            pause_server_queue=self.paused,
            archive_outbound_faxes=True,
            discount_rate_start_hour=discount.start.hour,
            discount_rate_start_minute=discount.start.minute,
            discount_rate_end_hour=discount.end.hour,
            discount_rate_end_minute=discount.end.minute,
        )

    async def statistics(self, days: int) -> Statistics:
        """Calls by day."""
        return await self.access.read(partial(self.store.calls.statistics, days, utcnow()))

    @property
    def open_ports(self) -> int:
        """Ports whose device works."""
        return sum(worker.port.is_open for worker in self._workers.values())

    async def not_ready(self) -> str | None:
        """Why no job can be taken now; None if jobs can."""
        if self.draining:
            return "the server is stopping"
        if not self._serving.is_set():
            return "the server is starting"
        try:
            await self.access.write(partial(self.store.values.set, _PROBE, utcnow().isoformat()))
        except FaxError as error:
            return error.what
        return None

    # --- life

    async def ready(self) -> None:
        """Wait until the service serves."""
        await self._serving.wait()

    async def run(self) -> None:
        """Recover what a crash left, then serve until :meth:`drain` or cancellation."""
        await recover(self.office)
        paused = await self.access.read(partial(self.store.values.get, _PAUSED))
        self.scheduler.paused = bool(paused)
        await self.scheduler.load()
        async with asyncio.TaskGroup() as group:
            self._group = group
            background = [
                group.create_task(self.scheduler.run()),
                group.create_task(self._prune()),
            ]
            for device_id in self._workers:
                self._start(device_id)
            self._serving.set()
            await self._stopping.wait()
            await asyncio.gather(*self._tasks.values())
            for task in background:
                task.cancel()

    def reconfigure(self, queue: QueueSection, keep: StoreSection) -> None:
        """Send and keep by these settings from now on."""
        self.office.queue, self._keep = queue, keep
        self.scheduler.replan()

    async def replace_ports(self, setups: Sequence[PortSetup]) -> None:
        """Serve these ports from now on. Those that stay as they are go on undisturbed.

        One that changes, or is no longer wanted, ends its call first. Call it while :meth:`run`
        runs. Raises DeviceError.
        """
        wanted = {device_identity(setup.config.device).device_id: setup for setup in setups}
        changed_ports = [
            self._remove_port(device_id)
            for device_id, setup in self._setups.items()
            if wanted.get(device_id) != setup
        ]
        await asyncio.gather(*changed_ports)
        for device_id, setup in wanted.items():
            if device_id not in self._setups:
                self._add_port(setup)
                await asyncio.to_thread(make_receiving_folders, self.office)
                self._start(device_id)
                await self.office.port_changed(device_id, failed=False)

    def _start(self, device_id: int) -> None:
        assert self._group is not None
        self._tasks[device_id] = self._group.create_task(self._workers[device_id].run())

    async def _remove_port(self, device_id: int) -> None:
        self._workers[device_id].drain()
        await asyncio.wait({self._tasks.pop(device_id)})
        del self._workers[device_id], self._setups[device_id]
        self.bus.unregister(device_id)
        removed = partial(
            self.store.events.append,
            EventKind.REMOVED,
            device_id,
            {"kind": EventKind.PORT.value, "id": device_id},
            utcnow(),
        )
        await self.access.write(removed)

    async def drain(self, seconds: float) -> None:
        """Begin no call, let those that run end within ``seconds``, then break them off."""
        self.draining = True
        self._stopping.set()
        for worker in self._workers.values():
            worker.drain()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while any(worker.busy for worker in self._workers.values()):
                    await asyncio.sleep(0.1)
        for worker in self._workers.values():
            worker.hang_up()

    def _committed(self, events: Sequence[StoredEvent]) -> None:
        self._loop.call_soon_threadsafe(self._tell, events)

    def _tell(self, events: Sequence[StoredEvent]) -> None:
        self.hub.append(events)
        self.scheduler.note(events)
        self.tally.note(events)
        self.on_events()

    def _workers_in_order(self) -> list[PortWorker]:
        return list(self._workers.values())

    async def _prune(self) -> None:
        while True:
            prune = partial(
                self.store.prune,
                utcnow(),
                jobs_days=self._keep.jobs_days or None,
                faxes_days=self._keep.faxes_days or None,
                events_days=self._keep.events_days or None,
            )
            try:
                await self.access.write(prune)
            except FaxError as error:
                logger.error("%s", error)  # noqa: TRY400 - it says what is wrong
            await asyncio.sleep(_PRUNE_INTERVAL)

    def _add_port(self, setup: PortSetup) -> None:
        worker: PortWorker | None = None

        def reported(event: Any, after: Any) -> None:
            assert worker is not None
            worker.reported(event, after)

        config = replace(setup.config, can_modify=True)
        port = FaxPort(config, self.bus, setup.open_transport, reported)
        own = known_changes(self.store.values, port.device_id)
        port.config = replace(
            changed(config, own), output=receiving_folder(self.store, port.device_id)
        )
        self.bus.modify(_info_of(port, self.bus.port(port.device_id)))
        worker = PortWorker(port, self.office, setup.hours)
        self._workers[port.device_id] = worker
        self._setups[port.device_id] = setup


def _info_of(port: FaxPort, info: PortInfo) -> PortInfo:
    config = port.config
    return info.model_copy(
        update={
            "rings": config.rings,
            "csid": config.local_id or None,
            "tsid": (config.local_id if config.tsid is None else config.tsid) or None,
            "send": config.send,
            "receive": config.receive,
            "priority": config.priority,
        }
    )


@contextlib.asynccontextmanager
async def running(service: FaxService) -> AsyncIterator[FaxService]:
    """Run ``service`` while the context lasts; at its end calls are broken off with DCN."""
    task = asyncio.create_task(service.run())
    try:
        yield service
    finally:
        await service.drain(0)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(HARD_STOP):
                await asyncio.wait({task})
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        service.hub.close()
        service.bus.close()
        service.access.close()
