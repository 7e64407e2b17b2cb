"""``faxstatus serve`` as a process of its own, and plain octets to its socket."""

import contextlib
import os
import signal
import socket
import ssl
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx

from faxstatus_core.clock import utcnow
from faxstatus_core.security import Role, TokenFile, new_token
from tests.support.patience import PATIENCE, wait

FAXSTATUS = Path(sys.executable).with_name("faxstatus")
_MOST = 10_000_000


@dataclass
class Running:
    """A server that runs."""

    process: "subprocess.Popen[str]"
    url: str
    config: Path
    log: Path

    @property
    def port(self) -> int:
        """The TCP port."""
        port = urlsplit(self.url).port
        assert port is not None
        return port

    def get(self, path: str, **options: Any) -> httpx.Response:
        """GET of a path of the API."""
        return httpx.get(f"{self.url}/api/v1{path}", timeout=PATIENCE, **options)

    def submit(self, content: bytes = b"hello\n", **options: Any) -> httpx.Response:
        """Hand in a job with one document, ``name``."""
        name = options.pop("name", "note.txt")
        fields = {"number": "2"} | options.pop("data", {})
        return httpx.post(
            f"{self.url}/api/v1/jobs",
            data=fields,
            files=[("document", (name, content))],
            timeout=PATIENCE,
            **options,
        )

    def connect(self, host: str = "127.0.0.1") -> socket.socket:
        """A connection to its port."""
        return socket.create_connection((host, self.port), PATIENCE)

    def exchange(self, octets: bytes, patience: float = 0.05) -> bytes:
        """Send ``octets`` and no more; all that comes back.

        An answer has to begin within ``patience`` seconds: then the server learns that no more
        comes, which it takes for the end of a client that wants no answer.
        """
        with self.connect() as connection, contextlib.suppress(OSError):  # it may close at once
            connection.sendall(octets)
            connection.settimeout(patience)
            answer = b""
            with contextlib.suppress(TimeoutError):
                answer = connection.recv(65536)
            connection.settimeout(PATIENCE)
            connection.shutdown(socket.SHUT_WR)
            return answer + everything(connection)
        return b""

    def is_well(self) -> bool:
        """Whether it lives and serves."""
        answer = httpx.get(f"{self.url}/healthz", timeout=PATIENCE)
        return answer.status_code == 200 and self.process.poll() is None

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


def everything(connection: socket.socket) -> bytes:
    """What comes until the other side closes. Raises TimeoutError if it does not."""
    octets = b""
    with contextlib.suppress(ConnectionError, ssl.SSLError):
        while part := connection.recv(65536):
            octets += part
            assert len(octets) < _MOST
    return octets


def text_of(folder: Path, *ports: str, more: str = "", server: str = "") -> str:
    """A configuration with these devices. ``server``: further keys of [server]."""
    tables = "".join(f'[[port]]\ndevice = "{device}"\n' for device in ports or ["/no/device"])
    return f'[server]\nport = 0\n{server}[store]\nfolder = "{folder}/store"\n{more}{tables}'


def make_token(folder: Path, role: Role = Role.ADMIN) -> str:
    """A token of the server whose configuration :func:`text_of` made; its secret."""
    (folder / "store").mkdir(mode=0o700, exist_ok=True)
    secret, record = new_token("test", role, utcnow())
    TokenFile(folder / "store" / "tokens.json").add(record)
    return secret


@contextlib.contextmanager
def server(folder: Path, text: str, **environment: str) -> Iterator[Running]:
    """A server while the context lasts."""
    config, log = folder / "faxstatus.toml", folder / "log"
    config.write_text(text)
    command: list[str | Path] = [FAXSTATUS, "serve", "--config", config]
    with (
        log.open("w") as file,
        subprocess.Popen(command, stderr=file, text=True, env=os.environ | environment) as process,
    ):
        try:
            wait(lambda: "Fax server of" in log.read_text() or process.poll() is not None)
            assert process.poll() is None, log.read_text()
            [first] = [line for line in log.read_text().splitlines() if "Fax server of" in line]
            yield Running(process, first.split()[-1].rstrip("/"), config, log)
        finally:
            process.kill()


def refused(folder: Path, text: str) -> tuple[int, str]:
    """The exit status of a server that does not start, and what it says."""
    config = folder / "faxstatus.toml"
    config.write_text(text)
    done = subprocess.run(
        [FAXSTATUS, "serve", "--config", config],
        check=False,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    return done.returncode, done.stderr
