"""A fax server behind a real socket, on a thread with an event loop of its own."""

import asyncio
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar

from faxstatus_core.api import Gate, create_app, serving
from faxstatus_core.clock import utcnow
from faxstatus_core.engine.errors import DeviceLostError
from faxstatus_core.engine.port_config import PortConfig
from faxstatus_core.engine.transport import Transport
from faxstatus_core.queue import QueueSection
from faxstatus_core.queue.settings import RetrySection
from faxstatus_core.records import Job, JobRequest, JobState, StoredDocument
from faxstatus_core.security import Role, SessionTable, Slots, TokenFile, new_token
from faxstatus_core.service import FaxService, PortChanges, PortSetup, StoreSection, running
from faxstatus_core.status import FaxStatus
from faxstatus_core.status import events as ev
from faxstatus_core.store import JobFilter, Store

T = TypeVar("T")

QUEUE = QueueSection(tries=4, discount="20:00-06:30", retry=RetrySection(failed=(10,)))
NOTE = b"a short note\n"
_HEARTBEAT = 0.2


class LiveServer:
    """The server with two ports, ``Line 1`` and ``Line 2``, whose devices never answer.

    So their status is what a test publishes. It can be started again: on the same TCP port, with
    the same store.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.tokens = TokenFile(folder / "tokens.json")
        self.url = ""
        self.setups = [self._setup(f"Line {number}", f"+49 {number}") for number in (1, 2)]
        self._tcp_port = 0
        self._thread: threading.Thread | None = None

    # --- its life

    def start(self) -> None:
        """Return when it serves. Raises what kept it from that."""
        self._ready: Future[None] = Future()
        self._thread = threading.Thread(target=self._run, name="fax server", daemon=True)
        self._thread.start()
        self._ready.result(30)

    def stop(self) -> None:
        """End it, as SIGTERM does. Harmless when repeated."""
        if self._thread is None:
            return
        self._loop.call_soon_threadsafe(self._stopping.set)
        self._thread.join(30)
        assert not self._thread.is_alive()
        self._thread = None

    def restart(self) -> None:
        """End it, and start it again."""
        self.stop()
        self.start()

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        except BaseException as error:
            if self._ready.done():
                raise
            self._ready.set_exception(error)

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._stopping, self._gone = asyncio.Event(), asyncio.Event()
        store = Store.open(self.folder / "store")
        keep = StoreSection(folder=self.folder / "store", jobs_days=7)
        self.service = FaxService(store, self.setups, QUEUE, keep)
        sessions = SessionTable(self.tokens, timedelta(hours=1))
        gate = Gate(self.tokens, sessions, open_to_all=lambda: not self.tokens.records())
        self.listeners = Slots(50, 50)
        app = create_app(self.service, gate, self.listeners, heartbeat=_HEARTBEAT)
        try:
            async with (
                running(self.service),
                serving(app, self.service.hub, "127.0.0.1", self._tcp_port) as self.url,
            ):
                self._tcp_port = int(self.url.rpartition(":")[2])
                await self.service.ready()
                self._ready.set_result(None)
                await self._stopping.wait()
                self._gone.set()
        finally:
            store.close()

    def _setup(self, name: str, local_id: str) -> PortSetup:
        async def open_transport() -> Transport:
            await self._gone.wait()
            raise DeviceLostError("it is gone", where=name)

        return PortSetup(PortConfig(f"/no/{name}", name, local_id), open_transport=open_transport)

    # --- what happens in it

    def act(self, call: Callable[[], Coroutine[Any, Any, T]]) -> T:
        """The result of ``call`` in the server's own loop."""
        return asyncio.run_coroutine_threadsafe(call(), self._loop).result(30)

    def ask(self, call: Callable[[], T]) -> T:
        """The same for what is not awaited."""

        async def asking() -> T:
            return call()

        return self.act(asking)

    @property
    def store(self) -> Store:
        """What it keeps; for any thread."""
        return self.service.store

    def device_id(self, number: int) -> int:
        """The identifier of the port with this item number."""
        return self.service.bus.ports()[number - 1].device_id

    def status(self, number: int) -> FaxStatus:
        """The status of that port."""
        return self.ask(lambda: self.service.bus.status(self.device_id(number)))

    def publish(self, number: int, *events: ev.Event) -> None:
        """What happens on that port."""

        def publishing() -> None:
            for event in events:
                self.service.bus.publish(self.device_id(number), event)

        self.ask(publishing)

    def make_available(self, *numbers: int) -> None:
        """These ports have their devices."""
        for number in numbers:
            self.publish(number, ev.Initializing(), ev.PortReady())

    def remove_port(self, number: int) -> None:
        """As a configuration without it does."""
        del self.setups[number - 1]

        async def replace() -> None:
            self._gone.set()
            await self.service.replace_ports(self.setups)

        self.act(replace)

    def as_new(self) -> None:
        """Every port as at the start, and no job in the queue."""

        async def reset() -> None:
            for info in self.service.bus.ports():
                name = next(s.config.local_id for s in self.setups if s.config.name == info.name)
                changes = PortChanges(
                    rings=1, csid=name, tsid=name, send=True, receive=True, priority=1
                )
                if not changes.model_dump().items() <= info.model_dump().items():
                    await self.service.modify_port(info.device_id, changes)
            if self.service.paused:
                await self.service.pause_queue(paused=False)

        for number in range(1, len(self.setups) + 1):
            if self.status(number).extended.state != "offline":
                self.publish(number, ev.DeviceLost(""))
        self.act(reset)
        for job in self.store.jobs.find(JobFilter(), limit=10_000).items:
            if job.state.js_code is not None:
                self.set_state(job, JobState.COMPLETED)

    def add_job(self, number: str = "0301234", **fields: object) -> Job:
        """A job with one document of text."""
        return new_job(self.store, number, **fields)

    def add_job_while_down(self) -> Job:
        """A job that somebody else adds to the store of a server that was stopped."""
        store = Store.open(self.folder / "store")
        try:
            return new_job(store)
        finally:
            store.close()

    def set_state(self, job: Job, state: JobState) -> None:
        """Bring ``job`` there."""
        self.store.jobs.update(job.job_id, now=utcnow(), state=state)

    def add_token(self, role: Role) -> str:
        """The secret of a new token; from now on one is needed."""
        secret, record = new_token(role.value, role, utcnow())
        self.tokens.add(record)
        return secret


def new_job(store: Store, number: str = "0301234", **fields: object) -> Job:
    """A job with one document of text."""
    with store.documents.incoming() as file:
        file.write(NOTE)
        digest, size = store.documents.keep(file)
    document = StoredDocument(
        digest=digest, name="note.txt", media_type="text/plain", size=size, page_count=1
    )
    request = JobRequest.model_validate({"number": number, **fields})
    job, _ = store.jobs.add(request, [document], page_count=1, user_name="anna", now=utcnow())
    return job
