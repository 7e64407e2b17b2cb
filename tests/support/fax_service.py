"""A fax service on emulated modems and lines, which outlive it, on a virtual clock."""

import asyncio
import contextlib
import io
from collections.abc import Callable, Coroutine, Mapping
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from PIL import Image

from faxstatus_core.clock import run_virtual
from faxstatus_core.engine.errors import DeviceError
from faxstatus_core.engine.port_config import PortConfig
from faxstatus_core.engine.transport import Transport
from faxstatus_core.image import open_document
from faxstatus_core.pages import DocumentSource
from faxstatus_core.queue import DailyWindow, QueueSection
from faxstatus_core.records import Call, Fax, Job, JobRequest, JobState, ResolutionName
from faxstatus_core.service import FaxService, PortSetup, StoreSection, Upload
from faxstatus_core.service.worker import PortWorker
from faxstatus_core.store import CallFilter, FaxFilter, JobFilter, Store
from faxstatus_core.t4 import Resolution
from faxstatus_core.t30.negotiation.selection import Selection
from faxstatus_core.t31.profile import ModemProfile, profile_named
from faxstatus_core.trace import ladder_text
from modem_sim.exchange import Call as LineCall
from modem_sim.fax_machine import CallReport
from modem_sim.hosts.memory import MemoryHost
from modem_sim.hosts.runner import NetworkRunner
from modem_sim.scenario import World, parse_scenario
from modem_sim.scenario.model import MachineSection
from modem_sim.signals import LineAction, LineEvent, OffHook, OnHook, RingBurst
from modem_sim.testing import memory_modem
from tests.support.pages import draw_page, write_document

T = TypeVar("T")
HEIGHT = 100
"""Lines of a page."""
DRAWN = {draw_page(page, HEIGHT).tobytes(): page for page in range(1, 20)}
"""Numbers of pages by their pels."""


def modem(name: str, number: str) -> str:
    """A modem for a port, in the words of a scenario."""
    return f'[[modem]]\nname = "{name}"\nnumber = "{number}"\n'


def machine(number: str, *calls: str, **terminal: object) -> str:
    """A fax machine that is called as its number; ``calls`` it makes, in a scenario's words."""
    options = ", ".join(f"{key} = {value}" for key, value in terminal.items())
    head = f'[[machine]]\nname = "{number}"\nnumber = "{number}"\nterminal = {{ {options} }}\n'
    return head + "".join(f"[[machine.call]]\n{call}\n" for call in calls)


def write_pages(folder: Path, pages: range) -> Path:
    """A document of pages that are drawn with those numbers."""
    path = folder / f"pages-{pages.start}-{pages.stop - 1}.tif"
    return write_document(path, [draw_page(page, HEIGHT) for page in pages])


class KeptPages:
    """What a fax machine has received."""

    def __init__(self) -> None:
        self.pages: list[int] = []
        """Numbers they were drawn with; 0: none of ours, or not whole."""

    def page(self, image: Image.Image, selection: Selection, number: int) -> None:
        """It is kept before it is confirmed."""
        self.pages.append(DRAWN.get(image.tobytes(), 0))

    def ended(self, report: CallReport) -> None:
        """The call is over."""


class Person:
    """Answers the telephone, says nothing that a modem understands, and hangs up some time later.

    A station of the network, as :class:`modem_sim.station.Station` says.
    """

    def __init__(self, patience: float = 8.0) -> None:
        self.calls = 0
        self.deadline: float | None = None
        self._patience = patience
        self._actions: list[LineAction] = []

    def receive_line(self, event: LineEvent, now: float) -> None:
        """It rings, or the call is over."""
        if isinstance(event, RingBurst) and self.deadline is None:
            self.calls += 1
            self.deadline = now + self._patience
            self._actions.append(OffHook())

    def handle_timeout(self, now: float) -> None:
        """Nobody says anything."""
        self.deadline = None
        self._actions.append(OnHook())

    def take_line_output(self) -> list[LineAction]:
        """Taking the receiver up, and down."""
        actions, self._actions = self._actions, []
        return actions


