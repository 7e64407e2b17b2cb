"""Faxes between real programs on lines that are not perfect, in real time."""

from pathlib import Path

import pytest

from faxstatus_core.t4 import Coding, Resolution
from tests.interop.calls import Case, drawn
from tests.interop.programs import (
    Efax,
    HylaFaxWithEcm,
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

SLOW = [
    (Case(Ours, Ours, "socat", drawn(1, STANDARD, MMR)), 4800),
    (Case(Ours, Efax, "socat", drawn(2, FINE, MH)), 9600),
    (Case(Efax, Ours, "pty", drawn(1, FINE, MH)), 9600),
    (Case(Ours, HylaFaxWithEcm, "pty", drawn(2, STANDARD, MMR)), 9600),
    (Case(HylaFaxWithMr, Ours, "socat", drawn(2, FINE, MR)), 9600),
    (Case(Ours, HylaFaxWithoutEcm, "pty", drawn(2, STANDARD, MR)), 7200),
    (Case(HylaFaxWithoutEcm, Ours, "socat", drawn(2, FINE, MR)), 9600),
    (Case(HylaFaxWithEcm, HylaFaxWithEcm, "pty", drawn(2, FINE, MMR)), 9600),
]
"""Two efaxes cannot fall back: efax's DCS for V.17 at 9600 bit/s says V.27 ter at 2400."""

HURT = [
    Case(Ours, Ours, "socat", drawn(2, FINE, MMR)),
    Case(OursWithoutEcm, Ours, "pty", drawn(2, STANDARD, MR)),
    Case(Ours, Efax, "pty", drawn(1, FINE, MH)),
    Case(Efax, Ours, "socat", drawn(2, FINE, MH)),
    Case(Ours, HylaFaxWithMr, "socat", drawn(5, STANDARD, MR)),
    Case(HylaFaxWithEcm, Ours, "pty", drawn(5, STANDARD, MMR)),
    Case(Ours, HylaFaxWithoutEcm, "pty", drawn(2, FINE, MR)),
    Case(HylaFaxWithMhWithoutEcm, Ours, "socat", drawn(2, STANDARD, MH)),
    Case(HylaFaxWithoutEcm, HylaFaxWithoutEcm, "socat", drawn(2, FINE, MR)),
]

LOSING = [
    (Case(Ours, HylaFaxWithEcm, "pty", drawn(2, FINE, MMR)), ("DIS", "CFR", "PPS", "PPR", "MCF")),
    (Case(HylaFaxWithEcm, Ours, "socat", drawn(2, FINE, MMR)), ("DIS", "CFR", "PPS", "PPR")),
    (Case(HylaFaxWithMr, Ours, "pty", drawn(2, STANDARD, MR)), ("DCS", "MCF")),
    (Case(Ours, HylaFaxWithoutEcm, "socat", drawn(2, FINE, MR)), ("CFR", "MPS", "MCF")),
    (Case(HylaFaxWithMhWithoutEcm, Ours, "pty", drawn(2, FINE, MH)), ("DCS", "MPS", "MCF")),
    (Case(Ours, Efax, "socat", drawn(2, STANDARD, MH)), ("DCS", "MCF")),
    (Case(Efax, Ours, "pty", drawn(2, STANDARD, MH)), ("CFR", "MPS", "MCF")),
]
"""Cases, and the frames whose first one is lost."""

HURTING = """
[[trigger]]
page = 1
octet = 800
do = "disturb"
side = "caller"
seconds = 0.5
"""
NOISE = """
[[line]]
both = { delay = 0.3 }
from_caller = { delay = 0.3, bit_error_rate = 1e-4 }
"""


@pytest.mark.parametrize(("case", "rate"), SLOW, ids=str)
def test_the_line_is_too_bad_for_14400(case: Case, rate: int, tmp_path: Path, peer: Peer) -> None:
    call = case.send(tmp_path, peer, f"[[line]]\nboth = {{ top_speed = {rate} }}\n")
    assert call.rates == {rate}
    assert "FTT" in call.frames


@pytest.mark.parametrize("case", HURT, ids=str)
def test_a_page_that_is_hurt_is_sent_again(case: Case, tmp_path: Path, peer: Peer) -> None:
    # efax may take more than a second to begin, and then only ones have gone by.
    hurting = HURTING.replace("800", "2500") if case.sender is Efax else HURTING
    call = case.send(tmp_path, peer, hurting)
    assert ("PPR" if case.ecm else "RTN") in call.frames


@pytest.mark.parametrize(("case", "lost"), LOSING, ids=str)
def test_a_frame_that_is_lost_is_made_up_for(
    case: Case, lost: tuple[str, ...], tmp_path: Path, peer: Peer
) -> None:
    losing = "".join(f'[[trigger]]\nframe = "{frame}"\ndo = "drop"\n' for frame in lost)
    call = case.send(tmp_path, peer, losing + (HURTING if "PPR" in lost else ""))
    for frame in lost:
        sent = [label for label in call.frames if label.partition("-")[0] == frame]
        assert len(sent) >= 2, call.frames
        assert call.was_lost(frame)


BY_CHANCE = [
    Case(Ours, HylaFaxWithMr, "socat", drawn(5, FINE, MR)),
    Case(HylaFaxWithEcm, Ours, "pty", drawn(5, FINE, MMR)),
]


@pytest.mark.parametrize("case", BY_CHANCE, ids=str)
def test_errors_by_chance_on_a_long_line_are_corrected(
    case: Case, tmp_path: Path, peer: Peer
) -> None:
    call = case.send(tmp_path, peer, NOISE)
    assert "PPR" in call.frames
