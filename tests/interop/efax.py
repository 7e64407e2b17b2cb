"""efax as a program of the tests."""

import contextlib
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

from PIL import Image

from tests.interop.lab import Lab, running
from tests.interop.program import CALL, Fax, Peer, Received
from tests.support.pages import read_pages, write_document


class Efax:
    """Debian's efax: MH without error correction; no polling."""

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
