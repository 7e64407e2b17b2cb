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

Peer = Callable[[str], str]


def _send(
    sender: type[Program],
    receiver: type[Program],
    attachment: Attachment,
    scenario: str,
    folder: Path,
    peer: Peer,
) -> None:
    with lab(attachment, peer("socat"), scenario) as modems:
        from_a, to_b = sender(peer, folder), receiver(peer, folder)
        with to_b.receiving(modems) as received:
            from_a.send(modems, PAGES)
            pages = received()
        assert [arrived(*pair, from_a, to_b) for pair in zip(PAGES, pages, strict=True)] == [
            True,
            True,
        ]


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
    _send(sender, receiver, attachment, "", tmp_path, peer)
