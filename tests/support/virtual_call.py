"""Two ports, their emulated modems and the line between them, on a virtual clock."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from faxstatus_core.clock import run_virtual, utcnow
from faxstatus_core.engine.call import CallResult
from faxstatus_core.engine.port import FaxPort
from faxstatus_core.engine.port_config import PortConfig
from faxstatus_core.engine.port_jobs import SendJob
from faxstatus_core.engine.transport import Transport
from faxstatus_core.image import open_document
from faxstatus_core.status import FaxStatus, StatusBus
from faxstatus_core.t4 import Resolution
from modem_sim.hosts.runner import NetworkRunner
from modem_sim.network import Network
from modem_sim.pair import pair_network
from modem_sim.testing import memory_modem


@dataclass
class VirtualCall:
    """What a call left behind."""

    sent: CallResult | BaseException | None = None
    received: CallResult | BaseException | None = None
    sender_states: list[FaxStatus] = field(default_factory=list)
    receiver_states: list[FaxStatus] = field(default_factory=list)
    seconds: float = 0.0
    """Simulated time from the start of dialling until both ends had finished."""


class World:
    """Ports ``a`` (number 1) and ``b`` (number 2). Make it inside a running virtual loop."""

    def __init__(self, output: Path, network: Network | None = None) -> None:
        self.network = network or pair_network()
        self.runner = NetworkRunner(self.network)
        self.bus = StatusBus(utcnow)
        self.hosts = {name: memory_modem(self.runner, name) for name in ("a", "b")}
        self.a = self._port("a", output)
        self.b = self._port("b", output)

    def _port(self, name: str, output: Path) -> FaxPort:
        async def open_transport() -> Transport:
            return self.hosts[name]

        config = PortConfig(f"/virtual/{name}", name, f"+49 {name}", output=output)
        return FaxPort(config, self.bus, open_transport)

    async def watch(self, port: FaxPort, states: list[FaxStatus]) -> None:
        """Collect every status of ``port``."""
        with self.bus.subscribe() as changes:
            states.extend(
                [
                    change.status
                    async for change in changes
                    if change.status.device_id == port.device_id
                ]
            )


async def converse(
    document: Path,
    output: Path,
    *,
    number: str = "2",
    resolution: Resolution = Resolution.FINE,
    network: Network | None = None,
    meddle: Callable[[World], None] = lambda _world: None,
) -> VirtualCall:
    """Send ``document`` from port a to port b; ``meddle`` may disturb the world before."""
    world, call = World(output, network), VirtualCall()
    loop = asyncio.get_running_loop()
    watchers = [
        asyncio.create_task(world.watch(world.a, call.sender_states)),
        asyncio.create_task(world.watch(world.b, call.receiver_states)),
    ]
    await world.a.open()
    await world.b.open()
    meddle(world)
    receiving = asyncio.create_task(world.b.receive())
    started = loop.time()
    job = SendJob(
        open_document(document), number, resolution, "Ada", "Bob", utcnow(), tag_line=False
    )
    (call.sent,) = await asyncio.gather(world.a.send(job), return_exceptions=True)
    await asyncio.wait([receiving], timeout=120)
    if receiving.done():
        error = receiving.exception()
        call.received = error if error is not None else receiving.result()
    else:
        receiving.cancel()
        await asyncio.gather(receiving, return_exceptions=True)
    call.seconds = loop.time() - started
    world.bus.close()
    await asyncio.gather(*watchers)
    world.runner.close()
    return call


def run_call(document: Path, output: Path, **options: object) -> VirtualCall:
    """:func:`converse` from beginning to end in virtual time."""
    return run_virtual(converse(document, output, **options))  # type: ignore[arg-type]
