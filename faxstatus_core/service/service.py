"""FaxService: ports, jobs, received faxes and events of one server, for as long as it runs."""

import asyncio
import contextlib
import logging
import random
import socket
from collections.abc import AsyncIterator, Callable, Sequence
from functools import partial
from importlib.metadata import version

from faxstatus_core.clock import utcnow
from faxstatus_core.errors import FaxError
from faxstatus_core.image import DocumentLimits
from faxstatus_core.queue import QueueSection
from faxstatus_core.records import (
    Job,
    JobRequest,
    RoutingMethod,
    ServerInfo,
    Statistics,
)
from faxstatus_core.service.access import StoreAccess
from faxstatus_core.service.call_book import CallBook
from faxstatus_core.service.hub import EventHub
from faxstatus_core.service.intake import Upload, submit
from faxstatus_core.service.job_commands import JobCommands
from faxstatus_core.service.narrator import Narrator
from faxstatus_core.service.office import Office
from faxstatus_core.service.overrides import PortChanges
from faxstatus_core.service.port_bank import PortBank, PortSetup
from faxstatus_core.service.recovery import recover
from faxstatus_core.service.scheduler import Scheduler
from faxstatus_core.service.settings import StoreSection
from faxstatus_core.service.tally import Tally
from faxstatus_core.service.worker import PortWorker
from faxstatus_core.status import PortInfo, StatusBus
from faxstatus_core.store import Store, StoredEvent

logger = logging.getLogger(__name__)

HARD_STOP = 30.0
"""Seconds for DCN and the last entries once calls are broken off."""
_PRUNE_INTERVAL = 3600.0
_PAUSED = "queue.paused"
_PROBE = "probe"
API_VERSION = "1"


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
        self.scheduler = Scheduler(lambda: list(self._ports), lambda: self.office)
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
        self._narrator = Narrator()
        self.started_time = utcnow()
        self._loop = asyncio.get_running_loop()
        self._ports = PortBank(self.office)
        self._jobs = JobCommands(self.office, self._ports)
        for setup in setups:
            self._ports.add(setup)
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
        return self._ports.worker(device_id)

    async def modify_port(self, device_id: int, changes: PortChanges) -> PortInfo:
        """Change a port's properties, for good. Raises UnknownPortError."""
        return await self._ports.modify(device_id, changes)

    async def replace_ports(self, setups: Sequence[PortSetup]) -> None:
        """Serve these ports from now on; see :meth:`PortBank.replace`. Raises DeviceError."""
        await self._ports.replace(setups)

    @property
    def open_ports(self) -> int:
        """Ports whose device works."""
        return sum(worker.port.is_open for worker in self._ports)

    def routing_methods(self, device_id: int) -> list[RoutingMethod]:
        """What is done with the faxes of a port. Raises UnknownPortError."""
        return self.routing(self.bus.port(device_id))

    # --- jobs

    async def job(self, job_id: int) -> Job:
        """One job. Raises UnknownRecordError."""
        return await self._jobs.get(job_id)

    async def cancel(self, job_id: int) -> Job:
        """Cancel a job; one that is on the line gets its call ended. Raises WrongStateError."""
        return await self._jobs.cancel(job_id)

    async def pause(self, job_id: int) -> Job:
        """Keep a waiting job from being sent. Raises WrongStateError."""
        return await self._jobs.pause(job_id)

    async def resume(self, job_id: int) -> Job:
        """Let a paused job go on. Raises WrongStateError."""
        return await self._jobs.resume(job_id)

    async def retry(self, job_id: int) -> Job:
        """Try a failed or waiting job at once, with all its tries again. Raises WrongStateError."""
        return await self._jobs.retry(job_id)

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
            background = [
                group.create_task(self.scheduler.run()),
                group.create_task(self._prune()),
            ]
            self._ports.start(group)
            self._serving.set()
            await self._stopping.wait()
            await self._ports.ended()
            for task in background:
                task.cancel()

    def reconfigure(self, queue: QueueSection, keep: StoreSection) -> None:
        """Send and keep by these settings from now on."""
        self.office.queue, self._keep = queue, keep
        self.scheduler.replan()

    async def drain(self, seconds: float) -> None:
        """Begin no call, let those that run end within ``seconds``, then break them off."""
        self.draining = True
        self._stopping.set()
        for worker in self._ports:
            worker.drain()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while any(worker.busy for worker in self._ports):
                    await asyncio.sleep(0.1)
        for worker in self._ports:
            worker.hang_up()

    def _committed(self, events: Sequence[StoredEvent]) -> None:
        self._loop.call_soon_threadsafe(self._tell, events)

    def _tell(self, events: Sequence[StoredEvent]) -> None:
        self.hub.append(events)
        self.scheduler.note(events)
        self.tally.note(events)
        self._narrator.note(events)
        self.on_events()

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


@contextlib.asynccontextmanager
async def running(service: FaxService) -> AsyncIterator[FaxService]:
    """Run ``service`` while the context lasts, from when it serves; at its end calls are broken off
    with DCN.

    A service that fails, at its start or later, ends the body, and its error is raised.
    """
    task = asyncio.create_task(service.run())
    serving = asyncio.create_task(service.ready())
    body = asyncio.current_task()
    assert body is not None

    def ended(_: asyncio.Task[None]) -> None:
        if not service.draining:
            body.cancel()

    try:
        await asyncio.wait({serving, task}, return_when=asyncio.FIRST_COMPLETED)
        if task.done():
            task.result()
        task.add_done_callback(ended)
        yield service
    except asyncio.CancelledError:
        if task.done() and not task.cancelled() and (error := task.exception()) is not None:
            body.uncancel()
            raise error from None
        raise
    finally:
        serving.cancel()
        task.remove_done_callback(ended)
        await service.drain(0)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(HARD_STOP):
                await asyncio.wait({task})
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        service.hub.close()
        service.bus.close()
        service.access.close()
