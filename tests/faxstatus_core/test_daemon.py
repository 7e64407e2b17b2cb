"""A whole server as a process: started, reloaded, stopped, and used in between."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from modem_sim.testing import fax_modem_pair

PATIENCE = 60.0
FAXSTATUS = Path(sys.executable).with_name("faxstatus")


@dataclass
class Running:
    """A server that runs."""

    process: "subprocess.Popen[str]"
    url: str
    config: Path
    log: Path

    def get(self, path: str) -> httpx.Response:
        return httpx.get(f"{self.url}/api/v1{path}", timeout=PATIENCE)

    def reload(self, text: str) -> None:
        """Give it another configuration."""
        done = self.log.read_text().count("the configuration was read again")
        self.config.write_text(text)
        self.process.send_signal(signal.SIGHUP)
        wait(lambda: self.log.read_text().count("the configuration was read again") > done)

    def stop(self) -> int:
        """Tell it to stop; its exit status."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(PATIENCE)


def wait(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.05)


def text_of(folder: Path, *ports: str, more: str = "") -> str:
    tables = "".join(f'[[port]]\ndevice = "{device}"\n' for device in ports)
    return f'[server]\nport = 0\n[store]\nfolder = "{folder}/store"\n{more}{tables}'


@contextlib.contextmanager
def server(folder: Path, text: str, **environment: str) -> Iterator[Running]:
    config, log = folder / "faxstatus.toml", folder / "log"
    config.write_text(text)
    command: list[str | Path] = [FAXSTATUS, "serve", "--config", config]
    with (
        log.open("w") as file,
        subprocess.Popen(command, stderr=file, text=True, env=os.environ | environment) as process,
    ):
        try:
            wait(lambda: "http" in log.read_text() or process.poll() is not None)
            assert process.poll() is None, log.read_text()
            [first] = [line for line in log.read_text().splitlines() if "Fax server of" in line]
            yield Running(process, first.split()[-1].rstrip("/"), config, log)
        finally:
            process.kill()


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
        command: list[str | Path] = [FAXSTATUS, "serve", "--config", running.config]
        second = subprocess.run(
            command, check=False, capture_output=True, text=True, timeout=PATIENCE
        )
        assert second.returncode == 2
        assert "another server uses it" in second.stderr


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
        answer = httpx.post(
            f"{running.url}/api/v1/jobs",
            data={"number": "2"},
            files=[("document", ("note.txt", b"hello\n"))],
            headers={"Idempotency-Key": "one"},
        )
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
            httpx.post(
                f"{running.url}/api/v1/jobs",
                data={"number": "2"},
                files=[("document", ("note.txt", b"hello\n"))],
            ).raise_for_status()
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
