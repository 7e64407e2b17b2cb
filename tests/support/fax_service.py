"""A fax service with emulated modems, on a virtual clock."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from faxstatus_core.engine.port import PortConfig
from faxstatus_core.engine.transport import Transport
from faxstatus_core.queue import QueueSection
from faxstatus_core.service import FaxService, PortSetup, StoreSection
from faxstatus_core.store import Store
from modem_sim.hosts.runner import NetworkRunner
from modem_sim.network import Network
from modem_sim.pair import pair_network
from modem_sim.testing import memory_modem


@dataclass
class ServiceWorld:
    """A service with the ports ``a`` (number 1) and ``b`` (number 2). Make it on a virtual loop."""

    folder: Path
    network: Network = field(default_factory=pair_network)
    queue: QueueSection = field(default_factory=QueueSection)
    names: tuple[str, ...] = ("a", "b")
    settings: Callable[[PortConfig], PortConfig] = lambda config: config
    chance: float = 0.0

    def __post_init__(self) -> None:
        self.runner = NetworkRunner(self.network)
        self.hosts = {name: memory_modem(self.runner, name) for name in self.names}
        self.store = Store.open(self.folder)
        self.service = FaxService(
            self.store,
            [self._setup(name) for name in self.names],
            self.queue,
            StoreSection(folder=self.folder),
            chance=lambda: self.chance,
        )

    def _setup(self, name: str) -> PortSetup:
        async def open_transport() -> Transport:
            return self.hosts[name]

        config = PortConfig(f"/virtual/{name}", name, f"+49 {name}", send=name == "a")
        return PortSetup(self.settings(config), open_transport=open_transport)

    def device_id(self, name: str) -> int:
        """The identifier of the port called ``name``."""
        return next(p.device_id for p in self.service.bus.ports() if p.name == name)

    def close(self) -> None:
        """Take it down."""
        self.runner.close()
        self.store.close()
