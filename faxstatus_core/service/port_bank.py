"""PortBank: the ports of a server, which come, change and go while it runs."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

from faxstatus_core.clock import utcnow
from faxstatus_core.engine.identity import device_identity
from faxstatus_core.engine.port import FaxPort
from faxstatus_core.engine.port_config import PortConfig
from faxstatus_core.engine.transport import Transport
from faxstatus_core.image import open_archive
from faxstatus_core.queue import DailyWindow
from faxstatus_core.records import EventKind
from faxstatus_core.service.office import Office
from faxstatus_core.service.overrides import PortChanges, changed, known_changes, remember
from faxstatus_core.service.recovery import receiving_folder
from faxstatus_core.service.worker import PortWorker
from faxstatus_core.status import FaxStatus, PortInfo
from faxstatus_core.status import events as status


@dataclass(frozen=True, slots=True)
class PortSetup:
    """A port of the server. ``open_transport``: how to reach its device, if not by its path."""

    config: PortConfig
    hours: DailyWindow | None = None
    """When it may send."""
    open_transport: Callable[[], Awaitable[Transport]] | None = None


class PortBank:
    """The workers of all ports, in the order of the configuration."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._workers: dict[int, PortWorker] = {}
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._setups: dict[int, PortSetup] = {}
        self._group: asyncio.TaskGroup | None = None

    def __iter__(self) -> Iterator[PortWorker]:
        return iter(list(self._workers.values()))

    def worker(self, device_id: int) -> PortWorker:
        """The worker of a port. Raises UnknownPortError."""
        self._office.bus.port(device_id)
        return self._workers[device_id]

    def add(self, setup: PortSetup) -> int:
        """A port more, which does nothing yet; gives its identifier. Raises DeviceError."""
        office, bus = self._office, self._office.bus
        worker: PortWorker | None = None

        def reported(event: status.Event, after: FaxStatus) -> None:
            assert worker is not None
            worker.reported(event, after)

        config = replace(setup.config, can_modify=True)
        port = FaxPort(config, bus, setup.open_transport, reported)
        try:
            own = known_changes(office.store.values, port.device_id)
            port.config = replace(
                changed(config, own), output=receiving_folder(office.store, port.device_id)
            )
            bus.modify(_info_of(port, bus.port(port.device_id)))
            worker = PortWorker(port, office, setup.hours)
        except BaseException:
            bus.unregister(port.device_id)  # else it could not be added another time
            raise
        self._workers[port.device_id] = worker
        self._setups[port.device_id] = setup
        return port.device_id

    def start(self, group: asyncio.TaskGroup) -> None:
        """All ports begin to work, as tasks of ``group``."""
        self._group = group
        for device_id in self._workers:
            self._start(device_id)

    async def ended(self) -> None:
        """Wait until every port has ended its work."""
        await asyncio.gather(*self._tasks.values())

    async def modify(self, device_id: int, changes: PortChanges) -> PortInfo:
        """Change a port's properties, for good. Raises UnknownPortError."""
        office, worker = self._office, self.worker(device_id)
        await office.access.write(partial(remember, office.store.values, device_id, changes))
        worker.port.config = changed(worker.port.config, changes)
        office.bus.modify(_info_of(worker.port, office.bus.port(device_id)))
        await office.port_changed(device_id, failed=not worker.port.is_open)
        worker.wake()
        office.replan()
        return office.bus.port(device_id)

    async def replace(self, setups: Sequence[PortSetup]) -> None:
        """Serve these ports from now on. Those that stay as they are go on undisturbed.

        One that changes, or is no longer wanted, ends its call first. Call it after
        :meth:`start`. Raises DeviceError, StoreError, and ArchiveError.
        """
        wanted = {device_identity(setup.config.device).device_id: setup for setup in setups}
        leaving = [
            self._remove(device_id)
            for device_id, setup in self._setups.items()
            if wanted.get(device_id) != setup
        ]
        await asyncio.gather(*leaving)
        for device_id, setup in wanted.items():
            if device_id not in self._setups:
                folder = receiving_folder(self._office.store, device_id)
                await asyncio.to_thread(open_archive, folder)
                self.add(setup)  # from here to its start nothing can fail, or be cancelled
                self._start(device_id)
                await self._office.port_changed(device_id, failed=False)

    def _start(self, device_id: int) -> None:
        assert self._group is not None
        self._tasks[device_id] = self._group.create_task(self._workers[device_id].run())

    async def _remove(self, device_id: int) -> None:
        office = self._office
        self._workers[device_id].drain()
        await asyncio.wait({self._tasks.pop(device_id)})
        del self._workers[device_id], self._setups[device_id]
        office.bus.unregister(device_id)
        removed = partial(
            office.store.events.append,
            EventKind.REMOVED,
            device_id,
            {"kind": EventKind.PORT.value, "id": device_id},
            utcnow(),
        )
        await office.access.write(removed)


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
