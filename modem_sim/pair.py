"""Two modems that can only call each other: what ``modem-sim pair`` and the demo run."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from modem_sim.exchange import other_route
from modem_sim.hosts.pty import PtyHost
from modem_sim.hosts.runner import NetworkRunner, Observer
from modem_sim.hosts.serial_device import SerialDeviceHost
from modem_sim.network import Network

NUMBERS = {"a": "1", "b": "2"}
"""Telephone numbers of the two modems."""


def pair_network() -> Network:
    """Modems ``a`` (number 1) and ``b`` (number 2); any number but one's own rings the other."""
    network = Network(route=other_route)
    for name, number in NUMBERS.items():
        network.add_modem(name, number)
    return network


class ModemPair:
    """The two modems on PTYs ``links/a`` and ``links/b``, or attached to serial devices.

    Make it inside the running event loop. Raises LinkError or AttachError; ``lost(device)`` is
    called when an attached device fails.
    """

    def __init__(
        self,
        links: Path,
        *,
        attach: dict[str, str] | None = None,
        observer: Observer | None = None,
        lost: Callable[[str], None] = lambda _device: None,
    ) -> None:
        self._runner = NetworkRunner(pair_network(), observer)
        self._hosts: list[PtyHost | SerialDeviceHost] = []
        devices = attach or {}
        try:
            for name in NUMBERS:
                receive = partial(self._runner.receive, name)
                host: PtyHost | SerialDeviceHost
                if device := devices.get(name):
                    host = SerialDeviceHost(device, receive, partial(lost, device))
                else:
                    host = PtyHost(links / name, receive, partial(self._runner.drop_dtr, name))
                self._hosts.append(host)
                self._runner.attach(name, host)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Stop the modems and remove the links."""
        self._runner.close()
        for host in self._hosts:
            host.close()
        self._hosts.clear()
