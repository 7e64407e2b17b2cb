"""Whole faxes between real programs on emulated modems, in real time."""

import random
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from PIL import Image

from faxstatus_core.t4 import Coding, Resolution
from tests.interop.lab import Attachment, lab
from tests.interop.programs import (
    Efax,
    Fax,
    HylaFaxOnHardwareFlowControl,
    HylaFaxWithEcm,
    HylaFaxWithoutEcm,
    Ours,
    OursWithoutEcm,
    Program,
)
from tests.support.pages import draw_page, same
from tests.support.tshark import assert_agrees

pytestmark = pytest.mark.realtime

MARGIN = 100
"""White lines at the top of each page."""


def _page(number: int) -> Image.Image:
    page = draw_page(number)
    page.paste(1, (0, 0, page.width, MARGIN))
    return page


PAGES = [_page(1), _page(2)]
TWO_PAGES = Fax(PAGES)
FIVE_PAGES = [_page(number) for number in range(1, 6)]


def _noise() -> Image.Image:
    """A page of fine dots, which is smallest in MH."""
    page = Image.new("1", (1728, 300), 1)
    chance = random.Random(1)
    page.paste(Image.frombytes("1", (1600, 150), chance.randbytes(200 * 150)), (64, MARGIN + 20))
    return page


Pair = tuple[type[Program], type[Program]]
ATTACHMENTS: tuple[Attachment, ...] = ("pty", "socat")
PAIRS: list[Pair] = [
    (Ours, Ours),
    (Ours, Efax),
    (Efax, Ours),
    (Ours, HylaFaxWithEcm),
    (HylaFaxWithEcm, Ours),
    (Efax, HylaFaxWithoutEcm),
    (HylaFaxWithoutEcm, Efax),
    (HylaFaxWithEcm, HylaFaxWithEcm),
    (HylaFaxWithoutEcm, HylaFaxWithoutEcm),
]
MORE_PAIRS: list[Pair] = [
    (Efax, Efax),
    (HylaFaxOnHardwareFlowControl, HylaFaxOnHardwareFlowControl),
    (OursWithoutEcm, HylaFaxWithEcm),
    (HylaFaxWithEcm, OursWithoutEcm),
]
"""Two efaxes cannot fall back: efax's DCS for V.17 at 9600 bit/s says V.27 ter at 2400."""
BAD_LINES: list[tuple[type[Program], type[Program], Attachment]] = [
    *((*pair, "pty") for pair in PAIRS[:5]),
    (HylaFaxWithEcm, HylaFaxWithEcm, "socat"),
    (HylaFaxWithoutEcm, HylaFaxWithoutEcm, "socat"),
]
HURT_PAGES: list[tuple[type[Program], type[Program], Attachment]] = [
    *((*pair, "socat") for pair in PAIRS[:5]),
    (HylaFaxWithEcm, HylaFaxWithEcm, "pty"),
    (HylaFaxWithoutEcm, HylaFaxWithoutEcm, "socat"),
]

HURT = """
[[trigger]]
page = 1
octet = 800
do = "disturb"
side = "caller"
seconds = 0.5
"""

Peer = Callable[[str], str]


@dataclass(frozen=True)
class Call:
    """A call: frames, and bit rates of pages, by the modems; rates and logs by the programs."""

    frames: list[str]
    rates: set[int]
    selections: list[str]
    told_rates: set[int]
    logs: list[str]

    def told(self, frame: str) -> bool:
        """Whether every program that keeps a log has ``frame`` in it."""
        said = re.compile(rf"\b(send|sent|recv|received) {frame}\b")
        return all(said.search(log) for log in self.logs if log)


def _send(
    sender: type[Program],
    receiver: type[Program],
    attachment: Attachment,
    folder: Path,
    peer: Peer,
    scenario: str = "",
    fax: Fax = TWO_PAGES,
) -> Call:
    """Send the pages, which must arrive; tshark must find in every frame what we find."""
    with lab(attachment, peer("socat"), scenario) as modems:
        from_a, to_b = sender(peer, folder), receiver(peer, folder)
        with to_b.receiving(modems) as received:
            from_a.send(modems, fax)
            pages = received()
        call = Call(
            modems.frames(),
            modems.page_rates(),
            modems.selections(),
            {rate for rate in (from_a.rate(), to_b.rate()) if rate},
            [from_a.log(), to_b.log()],
        )
        assert_agrees(peer("tshark"), modems.trace(), folder / "call.pcapng")
        # Some receivers keep what they refused.
        sent = len(fax.pages)
        assert sent <= len(pages) <= sent + call.frames.count("RTN"), call.frames
        came = iter(pages)
        for page in fax.pages:
            assert any(arrived(page, each, from_a, to_b) for each in came), call.frames
        return call


