"""Whole faxes between real programs on emulated modems, in real time.

Not every way of sending with every pair and every fault: each of the first two with each, as far as
the programs have it.
"""

import random
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from faxstatus_core.image.received.tiff_tags import FAX_SUB_ADDRESS
from faxstatus_core.t4 import Coding, Resolution
from tests.interop.calls import MARGIN, Case, drawn
from tests.interop.programs import (
    Efax,
    Fax,
    HylaFaxOnHardwareFlowControl,
    HylaFaxWithEcm,
    HylaFaxWithMh,
    HylaFaxWithMhWithoutEcm,
    HylaFaxWithMr,
    HylaFaxWithoutEcm,
    Ours,
    OursWithoutEcm,
    Peer,
)

pytestmark = pytest.mark.realtime

MH, MR, MMR = Coding.MH, Coding.MR, Coding.MMR
STANDARD, FINE = Resolution.STANDARD, Resolution.FINE
SUPERFINE, PELS_300, PELS_400 = Resolution.SUPERFINE, Resolution.PELS_300, Resolution.PELS_400


def _dots() -> Fax:
    """A page of fine dots, which is smallest in MH."""
    page = Image.new("1", (1728, 200), 1)
    dots = random.Random(1).randbytes(200 * 50)
    page.paste(Image.frombytes("1", (1600, 50), dots), (64, MARGIN + 20))
    return Fax([page], FINE, MH)


CLEAR = [
    Case(Ours, Ours, "pty", drawn(5, FINE, MMR)),
    Case(Ours, OursWithoutEcm, "socat", drawn(1, STANDARD, MR)),
    Case(OursWithoutEcm, HylaFaxWithEcm, "pty", drawn(1, FINE, MR)),
    Case(HylaFaxWithEcm, OursWithoutEcm, "socat", drawn(5, STANDARD, MR)),
    Case(Ours, Efax, "pty", drawn(5, STANDARD, MH)),
    Case(Efax, Ours, "socat", drawn(5, STANDARD, MH)),
    Case(Ours, HylaFaxWithEcm, "pty", _dots()),
    Case(Ours, HylaFaxWithMr, "pty", drawn(5, STANDARD, MR)),
    Case(Ours, HylaFaxWithMh, "socat", drawn(2, FINE, MH)),
    Case(Ours, HylaFaxWithoutEcm, "socat", drawn(5, FINE, MR)),
    Case(Ours, HylaFaxWithMhWithoutEcm, "pty", drawn(1, STANDARD, MH)),
    Case(HylaFaxWithMh, Ours, "socat", drawn(2, STANDARD, MH)),
    Case(HylaFaxWithMhWithoutEcm, Ours, "socat", drawn(5, FINE, MH)),
    Case(HylaFaxWithoutEcm, Ours, "pty", drawn(1, STANDARD, MR)),
    Case(Efax, Efax, "socat", drawn(2, FINE, MH)),
    Case(Efax, HylaFaxWithoutEcm, "pty", drawn(2, FINE, MH)),
    Case(HylaFaxWithoutEcm, Efax, "socat", drawn(2, STANDARD, MH)),
    Case(HylaFaxOnHardwareFlowControl, HylaFaxOnHardwareFlowControl, "pty", drawn(2, FINE, MR)),
]

FINER = [
    Case(Ours, HylaFaxWithEcm, "pty", drawn(1, SUPERFINE, MMR)),
    Case(Ours, HylaFaxWithMr, "socat", drawn(1, PELS_300, MR)),
    Case(Ours, HylaFaxWithEcm, "socat", drawn(2, PELS_400, MMR)),
]
"""HylaFAX itself sends nothing finer than FINE to whom it does not know: ``sendfax -G`` draws the
page anew, at 7.7 lines/mm."""


@pytest.mark.parametrize("case", CLEAR, ids=str)
def test_pages_arrive_as_they_are(case: Case, tmp_path: Path, peer: Peer) -> None:
    call = case.send(tmp_path, peer)
    assert call.rates == {14400}
    assert ("PPS-EOP" in call.frames) == case.ecm
    assert not {"RTN", "PPR", "FTT"} & set(call.frames)


@pytest.mark.parametrize("case", FINER, ids=str)
def test_finer_pages_arrive_as_they_are(case: Case, tmp_path: Path, peer: Peer) -> None:
    call = case.send(tmp_path, peer)
    assert not {"RTN", "PPR", "FTT"} & set(call.frames)


def test_hylafax_is_told_a_subaddress(tmp_path: Path, peer: Peer) -> None:
    fax = replace(drawn(1, STANDARD, MMR), subaddress="4711")
    call = Case(Ours, HylaFaxWithEcm, "socat", fax).send(tmp_path, peer)
    assert 'REMOTE SUB "4711"' in call.logs[1]


def test_hylafax_tells_a_subaddress(tmp_path: Path, peer: Peer) -> None:
    fax = replace(drawn(1, STANDARD, MMR), subaddress="4711")
    call = Case(HylaFaxWithEcm, Ours, "pty", fax).send(tmp_path, peer)
    assert "SUB" in call.frames
    [received] = (tmp_path / "in").rglob("*.tif")
    with Image.open(received) as page:
        assert page.tag_v2[FAX_SUB_ADDRESS] == fax.subaddress  # type: ignore[attr-defined]
