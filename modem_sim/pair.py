"""Two modems that can only call each other: what ``modem-sim pair`` and the demo run."""

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

from modem_sim.exchange import OtherEnd
from modem_sim.hosts.scenario_host import ScenarioHost
from modem_sim.network import Network
from modem_sim.scenario import Scenario
from modem_sim.scenario.model import ModemSection
from modem_sim.trace import TraceMaker

NUMBERS = {"a": "1", "b": "2"}
"""Telephone numbers of the two modems."""


def pair_network() -> Network:
    """Modems ``a`` (number 1) and ``b`` (number 2); any number but one's own rings the other."""
    network = Network(plan=OtherEnd(*NUMBERS.values()))
    for name, number in NUMBERS.items():
        network.add_modem(name, number)
    return network


def pair_scenario(attach: Mapping[str, str] = MappingProxyType({})) -> Scenario:
    """The same as a scenario; ``attach``: existing serial devices, by the modem's name."""
    modems = tuple(
        ModemSection(name=name, number=number, attach=attach.get(name, ""))
        for name, number in NUMBERS.items()
    )
    return Scenario(modem=modems, other_end=True)


class ModemPair(ScenarioHost):
    """The two modems on PTYs ``links/a`` and ``links/b``, or attached to serial devices.

    Make it inside the running event loop. Raises LinkError or AttachError; ``lost(device)`` is
    called when an attached device fails.
    """

    def __init__(
        self,
        links: Path,
        *,
        attach: dict[str, str] | None = None,
        speed: float = 1.0,
        trace: TraceMaker | None = None,
        lost: Callable[[str], None] = lambda _device: None,
    ) -> None:
        super().__init__(
            pair_scenario(attach or {}),
            base=Path(),
            links=links,
            speed=speed,
            trace=trace,
            lost=lost,
        )
