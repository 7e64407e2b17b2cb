"""Networks for other people's tests."""

import os
import pty
import subprocess
import sys
import threading
from pathlib import Path

import pytest
import serial

from faxstatus_core.errors import FaxError
from faxstatus_core.image import DocumentError
from modem_sim.hosts.pty import LinkError
from modem_sim.scenario import ScenarioError, parse_scenario
from modem_sim.testing import AnyScenario, FaxModemPair, FaxNetwork, fax_modem_pair, fax_network
from tests.support.patience import PATIENCE

ONE = '[[modem]]\nname = "one"\nnumber = "1"\n'
MACHINE: dict[str, object] = {"machine": [{"name": "m", "number": "2"}]}
CALLS_NOBODY = '[[machine]]\nname = "m"\nnumber = "2"\n  [[machine.call]]\n  number = "9"\n'


def _answers(link: Path) -> bool:
    with serial.Serial(str(link), timeout=PATIENCE) as modem:
        modem.write(b"ATE0\r")
        return modem.read_until(b"OK\r\n").endswith(b"OK\r\n")


def _break(network: FaxNetwork) -> None:
    """Something in the network's thread fails."""

    def broken() -> None:
        raise LookupError("broken")

    assert network._loop is not None
    network._loop.call_soon_threadsafe(broken)


def test_a_scenario_may_be_given_in_any_form(tmp_path: Path) -> None:
    file = tmp_path / "scenario.toml"
    file.write_text(ONE)
    forms: list[AnyScenario] = [
        ONE,
        file,
        {"modem": [{"name": "one", "number": "1"}]},
        parse_scenario(ONE, "here"),
    ]
    for scenario in forms:
        with fax_network(scenario) as network:
            link = network.links["one"]
            assert _answers(link)
        assert not link.is_symlink()


def test_what_cannot_be_played_is_refused_at_once(tmp_path: Path) -> None:
    (tmp_path / "one").write_text("")
    with pytest.raises(ScenarioError, match="neither a modem nor a machine"), fax_network({}):
        pass
    with pytest.raises(LinkError), fax_network(ONE, links=tmp_path):
        pass
    no_document = '[[machine]]\nname = "m"\nnumber = "1"\nto_poll = "none.tif"\n'
    with pytest.raises(DocumentError), fax_network(no_document):
        pass


def test_an_error_of_the_network_is_raised_at_the_end() -> None:
    def meet_it() -> None:
        with fax_network(ONE) as network:
            _break(network)
            _answers(network.links["one"])

    with pytest.raises(LookupError, match="broken"):
        meet_it()


def test_a_pair_is_two_modems_that_call_each_other() -> None:
    with fax_modem_pair(speed=20) as pair, serial.Serial(str(pair.b), timeout=PATIENCE) as b:
        b.write(b"ATE0\r")
        b.read_until(b"OK\r\n")
        with serial.Serial(str(pair.a), timeout=PATIENCE) as a:
            a.write(b"ATDT5\r")
            assert b"RING" in b.read_until(b"RING\r\n")
        [call] = pair.network.calls().values()
        assert (call.caller, call.called, call.dialled) == ("a", "b", "5")


def test_reports_of_machines_are_waited_for() -> None:
    with fax_network(CALLS_NOBODY, speed=100) as network:
        [report] = network.wait_for_reports("m", timeout=PATIENCE)
        assert network.reports("m") == [report]
        assert (report.outcome.succeeded, report.outcome.phase) == (False, "A")
        with pytest.raises(FaxError, match=r"1 of 2 calls have ended within 0\.05 s"):
            network.wait_for_reports("m", 2, timeout=0.05)
        with pytest.raises(KeyError):
            network.reports("nobody")
    assert network.reports("m") == [report]


def test_nobody_waits_for_a_network_that_has_failed() -> None:
    def meet_it() -> None:
        with fax_network(CALLS_NOBODY, speed=0.1) as network:
            _break(network)
            network.wait_for_reports("m", timeout=PATIENCE)

    with pytest.raises(LookupError, match="broken"):
        meet_it()


def test_a_device_that_goes_away_is_an_error_at_the_end() -> None:
    def meet_it() -> None:
        master, slave = pty.openpty()
        modem = {"name": "one", "number": "1", "attach": os.ttyname(slave)}
        with fax_network({"modem": [modem], **MACHINE}) as network:
            os.close(slave)
            os.close(master)
            network.wait_for_reports("m", timeout=PATIENCE)

    with pytest.raises(FaxError, match="the device went away"):
        meet_it()


def test_a_network_can_be_asked_from_any_thread_while_it_ends() -> None:
    ended = threading.Event()
    with fax_network(ONE) as network:

        def ask() -> None:
            while not ended.is_set():
                network.calls()

        asking = threading.Thread(target=ask, daemon=True)
        asking.start()
    ended.set()
    asking.join(PATIENCE)
    assert not asking.is_alive()


def test_the_fixtures_are_there(fax_modem_pair: FaxModemPair, fax_speed: float) -> None:
    assert fax_speed == 1.0
    assert _answers(fax_modem_pair.a)


def test_the_plugin_costs_nothing_where_it_is_not_used() -> None:
    heavy = "{'pydantic', 'construct'} & set(sys.modules)"
    code = f"import sys, modem_sim.pytest_plugin; print({heavy})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"


def test_a_data_call_is_traced_too() -> None:
    with (
        fax_modem_pair(speed=20) as pair,
        serial.Serial(str(pair.a), timeout=20) as a,
        serial.Serial(str(pair.b), timeout=20) as b,
    ):
        b.write(b"ATE0S0=1\r")
        a.write(b"ATE0DT2\r")
        assert b"CONNECT 300" in a.read_until(b"CONNECT 300\r\n")
        assert len(pair.network.calls()) == 1
