"""A scenario in the world: its modems at their terminals, devices and ports."""

import asyncio
import random
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Protocol

from faxstatus_core.clock import utcnow
from faxstatus_core.image import open_archive, open_document
from faxstatus_core.pages import DocumentSource
from faxstatus_core.t4 import Resolution
from faxstatus_core.t30.sending.page_source import PageSource
from faxstatus_core.t31.profile import ModemProfile, profile_named
from faxstatus_core.trace import Heading
from modem_sim.exchange import Call
from modem_sim.fax_machine import Store
from modem_sim.fax_machine.machine import NoStore
from modem_sim.hosts.limits import require_descriptors
from modem_sim.hosts.pty import PtyHost
from modem_sim.hosts.runner import Host, NetworkRunner
from modem_sim.hosts.serial_device import SerialDeviceHost
from modem_sim.hosts.tcp import TcpHost
from modem_sim.hosts.tiff_store import TiffStore
from modem_sim.scenario import Scenario, World
from modem_sim.scenario.model import MachineSection, ModemSection, address_of
from modem_sim.trace import Recorder, TraceMaker


class _ClosableHost(Host, Protocol):
    """A host that can be let go."""

    def close(self) -> None: ...


class ScenarioHost:
    """Plays ``scenario`` on the running event loop, until it is closed.

    ``base``: the folder of the scenario's file, from which its paths go; ``links``: where the links
    to the terminals are made; ``speed``: how much faster than real time; ``trace`` makes what takes
    the records of all that happens. ``lost(device)`` is called when an attached device fails.
    Raises what the hosts raise, DocumentError and ArchiveError.
    """

    def __init__(
        self,
        scenario: Scenario,
        *,
        base: Path,
        links: Path,
        speed: float = 1.0,
        trace: TraceMaker | None = None,
        lost: Callable[[str], None] = lambda _device: None,
    ) -> None:
        self._base = base
        self._links = links
        self._lost = lost
        self._loop = asyncio.get_running_loop()
        self._speed = speed
        self._to_garble: Counter[str] = Counter()
        self._chance = random.Random(f"{scenario.seed}/garble")  # noqa: S311 - must repeat
        self._sections = {section.name: section for section in scenario.modem}
        self._hosts: dict[str, _ClosableHost] = {}
        self._replugging: list[asyncio.Handle] = []
        require_descriptors(2 * len(self._sections))
        self.world = World(scenario, self, start=self._loop.time())
        self._recorder = self._recording(scenario, trace) if trace is not None else None
        observer = None if self._recorder is None else self._recorder.octets
        self.runner = NetworkRunner(self.world.network, observer, speed)
        try:
            for name in self._sections:
                self._plug(name)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Stop the network and remove the links."""
        for replugging in self._replugging:
            replugging.cancel()
        self.runner.close()
        for host in self._hosts.values():
            host.close()
        self._hosts.clear()

    # --- what the scenario needs of the world, and tells it

    def fault(self, call: Call, what: str, now: float) -> None:
        """A trigger did something."""
        if self._recorder is not None:
            self._recorder.fault(call, what, now)

    def profile(self, name: str) -> ModemProfile:
        """A shipped profile, or the one in a file beside the scenario. Raises ProfileError."""
        return profile_named(str(self._base / name) if name.endswith(".toml") else name)

    def document(self, machine: MachineSection, path: str, *, fine: bool) -> PageSource:
        """The pages of a TIFF. Raises DocumentError."""
        resolution = Resolution.FINE if fine else Resolution.STANDARD
        return DocumentSource([open_document(self._base / path)], resolution)

    def store(self, machine: MachineSection) -> Store:
        """The machine's folder, made if it is not there. Raises ArchiveError."""
        if machine.store is None:
            return NoStore()
        folder = self._base / machine.store
        open_archive(folder)
        return TiffStore(folder, machine.name)

    def unplug(self, name: str, seconds: float | None) -> None:
        """Take a modem from its client; its terminal, port or device is closed."""
        host = self._hosts.pop(name, None)
        if host is None:
            return
        host.close()
        # Later: the network is in the middle of something.
        self._replugging.append(self._loop.call_soon(self.runner.drop_dtr, name))
        if seconds is not None:
            self._replugging.append(self._loop.call_later(seconds / self._speed, self._plug, name))

    def garble(self, name: str, octets: int) -> None:
        """Change what comes next from a client."""
        self._to_garble[name] += octets

    def _recording(self, scenario: Scenario, trace: TraceMaker) -> Recorder:
        stations = {each.name: each.number for each in (*scenario.modem, *scenario.machine)}
        sink = trace(Heading(started=utcnow(), stations=stations))
        return Recorder(self.world.network, sink, self._loop.time())

    # --- hosts

    def _plug(self, name: str) -> None:
        section = self._sections[name]
        host = self._host(section)
        self._hosts[name] = host
        self.runner.attach(name, host)

    def _host(self, section: ModemSection) -> _ClosableHost:
        name = section.name
        receive = partial(self._receive, name)
        set_dtr = partial(self.runner.set_dtr, name)
        if section.attach:
            return SerialDeviceHost(
                section.attach, receive, partial(self._lost, section.attach), set_dtr=set_dtr
            )
        if address := section.tcp or section.rfc2217:
            return TcpHost(
                *address_of(address),
                receive,
                set_dtr,
                partial(self.runner.set_rts, name),
                rfc2217=bool(section.rfc2217),
            )
        return PtyHost(self._links / name, receive, partial(self.runner.drop_dtr, name))

    def _receive(self, name: str, octets: bytes) -> None:
        if count := min(self._to_garble[name], len(octets)):
            self._to_garble[name] -= count
            changed = bytes(octet ^ self._chance.randint(1, 255) for octet in octets[:count])
            octets = changed + octets[count:]
        self.runner.receive(name, octets)
