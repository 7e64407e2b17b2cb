"""HylaFAX on emulated modems: a spool of its own, its Class 1 driver with its own configuration.

docs/hylafax.md tells the same to people.
"""

import contextlib
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from faxstatus_core.image import Resolution
from faxstatus_core.image.fax_tiff import FaxTiffWriter
from tests.interop.lab import running, wait_for

SPOOL = Path("/var/spool/hylafax")
ETC = Path("/etc/hylafax")
FAXSEND = "/usr/lib/hylafax/bin/faxsend"  # the one on the path looks after a system's own spool

SEND_DONE = 2
"""FaxSendStatus of a job that needs nothing more."""

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
TagLineFormat: ""
"""
_JOB = """\
tts:0
killtime:{kill_time}
retrytime:0
state:6
npages:0
totpages:{pages}
nskip:0
skippages:0
ncover:0
coverpages:0
ntries:0
ndials:0
totdials:0
maxdials:1
tottries:0
maxtries:1
pagewidth:209
resolution:196
pagelength:297
priority:127
schedpri:127
minbr:0
desiredbr:13
desiredst:0
desiredec:{ecm}
desireddf:3
desiredtl:0
useccover:1
usexvres:1
external:{number}
number:{number}
mailaddr:root
sender:test
jobid:1
jobtag:
pagehandling:{page_handling}
modem:any
client:localhost
owner:root
groupid:1
signalrate:
dataformat:
jobtype:facsimile
tagline:
subaddr:
passwd:
doneop:default
commid:
csi:
nsf:
status:
statuscode:0
returned:0
notify:none
fax:0::docq/doc1.tif
"""
_READY = 60
_SESSION = 180


class HylaFax:
    """One HylaFAX with one modem, in ``folder``.

    ``device`` is below /dev: HylaFAX makes its own name of the rest. ``prototype``: the file of its
    ``config`` folder that describes the modem; what a site adds is its number, that it answers at
    the first ring, and that it logs everything.
    """

    def __init__(self, folder: Path, device: Path, name: str, number: str, prototype: str) -> None:
        self.spool = folder / f"hylafax-{name}"
        self.device = device
        self.device_id = str(device.relative_to("/dev")).replace("/", "_")
        subprocess.run(["cp", "-a", SPOOL, self.spool], check=True)
        etc = self.spool / "etc"
        shutil.copytree(ETC, etc, dirs_exist_ok=True)
        with (etc / "config").open("a") as general:
            general.write(_COUNTRY)
        described = (SPOOL / "config" / prototype).read_text()
        site = _SITE.format(name=name, number=number)
        (etc / f"config.{self.device_id}").write_text(described + site)

    @contextlib.contextmanager
    def receiving(self) -> Iterator[None]:
        """faxgetty, from when it waits for calls on."""
        with running("/usr/sbin/faxgetty", "-q", self.spool, self.device):
            status = self.spool / "status" / self.device_id
            wait_for(
                lambda: status.exists() and "Running and idle" in status.read_text(),
                "faxgetty does not come up",
                _READY,
            )
            yield

    def send(self, pages: list[Image.Image], number: str, *, ecm: bool) -> int:
        """Send ``pages``; the status of faxsend, :data:`SEND_DONE` if they were delivered."""
        with (self.spool / "docq/doc1.tif").open("wb") as file:
            writer = FaxTiffWriter(file)
            for page in pages:
                writer.add_page(page, Resolution.FINE, {})
        job = self.spool / "sendq/q1"
        job.write_text(
            _JOB.format(
                kill_time=int(time.time()) + 3600,
                pages=len(pages),
                number=number,
                ecm=2 if ecm else 0,
                page_handling="e1S" * (len(pages) - 1) + "e1P",
            )
        )
        command = [FAXSEND, "-m", self.device_id, "sendq/q1"]
        return subprocess.run(command, cwd=self.spool, timeout=_SESSION, check=False).returncode

    def session(self) -> str:
        """What its log says of all calls so far."""
        logs = sorted((self.spool / "log").glob("c*"))
        return "".join(log.read_text(errors="replace") for log in logs)

    def received(self) -> Path:
        """The fax that it received, once its session is over."""
        wait_for(lambda: "SESSION END" in self.session(), "faxgetty does not end its session", 30)
        [fax] = (self.spool / "recvq").glob("fax*.tif")
        return fax


@contextlib.contextmanager
def hylafax(
    folder: Path, device: Path, name: str, number: str, prototype: str
) -> Iterator[HylaFax]:
    """See :class:`HylaFax`; skips the test where this user may not run one."""
    if os.geteuid() != 0:
        pytest.skip("HylaFAX's programs run as root")
    yield HylaFax(folder, device, name, number, prototype)