def arrived(sent: Image.Image, received: Image.Image, sender: Program, receiver: Program) -> bool:
    """Whether ``received`` has all of ``sent`` below the header that its sender may print.

    What is below the page is white (HylaFAX adds some lines), but for efax, which sends what it
    finds after the page in its memory.
    """
    loses = 0 if sender.ecm and receiver.ecm else receiver.loses
    body = sent.crop((0, MARGIN, sent.width, sent.height))
    for top in range(MARGIN - loses, MARGIN + sender.header + 1):
        bottom = top + body.height
        if same(body, received.crop((0, top, received.width, bottom))):
            above = received.crop((0, 0, received.width, top))
            below = received.crop((0, bottom, received.width, received.height))
            return sender.header > 0 or (_white(above) and _white(below))
    return False


def _white(part: Image.Image) -> bool:
    return part.height == 0 or part.getextrema() == (255, 255)


@pytest.mark.parametrize("attachment", ATTACHMENTS)
@pytest.mark.parametrize(("sender", "receiver"), [*PAIRS, *MORE_PAIRS])
def test_two_pages(
    sender: type[Program],
    receiver: type[Program],
    attachment: Attachment,
    tmp_path: Path,
    peer: Peer,
) -> None:
    call = _send(sender, receiver, attachment, tmp_path, peer)
    assert call.rates == {14400}
    assert call.told_rates <= {14400}
    assert ("PPS-EOP" in call.frames) == (sender.ecm and receiver.ecm)
    assert not {"RTN", "PPR", "FTT"} & set(call.frames)


@pytest.mark.parametrize("rate", [9600, 4800])
@pytest.mark.parametrize(("sender", "receiver", "attachment"), BAD_LINES)
def test_the_line_is_too_bad_for_14400(
    sender: type[Program],
    receiver: type[Program],
    attachment: Attachment,
    rate: int,
    tmp_path: Path,
    peer: Peer,
) -> None:
    bad = f"[[line]]\nboth = {{ top_speed = {rate} }}\n"
    call = _send(sender, receiver, attachment, tmp_path, peer, bad)
    assert call.rates == {rate}
    assert call.told_rates <= {rate}
    assert "FTT" in call.frames


@pytest.mark.parametrize(("sender", "receiver", "attachment"), HURT_PAGES)
def test_a_page_that_is_hurt_is_sent_again(
    sender: type[Program],
    receiver: type[Program],
    attachment: Attachment,
    tmp_path: Path,
    peer: Peer,
) -> None:
    corrects = sender.ecm and receiver.ecm
    call = _send(sender, receiver, attachment, tmp_path, peer, HURT)
    asked_again = "PPR" if corrects else "RTN"
    assert asked_again in call.frames, call.frames
    assert call.told(asked_again), call.logs


STANDARD = Resolution.STANDARD
OTHER_FAXES: list[tuple[type[Program], type[Program], Fax, str]] = [
    (Ours, HylaFaxWithEcm, Fax(FIVE_PAGES, STANDARD), "ECM, MMR, 3.85 lines/mm"),
    (HylaFaxWithEcm, Ours, Fax(FIVE_PAGES, STANDARD, Coding.MMR), "ECM, MMR, 3.85 lines/mm"),
    (HylaFaxWithEcm, Ours, Fax(PAGES[:1], coding=Coding.MR), "ECM, MR, 7.7 lines/mm"),
    (HylaFaxWithEcm, Ours, Fax(PAGES[:1], coding=Coding.MH), "ECM, MH, 7.7 lines/mm"),
    (Ours, HylaFaxWithEcm, Fax([_noise()]), "ECM, MH, 7.7 lines/mm"),
    (OursWithoutEcm, HylaFaxWithEcm, Fax(FIVE_PAGES), "MR, 7.7 lines/mm"),
    (OursWithoutEcm, HylaFaxWithEcm, Fax([_noise()], STANDARD), "MH, 3.85 lines/mm"),
    (HylaFaxWithoutEcm, Ours, Fax(PAGES[:1], STANDARD), "MH, 3.85 lines/mm"),
    (Ours, Efax, Fax(FIVE_PAGES, STANDARD), "MH, 3.85 lines/mm"),
    (Efax, Ours, Fax(FIVE_PAGES, STANDARD), "MH, 3.85 lines/mm"),
]


@pytest.mark.parametrize(("sender", "receiver", "fax", "selected"), OTHER_FAXES)
def test_other_faxes(
    sender: type[Program],
    receiver: type[Program],
    fax: Fax,
    selected: str,
    tmp_path: Path,
    peer: Peer,
) -> None:
    call = _send(sender, receiver, "pty", tmp_path, peer, fax=fax)
    assert call.selections
    for selection in call.selections:
        assert selection.partition(", ")[2] == selected


LOST_CONFIRMATION = """
[[trigger]]
frame = "MCF"
do = "drop"
"""


@pytest.mark.parametrize(("sender", "receiver"), PAIRS[1:5])
def test_a_confirmation_that_is_lost_is_asked_for_again(
    sender: type[Program], receiver: type[Program], tmp_path: Path, peer: Peer
) -> None:
    call = _send(sender, receiver, "pty", tmp_path, peer, LOST_CONFIRMATION)
    command = "PPS-MPS" if sender.ecm and receiver.ecm else "MPS"
    assert call.frames.count(command) == 2
    assert call.frames.count("MCF") == 3
