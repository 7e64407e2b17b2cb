"""A whole server as a process: started, reloaded, stopped, and used in between."""

import os
import select
import signal
import socket
import threading
import tty
from pathlib import Path

import httpx
import pytest

from modem_sim.testing import fax_modem_pair
from tests.hostile.server_process import refused, server, text_of
from tests.support.patience import PATIENCE, wait


def test_server_starts_answers_and_stops(tmp_path: Path) -> None:
    with server(tmp_path, text_of(tmp_path, "/no/device")) as running:
        assert httpx.get(f"{running.url}/readyz").json() == {"status": "ready", "ports_open": 0}
        [port] = running.get("/ports").json()
        assert running.get(f"/ports/{port['device_id']}/status").json()["extended"]["state"] == (
            "offline"
        )
        assert running.stop() == 0


def test_second_server_on_one_store_is_refused(tmp_path: Path) -> None:
    with server(tmp_path, text_of(tmp_path, "/no/device")) as running:
        status, said = refused(tmp_path, running.config.read_text())
        assert status == 2
        assert "another server uses it" in said


def test_reload_adds_and_takes_away_ports(tmp_path: Path) -> None:
    with server(tmp_path, text_of(tmp_path, "/no/one", "/no/two")) as running:
        names = [port["name"] for port in running.get("/ports").json()]
        assert names == ["one", "two"]
        running.reload(text_of(tmp_path, "/no/two", "/no/three"))
        names = [port["name"] for port in running.get("/ports").json()]
        assert names == ["two", "three"]


def test_bad_configuration_is_not_reloaded(tmp_path: Path) -> None:
    with server(tmp_path, text_of(tmp_path, "/no/one")) as running:
        running.config.write_text("[[port]")
        running.process.send_signal(signal.SIGHUP)
        wait(lambda: "not reloaded" in running.log.read_text())
        assert [port["name"] for port in running.get("/ports").json()] == ["one"]
        assert running.stop() == 0


def test_service_manager_is_told(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(str(tmp_path / "notify"))
        manager.settimeout(PATIENCE)
        environment = {"NOTIFY_SOCKET": str(tmp_path / "notify"), "WATCHDOG_USEC": "1000000"}
        text = text_of(tmp_path, "/no/device")
        with server(tmp_path, text, **environment) as running:
            said = {manager.recv(4096).decode().splitlines()[0] for _ in range(3)}
            assert said == {"READY=1", "WATCHDOG=1"}
            running.reload(text)
            wait(lambda: manager.recv(4096).startswith(b"RELOADING=1"))
            running.process.send_signal(signal.SIGTERM)
            wait(lambda: manager.recv(4096).startswith(b"STOPPING=1"))


def test_job_that_waited_is_there_after_kill_9(tmp_path: Path) -> None:
    text = text_of(tmp_path, "/no/device")
    with server(tmp_path, text) as running:
        answer = running.submit(headers={"Idempotency-Key": "one"})
        assert answer.status_code == 201
        running.process.kill()
        running.process.wait(PATIENCE)
    with server(tmp_path, text) as running:
        [job] = running.get("/jobs").json()["items"]
        assert job == answer.json()


@pytest.mark.realtime
def test_fax_goes_through_a_server_that_is_told_to_stop_meanwhile(tmp_path: Path) -> None:
    with fax_modem_pair() as pair:
        hook = f'[[hook]]\nname = "keep"\non = ["fax"]\nfolder = "{tmp_path}/faxes"\n'
        text = text_of(tmp_path, str(pair.a), str(pair.b), more=hook)
        with server(tmp_path, text) as running:
            wait(lambda: httpx.get(f"{running.url}/readyz").json()["ports_open"] == 2)
            running.submit().raise_for_status()
            wait(lambda: "received DIS" in running.log.read_text())
            assert running.stop() == 0
        with server(tmp_path, text) as running:
            [job] = running.get("/jobs").json()["items"]
            [fax] = running.get("/faxes").json()["items"]
            assert (job["state"], job["tries"], job["interruptions"]) == ("completed", 1, 0)
            assert (fax["page_count"], fax["complete"]) == (1, True)
            wait((tmp_path / "faxes").is_dir)
            wait(lambda: len(list((tmp_path / "faxes").glob("*.tif"))) == 1)
            assert running.stop() == 0


class Modem:
    """A terminal whose modem says OK to everything. ``link``: its path, which stays."""

    def __init__(self, link: Path) -> None:
        self._link = link
        self._gone, self._end = os.pipe()
        self._master, self._slave = os.openpty()
        tty.setraw(self._slave)
        link.symlink_to(os.ttyname(self._slave))
        self._thread = threading.Thread(target=self._answer)
        self._thread.start()

    def unplug(self) -> None:
        """As a modem on USB: its device goes, and whoever has it open is told."""
        self._link.unlink()
        os.close(self._end)
        self._thread.join()

    def _answer(self) -> None:
        while True:
            ready, _, _ = select.select([self._master, self._gone], [], [])
            if self._gone in ready:
                break
            said = os.read(self._master, 1000)
            os.write(self._master, b"\r\nOK\r\n" * said.count(b"\r"))
        for descriptor in (self._slave, self._master, self._gone):
            os.close(descriptor)


def test_device_that_is_unplugged_and_plugged_again_works_again(tmp_path: Path) -> None:
    link = tmp_path / "ttyFAX"
    modem = Modem(link)
    with server(tmp_path, text_of(tmp_path, str(link))) as running:

        def ports_open() -> int:
            return int(httpx.get(f"{running.url}/readyz").json()["ports_open"])

        wait(lambda: ports_open() == 1)
        for _ in range(2):
            modem.unplug()
            wait(lambda: ports_open() == 0)
            assert running.is_well()
            modem = Modem(link)
            wait(lambda: ports_open() == 1)
        modem.unplug()
        wait(lambda: ports_open() == 0)
        assert "Traceback" not in running.log.read_text()
        assert running.stop() == 0
