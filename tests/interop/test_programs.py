"""Whole faxes between real programs on emulated modems, in real time."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from tests.interop.lab import Attachment, lab
from tests.interop.programs import Efax, HylaFaxWithEcm, HylaFaxWithoutEcm, Ours, Program
from tests.support.pages import draw_page, same

pytestmark = pytest.mark.realtime

MARGIN = 100
"""White lines at the top of each page."""


def _page(number: int) -> Image.Image:
    page = draw_page(number)
    page.paste(1, (0, 0, page.width, MARGIN))
    return page


PAGES = [_page(1), _page(2)]

ATTACHMENTS: tuple[Attachment, ...] = ("pty", "socat")
PAIRS: list[tuple[type[Program], type[Program]]] = [
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

ECM_PAIRS: list[tuple[type[Program], type[Program], Attachment]] = [
    (HylaFaxWithEcm, HylaFaxWithEcm, "pty"),
    (HylaFaxWithEcm, HylaFaxWithEcm, "socat"),
]

HURT = """
[[trigger]]
page = 1
octet = {octet}
do = "disturb"
side = "caller"
seconds = 0.5
"""

Peer = Callable[[str], str]


def _send(
    sender: type[Program],
    receiver: type[Program],
    attachment: Attachment,
    folder: Path,
    peer: Peer,
    scenario: str = "",
) -> tuple[list[str], set[int]]:
    """Send the pages, which must arrive; the frames that were sent, and the rates of pages."""
    with lab(attachment, peer("socat"), scenario) as modems:
        from_a, to_b = sender(peer, folder), receiver(peer, folder)
        with to_b.receiving(modems) as received:
            from_a.send(modems, PAGES)
            pages = received()
        frames = modems.frames()
        # Some receivers keep what they refused.
        assert len(PAGES) <= len(pages) <= len(PAGES) + frames.count("RTN"), frames
        came = iter(pages)
        for page in PAGES:
            assert any(arrived(page, each, from_a, to_b) for each in came), frames
        return frames, modems.page_rates()


def arrived(sent: Image.Image, received: Image.Image, sender: Program, receiver: Program) -> bool:
    """Whether ``received`` has all of ``sent`` below the header that its sender may print.

    What is below the page is white (HylaFAX adds some lines), but for efax, which sends what it
    finds after the page in its memory.
    """
    loses_top = receiver.loses_tops and not (sender.ecm and receiver.ecm)
    body = sent.crop((0, MARGIN, sent.width, sent.height))
    for top in range(0 if loses_top else MARGIN, MARGIN + sender.header + 1):
        bottom = top + body.height
        if same(body, received.crop((0, top, received.width, bottom))):
            above = received.crop((0, 0, received.width, top))
            below = received.crop((0, bottom, received.width, received.height))
            return sender.header > 0 or (_white(above) and _white(below))
    return False


def _white(part: Image.Image) -> bool:
    return part.height == 0 or part.getextrema() == (255, 255)


@pytest.mark.parametrize("attachment", ATTACHMENTS)
@pytest.mark.parametrize(("sender", "receiver"), PAIRS)
def test_two_pages(
    sender: type[Program],
    receiver: type[Program],
    attachment: Attachment,
    tmp_path: Path,
    peer: Peer,
) -> None:
    frames, rates = _send(sender, receiver, attachment, tmp_path, peer)
    assert rates == {14400}
    assert ("PPS-EOP" in frames) == (sender.ecm and receiver.ecm)
    assert not {"RTN", "PPR", "FTT"} & set(frames)


@pytest.mark.parametrize("rate", [9600, 4800])
@pytest.mark.parametrize(
    ("sender", "receiver", "attachment"), [(*pair, "pty") for pair in PAIRS[:5]] + ECM_PAIRS
)
def test_the_line_is_too_bad_for_14400(
    sender: type[Program],
    receiver: type[Program],
    attachment: Attachment,
    rate: int,
    tmp_path: Path,
    peer: Peer,
) -> None:
    bad = f"[[line]]\nboth = {{ top_speed = {rate} }}\n"
    frames, rates = _send(sender, receiver, attachment, tmp_path, peer, bad)
    assert rates == {rate}
    assert "FTT" in frames


@pytest.mark.parametrize(
    ("sender", "receiver", "attachment"), [(*pair, "socat") for pair in PAIRS[:5]] + ECM_PAIRS
)
def test_a_page_that_is_hurt_is_sent_again(
    sender: type[Program],
    receiver: type[Program],
    attachment: Attachment,
    tmp_path: Path,
    peer: Peer,
) -> None:
    corrects = sender.ecm and receiver.ecm
    hurt = HURT.format(octet=800 if corrects else 2500)
    frames, _ = _send(sender, receiver, attachment, tmp_path, peer, hurt)
    assert ("PPR" if corrects else "RTN") in frames, frames
