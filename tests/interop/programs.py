"""Programs that send and receive faxes, each in the same way to a test."""

import contextlib
import json
import re
import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from PIL import Image

from faxstatus_core.t4 import Coding, Resolution
from tests.interop.hylafax import HylaFax
from tests.interop.lab import SCRIPTS, Lab, running
from tests.support.pages import read_pages, write_document

CALL = 240
"""Seconds within which any of these calls is over."""

Received = Callable[[], list[Image.Image]]
"""Waits for the end of the call; the pages that have come."""
Peer = Callable[[str], str]


@dataclass(frozen=True)
class Fax:
    """What is to be sent; ``coding``: how, by programs that can be told."""

    pages: list[Image.Image]
    resolution: Resolution = Resolution.FINE
    coding: Coding | None = None


class Program(Protocol):
    """A fax program at one of the modems of ``lab``; ``folder`` is for its files."""

    header: int
    """Lines that it may print above each page that it sends, and reaches a little into it."""
    ecm: bool
    """Whether it can correct errors."""
    loses: int
    """Lines that it may lose from the top of a page if errors are not corrected."""

    def __init__(self, peer: Peer, folder: Path) -> None: ...

    def receiving(self, lab: Lab) -> AbstractContextManager[Received]:
        """Wait for a call on modem b."""

    def send(self, lab: Lab, fax: Fax) -> None:
        """Send from modem a to modem b; what was not delivered is an AssertionError."""

    def log(self) -> str:
        """What it says of the call; empty if it keeps no log."""

    def rate(self) -> int | None:
        """Bit/s of the last training, by its log."""


class Ours:
    """``faxstatus send`` and ``faxstatus receive``."""

    header, ecm, loses = 0, True, 0
    options: tuple[str, ...] = ()

    def __init__(self, peer: Peer, folder: Path) -> None:
        self._folder = folder

    @contextlib.contextmanager
    def receiving(self, lab: Lab) -> Iterator[Received]:
        """Receive one fax."""
        command = [SCRIPTS / "faxstatus", "receive", "--device", lab.b, "--once", "--json"]
        folder = ("--output", self._folder / "in", "--id", "+49 30 2")
        with running(*command, *folder, *self.options) as receiver:

            def received() -> list[Image.Image]:
                output, _ = receiver.communicate(timeout=CALL)
                result = json.loads(output.splitlines()[-1])
                assert receiver.returncode == 0, result
                return read_pages(Path(result["path"]))

            yield received

    def send(self, lab: Lab, fax: Fax) -> None:
        """Send one fax, in the coding in which it is smallest."""
        document = write_document(self._folder / "ours.tif", fax.pages, fax.resolution.dpi)
        command = [SCRIPTS / "faxstatus", "send", "--device", lab.a, "--to", "2", "--json"]
        looks = ("--no-tag-line", "--resolution", fax.resolution.title)
        with running(*command, "--id", "+49 30 1", document, *looks, *self.options) as sender:
            output, _ = sender.communicate(timeout=CALL)
        result = json.loads(output.splitlines()[-1])
        assert sender.returncode == 0, result
        assert result["pages"] == len(fax.pages)

    def log(self) -> str:
        """None."""
        return ""

    def rate(self) -> int | None:
        """Unknown."""
        return None


class OursWithoutEcm(Ours):
    """The same, told not to correct errors."""

    ecm, options = False, ("--no-error-correction",)


class Efax:
    """Debian's efax."""

    header, ecm, loses = 40, False, 0

    def __init__(self, peer: Peer, folder: Path) -> None:
        self._efax, self._tiffcp, self._folder = peer("efax"), peer("tiffcp"), folder
        self._log = folder / "sending.log"

    @contextlib.contextmanager
    def receiving(self, lab: Lab) -> Iterator[Received]:
        """Receive one fax."""
        output = self._folder / "efax"
        command = [self._efax, "-d", lab.b, "-o1", "-l", "222", "-w", "-iS0=1", "-r", output]
        self._log = self._folder / "receiving.log"
        with running(*command, log=self._log) as receiver:

            def received() -> list[Image.Image]:
                receiver.communicate(timeout=CALL)
                # 3: it did not hear the DCN. HylaFAX hangs up as soon as it has sent it.
                assert receiver.returncode in (0, 3), self.log()
                files = sorted(self._folder.glob("efax.0*"))
                return [page for file in files for page in read_pages(file)]

            yield received

    def send(self, lab: Lab, fax: Fax) -> None:
        """Send one fax."""
        sheets = []
        for number, page in enumerate(fax.pages):
            path = self._folder / f"single-{number}.tif"
            single = write_document(path, [page], fax.resolution.dpi)
            sheets.append(self._folder / f"sheet-{number}.tif")
            one_strip = [self._tiffcp, "-c", "g3:1d", "-r", "99999"]
            subprocess.run([*one_strip, single, sheets[-1]], check=True)
        command = [self._efax, "-d", lab.a, "-o1", "-l", "111", "-t", "T2", *sheets]
        with running(*command, log=self._log) as sender:
            sender.communicate(timeout=CALL)
        assert sender.returncode == 0, self.log()

    def log(self) -> str:
        """What it prints."""
        return self._log.read_text(errors="replace")

    def rate(self) -> int | None:
        """Of the last session: ``14.4kbps``, ``9600V.17``, ``4800bps``."""
        rate, kilo = re.findall(r"session +\d+lpi +([\d.]+)(k?)", self.log())[-1]
        return round(float(rate) * (1000 if kilo else 1))


class HylaFaxWithEcm:
    """Debian's HylaFAX with its prototype ``iaxmodem``: error correction, MMR.

    Without error correction it empties its input buffer after the CONNECT of every page, and from
    the second page on it has waited for 64 octets, or a pause, by then.
    """

    header, ecm, loses = 0, True, 100
    prototype, more = "iaxmodem", ""

    def __init__(self, peer: Peer, folder: Path) -> None:
        peer("faxgetty")
        peer("sendfax")
        self._hylafax: HylaFax | None = None

    @contextlib.contextmanager
    def receiving(self, lab: Lab) -> Iterator[Received]:
        """Receive one fax."""
        receiver = HylaFax(lab.folder, lab.b, "Receiver", "222", self.prototype, self.more)
        self._hylafax = receiver
        with receiver.receiving():
            yield lambda: read_pages(receiver.received())

    def send(self, lab: Lab, fax: Fax) -> None:
        """Send one fax; without error correction in MH, if it is not told another."""
        sender = HylaFax(lab.folder, lab.a, "Sender", "111", self.prototype, self.more)
        self._hylafax = sender
        with sender.sending() as send:
            coding = fax.coding or (None if self.ecm else Coding.MH)
            sent = send(fax.pages, "2", fax.resolution, coding, ecm=self.ecm)
            assert sent, sender.session()

    def log(self) -> str:
        """Its session log."""
        return self._hylafax.session() if self._hylafax else ""

    def rate(self) -> int | None:
        """Of the last training."""
        return int(re.findall(r"training at v\.\w+ (\d+) bit/s", self.log())[-1])


class HylaFaxWithoutEcm(HylaFaxWithEcm):
    """Debian's HylaFAX with its prototype ``class1``, sending without error correction."""

    prototype, ecm, more = "class1", False, "Class1ECMSupport: no\n"


class HylaFaxOnHardwareFlowControl(HylaFaxWithoutEcm):
    """As above, and told that RTS and CTS control the flow: so it does not empty its input."""

    more, loses = "Class1ECMSupport: no\nModemFlowControl: rtscts\n", 0
