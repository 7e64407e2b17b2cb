"""A network on the clock of an event loop: its speed, its lateness, its circuits."""

import asyncio
from dataclasses import dataclass, field

import pytest

from faxstatus_core.clock import run_virtual
from modem_sim.hosts.circuits import Circuits
from modem_sim.hosts.runner import NetworkRunner
from modem_sim.network import Network
from modem_sim.pair import pair_network
from modem_sim.signals import LineAction, LineEvent, OffHook


@dataclass
class Dte:
    """A host that keeps what it is told, with the loop's time."""

    said: bytearray = field(default_factory=bytearray)
    circuits: list[Circuits] = field(default_factory=list)
    times: list[float] = field(default_factory=list)

    def deliver(self, octets: bytes) -> None:
        self.said += octets
        self.times.append(asyncio.get_running_loop().time())

    def set_room(self, room: int) -> None:
        pass

    def set_circuits(self, circuits: Circuits) -> None:
        self.circuits.append(circuits)


@pytest.mark.parametrize("speed", [0.5, 1.0, 3.0, 20.0])
def test_network_time_runs_so_many_times_as_fast(speed: float) -> None:
    crossed: list[tuple[float, str, str, bytes]] = []

    async def main() -> None:
        loop, dte = asyncio.get_running_loop(), Dte()
        await asyncio.sleep(1000.1)
        began = loop.time()
        runner = NetworkRunner(pair_network(), lambda *what: crossed.append(what), speed)
        assert runner.time == pytest.approx(began)
        runner.attach("a", dte)
        runner.receive("a", b"ATE0+FCLASS=1;H1+FTS=200\r")  # two seconds of silence
        await asyncio.sleep(2 / speed + 0.001)
        assert runner.time == pytest.approx(began + 2 + 0.001 * speed)
        assert dte.said.endswith(b"\r\nOK\r\n")
        assert dte.times[-1] == pytest.approx(began + 2 / speed)
        assert crossed[-1][0] == pytest.approx(began + 2)
        assert crossed[-1][1:] == ("a", "dce", b"\r\nOK\r\n")
        runner.close()

    run_virtual(main())


@pytest.mark.parametrize("speed", [0.0, -1.0, float("nan")])
async def test_time_neither_stands_nor_runs_backwards(speed: float) -> None:
    with pytest.raises(ValueError, match="time cannot run"):
        NetworkRunner(pair_network(), speed=speed)


def test_lateness_is_told_and_does_not_add_up() -> None:
    """Someone keeps the loop busy for 50 ms at every alarm of a second's ringing cadence."""
    late: list[float] = []
    rings: list[float] = []

    class Deaf:
        """A station that notes when it rings and wants an alarm every 100 ms."""

        deadline: float | None = None

        def handle_timeout(self, now: float) -> None:
            rings.append(now)
            self.deadline = now + 0.1

        def receive_line(self, event: LineEvent, now: float) -> None:
            self.deadline = now

        def take_line_output(self) -> list[LineAction]:
            return []

    async def main() -> None:
        network, loop = Network(), asyncio.get_running_loop()
        station = Deaf()
        network.connect("station", "1", station)
        station.deadline = 0.1
        network.settle("station", 0.0)
        runner = NetworkRunner(network, lateness=late.append)
        runner.close()
        network.add_modem("m", "2")
        runner.receive("m", b"AT\r")  # sets the alarm
        for _ in range(9):
            # An alarm that is due while the loop is busy rings when it is free again.
            await asyncio.sleep(0.07)
            busy_until = loop.time() + 0.08
            loop._jumping.now = busy_until  # type: ignore[attr-defined]  # of VirtualTimeLoop
        runner.close()

    run_virtual(main())
    assert rings == [pytest.approx(0.1 * (n + 1)) for n in range(len(rings))]
    assert len(rings) >= 12
    assert max(late) == pytest.approx(0.05, abs=0.04)
    assert min(late) >= 0


def test_a_host_is_told_when_circuits_change_and_only_then() -> None:
    async def main() -> None:
        runner = NetworkRunner(pair_network())
        caller, called = Dte(), Dte()
        runner.attach("a", caller)
        runner.attach("b", called)
        at_rest = Circuits()
        assert called.circuits == [at_rest]
        runner.receive("b", b"AT&C1\r")
        runner.receive("a", b"AT&C1D2\r")
        await asyncio.sleep(1.5)
        ringing = Circuits(ring_indicator=True)
        assert called.circuits == [at_rest, ringing]
        await asyncio.sleep(2)
        assert called.circuits == [at_rest, ringing, at_rest]
        runner.receive("b", b"AT+FCLASS=1;A\r")
        await asyncio.sleep(6)
        assert caller.circuits == [at_rest, Circuits(carrier_detect=True)]
        assert called.circuits == [at_rest, ringing, at_rest]
        runner.close()

    run_virtual(main())


def test_dtr_hangs_up_and_rts_holds_back() -> None:
    async def main() -> None:
        network = pair_network()
        runner, dte = NetworkRunner(network), Dte()
        runner.attach("a", dte)
        runner.receive("a", b"ATE0+FCLASS=1;+IFC=2,2;H1\r")
        assert network.modem("a").off_hook
        dte.said.clear()
        runner.set_rts("a", on=False)
        runner.receive("a", b"AT\r")
        assert dte.said == b""
        runner.set_rts("a", on=True)
        assert dte.said == b"\r\nOK\r\n"
        runner.set_dtr("a", on=False)
        assert not network.modem("a").off_hook
        runner.set_dtr("a", on=True)
        runner.close()

    run_virtual(main())


def test_a_station_without_a_dte_takes_part() -> None:
    class Telephone:
        deadline: float | None = None
        heard = 0

        def handle_timeout(self, now: float) -> None:
            self.deadline = None

        def receive_line(self, event: LineEvent, now: float) -> None:
            self.heard += 1

        def take_line_output(self) -> list[LineAction]:
            return []

    async def main() -> None:
        network, telephone = pair_network(), Telephone()
        network.connect("telephone", "3", telephone)
        runner, dte = NetworkRunner(network), Dte()
        runner.attach("a", dte)
        network.exchange.act("3", OffHook(), 0.0)
        runner.receive("a", b"AT\r")
        await asyncio.sleep(1)
        assert telephone.heard == 1  # the dial tone
        runner.close()

    run_virtual(main())
