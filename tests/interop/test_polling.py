"""Documents that are fetched: the called program sends. In real time.

``faxstatus receive`` alone has something to fetch here: faxgetty's DIS never has the bit for it,
whatever is in ``pollq``, and efax without a number can only receive. HylaFAX polls; but with its
prototype ``class1``, without error correction, it repeats its DTC as soon as it has the TSI. efax
sends CSI and DIS where CIG and DTC belong.
"""

from dataclasses import dataclass
from pathlib import Path

import pytest

from faxstatus_core.t4 import Coding, Resolution
from tests.interop.calls import Call, assert_arrived, call_on, drawn
from tests.interop.dissection import assert_read_alike
from tests.interop.lab import Attachment, lab
from tests.interop.programs import (
    Fax,
    HylaFaxToldNotToCorrect,
    HylaFaxWithEcm,
    Ours,
    OursWithoutEcm,
    Peer,
)

pytestmark = pytest.mark.realtime

HURTING = """
[[trigger]]
page = 1
octet = 800
do = "disturb"
side = "called"
seconds = 0.5
"""
SLOW = "[[line]]\nboth = { top_speed = 9600 }\n"
LOSING = """
[[trigger]]
frame = "DTC"
do = "drop"

[[trigger]]
frame = "MCF"
do = "drop"
"""


@dataclass(frozen=True)
class Case:
    """Who fetches what from us."""

    poller: type[Ours | HylaFaxWithEcm]
    attachment: Attachment
    fax: Fax
    scenario: str
    expected: str = ""
    """A frame that the scenario leads to."""

    def __str__(self) -> str:
        return f"{self.poller.__name__}-{self.attachment}-{self.expected}"

    def poll(self, folder: Path, peer: Peer) -> Call:
        """Fetch the fax, which must arrive; tshark must read every frame."""
        with lab(self.attachment, peer("socat"), self.scenario) as modems:
            poller, offerer = self.poller(peer, folder), Ours(peer, folder)
            with offerer.offering(modems, self.fax) as sent:
                pages = poller.poll(modems)
                assert sent() == len(self.fax.pages)
            call = call_on(modems, poller)
            assert_read_alike(peer("tshark"), modems.trace(), folder / "call.pcapng")
        assert_arrived(self.fax.pages, pages, offerer, poller)
        assert call.selected() == {(self.fax.resolution, self.fax.coding, poller.ecm)}
        assert call.told_rates <= call.rates
        return call


FINE = Resolution.FINE
CASES = [
    Case(Ours, "pty", drawn(2, FINE, Coding.MMR), HURTING, "PPR"),
    Case(OursWithoutEcm, "socat", drawn(2, FINE, Coding.MR), LOSING, "MPS"),
    Case(HylaFaxWithEcm, "pty", drawn(5, FINE, Coding.MMR), HURTING, "PPR"),
    Case(HylaFaxToldNotToCorrect, "socat", drawn(2, FINE, Coding.MR), SLOW, "FTT"),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_document_is_fetched(case: Case, tmp_path: Path, peer: Peer) -> None:
    call = case.poll(tmp_path, peer)
    assert "DTC" in call.frames
    assert case.expected in call.frames


def test_hylafax_has_nothing_to_fetch(tmp_path: Path, peer: Peer) -> None:
    with lab("socat", peer("socat")) as modems:
        poller, answerer = Ours(peer, tmp_path), HylaFaxWithEcm(peer, tmp_path)
        with (
            answerer.receiving(modems),
            pytest.raises(AssertionError, match="no document to be polled"),
        ):
            poller.poll(modems)
        assert_read_alike(peer("tshark"), modems.trace(), tmp_path / "call.pcapng")
        assert "DTC" not in modems.frames()
