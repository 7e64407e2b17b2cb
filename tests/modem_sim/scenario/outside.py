"""A scenario's world without files or terminals."""

from faxstatus_core.t30.sending.page_source import PageSource
from faxstatus_core.t31.profile import ModemProfile, profile_named
from modem_sim.exchange import Call
from modem_sim.fax_machine import Store
from modem_sim.fax_machine.machine import NoStore
from modem_sim.scenario.model import MachineSection


class Nowhere:
    """Machines that keep nothing; modems that cannot be unplugged."""

    def __init__(self) -> None:
        self.faults: list[str] = []

    def fault(self, call: Call, what: str, now: float) -> None:
        self.faults.append(what)

    def profile(self, name: str) -> ModemProfile:
        return profile_named(name)

    def document(self, machine: MachineSection, path: str, *, fine: bool) -> PageSource:
        raise AssertionError(path)

    def store(self, machine: MachineSection) -> Store:
        return NoStore()

    def unplug(self, name: str, seconds: float | None) -> None:
        raise AssertionError(name)

    def garble(self, name: str, octets: int) -> None:
        raise AssertionError(name)