class Devices:
    """The modems and lines, and what a scenario needs of the world beside them."""

    def __init__(self, folder: Path, scenario: str) -> None:
        self._folder = folder
        self._kept: dict[str, KeptPages] = {}
        self._hosts: dict[str, MemoryHost] = {}
        self._unplugged: set[str] = set()
        self._parsed = parse_scenario(scenario, "test")
        self.modems = [section.name for section in self._parsed.modem]
        start = asyncio.get_running_loop().time()
        self.network = World(self._parsed, self, start).network
        self.runner = NetworkRunner(self.network)

    def pages_of(self, machine: str) -> list[int]:
        """Numbers of the drawn pages that fax machine ``machine`` has, as they came."""
        return self._kept[machine].pages

    async def open(self, name: str) -> Transport:
        """The terminal of modem ``name``."""
        if name in self._unplugged:
            raise DeviceError("there is no such device", where=name, remedy="plug it in")
        self._hosts[name] = memory_modem(self.runner, name)
        return self._hosts[name]

    def unplug(self, name: str, seconds: float | None = None) -> None:
        """Take modem ``name`` away, for so long."""
        self._unplugged.add(name)
        loop = asyncio.get_running_loop()
        loop.call_soon(self._hosts[name].close)  # the network may be in the middle of something
        if seconds is not None:
            loop.call_later(seconds, self.plug, name)

    def plug(self, name: str) -> None:
        """Modem ``name`` is there again."""
        self._unplugged.discard(name)

    # --- for the scenario

    def fault(self, call: LineCall, what: str, now: float) -> None:
        """Something was done to a call."""

    def profile(self, name: str) -> ModemProfile:
        """A shipped one."""
        return profile_named(name)

    def document(self, machine: MachineSection, path: str, *, fine: bool) -> DocumentSource:
        """``path`` is the number of its pages."""
        file = write_pages(self._folder, range(1, int(path) + 1))
        return DocumentSource([open_document(file)], Resolution.FINE)

    def store(self, machine: MachineSection) -> KeptPages:
        """Where what ``machine`` receives goes."""
        return self._kept.setdefault(machine.name, KeptPages())

    def garble(self, name: str, octets: int) -> None:
        """No test has use for it."""
        raise NotImplementedError


