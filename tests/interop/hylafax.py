"""HylaFAX on emulated modems: a spool of its own, its Class 1 driver with its own configuration.

docs/hylafax.md tells the same to people.
"""

import contextlib
import shutil
import socket
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.interop.lab import running
from tests.support.patience import wait

SPOOL = Path("/var/spool/hylafax")
ETC = Path("/etc/hylafax")

_COUNTRY = """
CountryCode: 1
AreaCode: 800
LongDistancePrefix: 1
InternationalPrefix: 011
DialStringRules: etc/dialrules
"""
_SITE = """
LocalIdentifier: "{name}"
FAXNumber: "{number}"
RingsBeforeAnswer: 1
SessionTracing: 0xFFF
RecvFileMode: 0644
ModemSoftResetCmdDelay: 100
TagLineFormat: ""
"""
_NO_MAIL = "\nSENDMAIL=/bin/true\n"
_CLIENTS = "\nlocalhost:21::\n127.0.0.1\n"
_SESSION = 180


class HylaFax:
    """One HylaFAX with one modem, in ``folder``.

    ``device`` is below /dev: HylaFAX makes its own name of the rest. ``prototype``: the file of its
    ``config`` folder that describes the modem; what a site adds is its number, that it answers at
    the first ring, that it logs everything, and ``more``.
    """

    def __init__(
        self, folder: Path, device: Path, name: str, number: str, prototype: str, more: str = ""
    ) -> None:
        self.spool = folder / f"hylafax-{name}"
        self.device = device
        self.device_id = str(device.relative_to("/dev")).replace("/", "_")
        self.spool.mkdir()
        shutil.chown(self.spool, "uucp", "uucp")
        for original in SPOOL.iterdir():
            if original.name in ("bin", "config"):
                subprocess.run(["cp", "-a", original, self.spool], check=True)
            elif original.is_dir():  # not what is in it: those jobs are the machine's
                part = self.spool / original.name
                part.mkdir()
                shutil.copystat(original, part)
                shutil.chown(part, original.owner(), original.group())
        etc = self.spool / "etc"
        subprocess.run(["cp", "-a", f"{ETC}/.", etc], check=True)
        _append(etc / "config", _COUNTRY)
        _append(etc / "setup.cache", _NO_MAIL)
        _append(etc / "hosts.hfaxd", _CLIENTS)
        described = (SPOOL / "config" / prototype).read_text()
        site = _SITE.format(name=name, number=number)
        (etc / f"config.{self.device_id}").write_text(described + site + more)

    @contextlib.contextmanager
    def receiving(self) -> Iterator[None]:
        """faxgetty, from when it waits for calls on."""
        with running("/usr/sbin/faxgetty", "-q", self.spool, self.device):
            status = self.spool / "status" / self.device_id
            wait(
                lambda: status.exists() and "Running and idle" in status.read_text(),
                "faxgetty does not come up",
            )
            yield

    @contextlib.contextmanager
    def serving(self) -> Iterator[int]:
        """faxq, and hfaxd on the TCP port that is the context."""
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port: int = free.getsockname()[1]
        hfaxd = ("/usr/sbin/hfaxd", "-q", self.spool, "-l", "127.0.0.1", "-i", port, "-d")
        with running("/usr/sbin/faxq", "-q", self.spool, "-D"), running(*hfaxd):
            wait(lambda: _listens(port), "hfaxd does not come up")
            yield port

    @contextlib.contextmanager
    def sending(self) -> Iterator[Callable[..., bool]]:
        """A whole server. The context is ``submit(...)``, of sendfax's options: is its job done?"""
        with self.serving() as port, self.receiving():

            def submit(*arguments: object) -> bool:
                job = ("-h", f"127.0.0.1:{port}", "-w", "-n", "-N", "-T", "1", "-t", "1")
                command = ["sendfax", *job, *map(str, arguments)]
                subprocess.run(command, timeout=_SESSION, check=True)
                [done] = (self.spool / "doneq").glob("q*")
                return "\nstate:7\n" in done.read_text()

            yield submit

    def session(self) -> str:
        """What its log says of all calls so far."""
        logs = sorted((self.spool / "log").glob("c*"))
        return "".join(log.read_text(errors="replace") for log in logs)

    def received(self) -> Path:
        """The fax that it received, once its session is over."""
        wait(lambda: "SESSION END" in self.session(), "faxgetty does not end its session")
        return self.polled()

    def polled(self) -> Path:
        """The fax that a job which is done has fetched."""
        [fax] = (self.spool / "recvq").glob("fax*.tif")
        return fax


def _append(path: Path, text: str) -> None:
    with path.open("a") as file:
        file.write(text)


def _listens(port: int) -> bool:
    with contextlib.suppress(ConnectionRefusedError), socket.create_connection(("127.0.0.1", port)):
        return True
    return False
