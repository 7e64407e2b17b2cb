"""HylaFAX as a program of the tests, in several configurations."""

import contextlib
import re
from collections.abc import Iterator
from pathlib import Path

from PIL import Image

from faxstatus_core.image.received.fax_tiff import FaxTiffWriter
from faxstatus_core.t4 import Coding, Resolution
from tests.interop.hylafax import HylaFax
from tests.interop.lab import Lab
from tests.interop.program import Fax, Peer, Received
from tests.support.pages import read_pages

_MADE_IN_THE_CALL = "-1"
"""MH is prepared before the call, and becomes the best that both ends have during it.

Of MR that it has prepared beforehand it may lose the last line.
"""
_RESOLUTION = {Resolution.STANDARD: "-l", Resolution.FINE: "-m"}
_FINER = "-G"


class HylaFaxWithEcm:
    """Debian's HylaFAX with its prototype ``iaxmodem``: error correction, MMR.

    Without error correction it empties its input buffer after the CONNECT of every page, and from
    the second page on it has waited for 64 octets, or a pause, by then. It polls, but has nothing
    for those who poll: faxgetty's DIS never says so, whatever is in ``pollq``.
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
        """Send one fax, in the best coding that its configuration and the far end have."""
        document = lab.folder / "document.tif"
        with document.open("wb") as file:
            writer = FaxTiffWriter(file)
            for page in fax.pages:
                writer.add_page(page, fax.resolution, {})
        options = [
            _RESOLUTION.get(fax.resolution, _FINER),
            *([] if fax.coding is Coding.MMR else [_MADE_IN_THE_CALL]),
            *([] if self.ecm else ["-E"]),
        ]
        number = f"2#{fax.subaddress}" if fax.subaddress else "2"
        with self._calling(lab, *options, "-d", number, document):
            pass

    def poll(self, lab: Lab) -> list[Image.Image]:
        """Fetch what waits at modem b."""
        with self._calling(lab, "-p", *([] if self.ecm else ["-E"]), "-d", "2") as caller:
            return read_pages(caller.polled())

    @contextlib.contextmanager
    def _calling(self, lab: Lab, *arguments: object) -> Iterator[HylaFax]:
        """The HylaFAX that has done the job of ``arguments``."""
        caller = HylaFax(lab.folder, lab.a, "Sender", "111", self.prototype, self.more)
        self._hylafax = caller
        with caller.sending() as submit:
            assert submit(*arguments), caller.session()
            yield caller

    def log(self) -> str:
        """Its session log."""
        return self._hylafax.session() if self._hylafax else ""

    def rate(self) -> int | None:
        """Of the last training."""
        rates = re.findall(r"training at v\.\w+ (\d+) bit/s", self.log())
        return int(rates[-1]) if rates else None


class HylaFaxWithMr(HylaFaxWithEcm):
    """With error correction, and MR at best."""

    more = "Class1MMRSupport: no\n"


class HylaFaxWithMh(HylaFaxWithEcm):
    """With error correction, and MH alone."""

    more = "Class1MMRSupport: no\nClass1MRSupport: no\n"


class HylaFaxToldNotToCorrect(HylaFaxWithEcm):
    """With the prototype ``iaxmodem``, told not to correct errors."""

    ecm, more = False, "Class1ECMSupport: no\n"


class HylaFaxWithoutEcm(HylaFaxWithEcm):
    """Debian's HylaFAX with its prototype ``class1``, without error correction."""

    prototype, ecm, more = "class1", False, "Class1ECMSupport: no\n"


class HylaFaxWithMhWithoutEcm(HylaFaxWithoutEcm):
    """As above, with MH alone."""

    more = "Class1ECMSupport: no\nClass1MRSupport: no\n"


class HylaFaxOnHardwareFlowControl(HylaFaxWithoutEcm):
    """Told that RTS and CTS control the flow: so it does not empty its input."""

    more, loses = "Class1ECMSupport: no\nModemFlowControl: rtscts\n", 0
