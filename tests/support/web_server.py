"""``faxstatus serve`` as a process, for tests of its page."""

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from faxstatus_core.clock import utcnow
from faxstatus_core.security import Role, TokenFile, new_token
from tests.support.patience import PATIENCE, wait

_FAXSTATUS = Path(sys.executable).with_name("faxstatus")
_NO_LIMIT = "[security]\nrequests_per_minute = 1000000\nburst = 1000000\n"
_ANNOUNCES = "Fax server of"


@dataclass
class WebServer:
    """A server whose store is ``folder/store``. ``ports``: the tables of its configuration."""

    folder: Path
    ports: str
    tcp_port: int = 0
    _process: "subprocess.Popen[bytes] | None" = None

    @property
    def url(self) -> str:
        """Where it listens; the same after each start."""
        return f"http://127.0.0.1:{self.tcp_port}"

    def start(self) -> None:
        """Return when it listens."""
        config, log = self.folder / "faxstatus.toml", self.folder / "log"
        server = f"[server]\nport = {self.tcp_port}\n"
        # What happened on a virtual clock is older than servers keep by themselves.
        store = f'[store]\nfolder = "{self.folder}/store"\njobs_days = 0\nfaxes_days = 0\n'
        config.write_text(server + store + _NO_LIMIT + self.ports)
        with log.open("wb") as file:
            command: list[str | Path] = [_FAXSTATUS, "serve", "--config", config]
            self._process = subprocess.Popen(command, stderr=file, env=os.environ | {"TZ": "UTC"})
        process = self._process
        wait(lambda: _ANNOUNCES in log.read_text() or process.poll() is not None)
        lines = [line for line in log.read_text().splitlines() if _ANNOUNCES in line]
        assert lines, log.read_text()
        self.tcp_port = int(lines[0].rstrip("/").rpartition(":")[2])

    def stop(self, number: int = signal.SIGTERM) -> None:
        """End it with this signal."""
        if self._process is not None:
            self._process.send_signal(number)
            self._process.wait(PATIENCE)
            self._process = None

    def token(self, role: Role) -> str:
        """A new token; from now on one is needed."""
        secret, record = new_token(role.value, role, utcnow())
        self._tokens.add(record)
        return secret

    def revoke_tokens(self) -> None:
        """End what they gave."""
        for record in self._tokens.records():
            self._tokens.revoke(record.id)

    def get(self, path: str) -> Any:
        """What the API answers."""
        answer = httpx.get(f"{self.url}/api/v1{path}", timeout=PATIENCE)
        answer.raise_for_status()
        return answer.json()

    def submit(self, fields: Mapping[str, str], *, token: str = "") -> int:
        """Hand in a job of one page; its number."""
        answer = httpx.post(
            f"{self.url}/api/v1/jobs",
            data=dict(fields),
            files=[("document", ("note.txt", b"a note\n"))],
            headers={"Authorization": f"Bearer {token}"} if token else {},
            timeout=PATIENCE,
        )
        answer.raise_for_status()
        return int(answer.json()["job_id"])

    @property
    def _tokens(self) -> TokenFile:
        return TokenFile(self.folder / "store" / "tokens.json")


@contextlib.contextmanager
def web_server(folder: Path, ports: str) -> Iterator[WebServer]:
    """A server while the context lasts."""
    server = WebServer(folder, ports)
    try:
        server.start()
        yield server
    finally:
        server.stop(signal.SIGKILL)