class ServiceWorld:
    """The service and all around it. Make it inside a running virtual loop.

    ``scenario``: what is on the lines; a port is made for each of its modems, called as it is.
    ``ports``: what is particular to them, as PortConfig takes it, and ``hours``.
    """

    def __init__(
        self,
        folder: Path,
        scenario: str,
        *,
        ports: Mapping[str, Mapping[str, Any]] | None = None,
        queue: QueueSection | None = None,
    ) -> None:
        self.folder = folder
        self.devices = Devices(folder, scenario)
        self.queue = queue or QueueSection()
        self._options = ports or {}
        self.store: Store
        self.service: FaxService
        self._task: asyncio.Task[None]

    # --- the server's life

    async def start(self) -> None:
        """Start a server, or the next one on the same store."""
        folder = self.folder / "store"
        self.store = Store.open(folder)
        setups = [self._setup(name) for name in self.devices.modems]
        keep = StoreSection(folder=folder)
        self.service = FaxService(self.store, setups, self.queue, keep, chance=lambda: 0.0)
        self._task = asyncio.create_task(self.service.run())
        await self.service.ready()

    async def stop(self, grace: float = 0.0) -> None:
        """Stop it in good order."""
        await self.service.drain(grace)
        await self._task
        self.service.hub.close()
        self.service.bus.close()
        self.service.access.close()
        self.store.close()

    # --- what there is

    def device_id(self, name: str) -> int:
        """The identifier of the port called ``name``."""
        return next(p.device_id for p in self.service.bus.ports() if p.name == name)

    def worker(self, name: str) -> PortWorker:
        """Of the port called ``name``."""
        return self.service.worker(self.device_id(name))

    def state(self, name: str) -> str:
        """What the port called ``name`` does."""
        return self.service.bus.status(self.device_id(name)).extended.state

    def page(self, name: str) -> int | None:
        """Which page the port called ``name`` sends or receives."""
        return self.service.bus.status(self.device_id(name)).current_page

    def job(self, job: Job) -> Job:
        """As it is now."""
        return self.store.jobs.get(job.job_id)

    def jobs(self) -> list[Job]:
        """All, oldest first."""
        return list(reversed(self.store.jobs.find(JobFilter(), limit=100).items))

    def calls(self, job: Job | None = None) -> list[Call]:
        """All, or those for a job, oldest first."""
        wanted = CallFilter(job_id=job.job_id if job else None)
        return list(reversed(self.store.calls.find(wanted, limit=100).items))

    def faxes(self) -> list[Fax]:
        """Received ones, oldest first."""
        return list(reversed(self.store.faxes.find(FaxFilter(), limit=100).items))

    def ladder(self, call: Call) -> str:
        """The call's frames as text."""
        trace = self.store.calls.trace(call.call_id)
        assert trace is not None
        return ladder_text(trace).decode()

    # --- what is done

    async def submit(self, number: str, pages: range = range(1, 2), **fields: Any) -> Job:
        """A job of pages drawn with these numbers."""
        content = io.BytesIO(write_pages(self.folder, pages).read_bytes())
        key = fields.pop("idempotency_key", None)
        values = {"number": number, "tag_line": False, "resolution": ResolutionName.FINE}
        job, _ = await self.service.submit(
            JobRequest.model_validate(values | fields),
            [Upload("d.tif", content)],
            user_name="test",
            idempotency_key=key,
        )
        return job

    async def until(self, true: Callable[[], bool], limit: float = 40000.0) -> None:
        """Wait for it: looks when something durable happened, and each second of a call."""
        news = asyncio.Event()
        self.service.on_events = news.set
        async with asyncio.timeout(limit):
            while not true():
                news.clear()
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(1 if self._calling else 30):
                        await news.wait()

    @property
    def _calling(self) -> bool:
        return any(self.worker(name).busy for name in self.devices.modems)

    async def until_final(self, *jobs: Job) -> list[Job]:
        """The jobs, when nothing more is done about any of them."""
        await self.until(lambda: all(self.job(job).state.final for job in jobs))
        return [self.job(job) for job in jobs]

    async def until_state(self, job: Job, state: JobState) -> Job:
        """The job, once it is in ``state``."""
        await self.until(lambda: self.job(job).state is state)
        return self.job(job)

    def _setup(self, name: str) -> PortSetup:
        options = dict(self._options.get(name, {}))
        hours = options.pop("hours", None)
        config = PortConfig(f"/virtual/{name}", name, f"+49 {name}", **options)
        window = None if hours is None else DailyWindow.parse(hours)
        return PortSetup(config, window, open_transport=partial(self.devices.open, name))


def in_world(
    folder: Path,
    scenario: str,
    story: Callable[[ServiceWorld], Coroutine[Any, Any, T]],
    *,
    ports: Mapping[str, Mapping[str, Any]] | None = None,
    queue: QueueSection | None = None,
    after: float = 0.0,
) -> T:
    """Let ``story`` happen in a world whose server runs; ``after``: so many seconds of the epoch.

    At its end the server stops in good order.
    """

    async def main() -> T:
        await asyncio.sleep(after)
        world = ServiceWorld(folder, scenario, ports=ports, queue=queue)
        await world.start()
        try:
            return await story(world)
        finally:
            await world.stop()
            world.devices.runner.close()

    return run_virtual(main())
