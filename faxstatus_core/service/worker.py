"""PortWorker: the life of one port in the server: it calls for jobs, and answers in between."""

import asyncio
import contextlib
import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from faxstatus_core.clock import utcnow
from faxstatus_core.engine.call import CallResult
from faxstatus_core.engine.errors import DeviceError
from faxstatus_core.engine.port import FaxPort
from faxstatus_core.engine.supervisor import END_SHOWN, REOPEN_INTERVAL
from faxstatus_core.errors import FaxError
from faxstatus_core.operation import bound
from faxstatus_core.queue import DailyWindow, PortView
from faxstatus_core.queue.plan import same_number
from faxstatus_core.queue.retry import Kind, kind_of
from faxstatus_core.records import Job
from faxstatus_core.service.inbound import InboundCalls
from faxstatus_core.service.office import Office
from faxstatus_core.service.outbound import OutboundCall
from faxstatus_core.status import FaxStatus, PortState
from faxstatus_core.status import events as status

logger = logging.getLogger(__name__)

PORT_REST = timedelta(minutes=1)
"""How long a port whose line failed gets no job."""


_IN_CALL = frozenset(
    {
        PortState.DIALING,
        PortState.SENDING,
        PortState.ANSWERED,
        PortState.RECEIVING,
        PortState.ROUTING,
        PortState.ABORTING,
    }
)


class PortWorker:
    """Runs ``port``. ``office`` is where its calls are written and told."""

    def __init__(self, port: FaxPort, office: Office, hours: DailyWindow | None = None) -> None:
        self.port = port
        self._office = office
        self._hours = hours
        self._inbound = InboundCalls(port, office)
        self._outbound: OutboundCall | None = None
        self._assigned: tuple[Job, ...] = ()
        self._news = asyncio.Event()
        self._draining = False
        self._failed: bool | None = None
        self._rests_until: datetime | None = None
        self._doubtful = False

    # --- for the scheduler

    @property
    def view(self) -> PortView:
        """The port as the plan sees it."""
        config = self.port.config
        free = (
            config.send
            and not self._draining
            and not self._assigned
            and self._outbound is None
            and self.port.is_open
            and self.port.state is PortState.AVAILABLE
        )
        return PortView(
            self.port.device_id,
            config.priority,
            free,
            frozenset(config.pools),
            self._hours,
            self._rests_until,
            self._doubtful,
        )

    @property
    def calls(self) -> str | None:
        """The number that the port calls or is about to call, as numbers are compared."""
        jobs = self._outbound.jobs if self._outbound else self._assigned
        return same_number(jobs[0].number) if jobs else None

    @property
    def busy(self) -> bool:
        """Whether a call is under way, or about to be."""
        return self._outbound is not None or bool(self._assigned) or self.port.state in _IN_CALL

    def wake(self) -> None:
        """The port's properties have changed."""
        self._news.set()

    def assign(self, jobs: Sequence[Job]) -> None:
        """Call for these jobs as soon as the line is free."""
        self._assigned = tuple(jobs)
        self._news.set()

    def cancel(self, job_id: int) -> bool:
        """End the call that carries this job, with DCN; whether there is one."""
        return self._outbound is not None and self._outbound.cancel(job_id)

    def drain(self) -> None:
        """No further call; :meth:`run` ends when the present one has."""
        self._draining = True
        self._assigned = ()  # what has not begun waits for the next server
        self._news.set()

    def hang_up(self) -> None:
        """End the call that is under way, with DCN."""
        if self._outbound is not None:
            self._outbound.stop()
        self._inbound.stop()

    def reported(self, event: status.Event, after: FaxStatus) -> None:
        """What the port has published."""
        if self._outbound is not None:
            self._outbound.reported(event)
        else:
            self._inbound.reported(event, after)
        if isinstance(event, status.RingingStopped):  # it is free again without a call
            self._office.replan()

    # --- the port's life

    async def run(self) -> None:
        """Work until drained or cancelled; a device that fails is opened again until it works."""
        with bound(port=self.port.name):
            await self._run()

    async def _run(self) -> None:
        try:
            while not self._draining:
                try:
                    if not self.port.is_open:
                        await self.port.open()
                    await self._tell(failed=False)
                    await self._work()
                except DeviceError as error:
                    logger.warning("%s (next attempt in %.0f s)", error, REOPEN_INTERVAL)
                    self._let_go()
                    await self._tell(failed=True)
                    await self._pause(REOPEN_INTERVAL)
                except FaxError as error:
                    logger.error("%s", error)  # noqa: TRY400 - it says what is wrong
                    self._let_go()
                    if self.port.is_open:
                        self.port.ready()
                    await self._pause(REOPEN_INTERVAL)
                except Exception as error:  # the other ports go on, and so does this one
                    logger.exception("port %s", self.port.name)
                    self._let_go()
                    self.port.give_up(f"the port failed: {type(error).__name__}")
                    await self._pause(REOPEN_INTERVAL)
        finally:
            self.port.close()

    async def _work(self) -> None:
        self._office.replan()
        while not self._draining:
            self._news.clear()
            if self._assigned:
                await self._send()
            elif self.port.config.receive:
                if await self._receive() is None:
                    continue
            else:
                await self._news.wait()
                continue
            await self._pause(END_SHOWN)
            self.port.ready()
            self._office.replan()

    async def _send(self) -> None:
        jobs, self._assigned = self._assigned, ()
        self._outbound = OutboundCall(self.port, self._office, jobs)
        fault_here = True  # of the modem, if the call does not come to its end
        try:
            cause = await self._outbound.run()
            fault_here = bool(cause) and kind_of(cause) is Kind.PORT
        finally:
            self._outbound = None
            self._doubtful = fault_here
            if fault_here:
                self._rests_until = utcnow() + PORT_REST

    def _let_go(self) -> None:
        """Another port may take what this one was about to send."""
        if self._assigned:
            self._assigned = ()
            self._office.replan()

    async def _receive(self) -> CallResult | None:
        """One call from outside; None if there is something else to do first."""
        receiving = asyncio.create_task(self._inbound.run())
        try:
            while not receiving.done():
                news = asyncio.create_task(self._news.wait())
                try:
                    await asyncio.wait({receiving, news}, return_when=asyncio.FIRST_COMPLETED)
                finally:
                    news.cancel()
                self._news.clear()
                if receiving.done() or self._should_leave():
                    break
                if self._assigned and self.port.state is not PortState.AVAILABLE:
                    self._assigned = ()  # a caller was quicker
                    self._office.replan()
        finally:
            if not receiving.done():
                receiving.cancel()
                await asyncio.wait({receiving})
        return None if receiving.cancelled() else receiving.result()

    def _should_leave(self) -> bool:
        """Whether there is something better to do than to wait for calls, and none is here."""
        if self._draining:
            return self.port.state in (PortState.AVAILABLE, PortState.RINGING)
        wanted = bool(self._assigned) or not self.port.config.receive
        return wanted and self.port.state is PortState.AVAILABLE

    async def _pause(self, seconds: float) -> None:
        """Wait, but not when the server stops."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while not self._draining:
                    await self._news.wait()
                    self._news.clear()

    async def _tell(self, *, failed: bool) -> None:
        if self._failed is not failed:
            if self._failed and not failed:
                logger.info("the modem is there again")
            if failed or self._failed:  # that a port works at the start is no news
                try:
                    await self._office.port_changed(self.port.device_id, failed=failed)
                except FaxError as error:  # of the store: a full disk must not end the port
                    logger.error("%s", error)  # noqa: TRY400 - it says what is wrong
            self._failed = failed
