"""One call between two programs: sent, or polled, and compared pel by pel and frame by frame."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from faxstatus_core.t4 import Coding, PageFormat, Resolution
from faxstatus_core.t30.frames import Dcs
from faxstatus_core.trace.arrivals import Fate
from faxstatus_core.trace.steps import Step
from tests.interop.dissection import assert_read_alike
from tests.interop.lab import Attachment, Lab, lab
from tests.interop.programs import Fax, Peer, Program
from tests.support.pages import draw_page, same

MARGIN = 100
"""White lines at the top of each page."""

_SAID = r"\b(send|sent|recv|received|REMOTE) {}\b"
_TOLD = {
    "FTT": r"training at v\.\w+ (?!14400)|(sent|received) FTT",
    "CFR": r"TRAINING succeeded|(sent|received) CFR",
    **{frame: _SAID.format(frame) for frame in ("RTN", "PPR", "MCF")},
}
"""What a program's log has in it if that frame was in its call."""


def drawn(pages: int, resolution: Resolution, coding: Coding | None) -> Fax:
    """A fax of ``pages`` pages, each different."""
    width = PageFormat(resolution).pels
    return Fax([_page(number + 1, width) for number in range(pages)], resolution, coding)


def _page(number: int, width: int) -> Image.Image:
    drawing = draw_page(number)
    page = drawing.resize((width, drawing.height), Image.Resampling.NEAREST)
    page.paste(1, (0, 0, page.width, MARGIN))
    return page


@dataclass(frozen=True)
class Call:
    """A call: what the modems saw, and what the programs told of it."""

    steps: list[Step]
    selections: list[Dcs]
    rates: set[int]
    told_rates: set[int]
    logs: list[str]

    @property
    def frames(self) -> list[str]:
        """Every frame by name."""
        return [step.label for step in self.steps if step.kind == "frame"]

    def selected(self) -> set[tuple[Resolution, Coding, bool]]:
        """Resolution, coding and error correction of the pages, by the DCS that were sent."""
        return {
            (_resolution(dcs), _coding(dcs), dcs.error_correction_mode) for dcs in self.selections
        }

    def was_lost(self, frame: str) -> bool:
        """Whether the first of these did not arrive."""
        sent = [step for step in self.steps if step.label.partition("-")[0] == frame]
        return sent[0].fate is Fate.LOST

    def untold(self) -> list[str]:
        """Frames of the call that a program which keeps a log has nothing of in it."""
        logs = [log for log in self.logs if log]
        said = {frame: re.compile(words) for frame, words in _TOLD.items() if frame in self.frames}
        return [frame for frame in said if not all(said[frame].search(log) for log in logs)]


def _coding(dcs: Dcs) -> Coding:
    assert not dcs.t85_coding
    if dcs.t6_coding:
        return Coding.MMR
    return Coding.MR if dcs.two_dimensional_coding else Coding.MH


def _resolution(dcs: Dcs) -> Resolution:
    inch = dcs.inch_based_resolution
    for there, metric, inches in (
        (dcs.r16_15_4_lines_mm, Resolution.R16, Resolution.PELS_400),
        (dcs.pels_300x300, Resolution.PELS_300, Resolution.PELS_300),
        (dcs.r8_15_4_lines_mm, Resolution.SUPERFINE, Resolution.SUPERFINE),
        (dcs.r8_7_7_lines_mm, Resolution.FINE, Resolution.PELS_200),
    ):
        if there:
            return inches if inch else metric
    return Resolution.STANDARD


@dataclass(frozen=True)
class Case:
    """Who sends what to whom. Two programs correct errors if both can."""

    sender: type[Program]
    receiver: type[Program]
    attachment: Attachment
    fax: Fax

    @property
    def ecm(self) -> bool:
        """Whether errors are corrected."""
        return self.sender.ecm and self.receiver.ecm

    def __str__(self) -> str:
        fax = self.fax
        coding = fax.coding.value if fax.coding else "any"
        what = f"{len(fax.pages)}-{fax.resolution.title}-{coding}"
        return f"{self.sender.__name__}-{self.receiver.__name__}-{what}-{self.attachment}"

    def send(self, folder: Path, peer: Peer, scenario: str = "") -> Call:
        """Send the fax, which must arrive, selected as it is; tshark must read every frame."""
        fax = self.fax
        with lab(self.attachment, peer("socat"), scenario) as modems:
            from_a, to_b = self.sender(peer, folder), self.receiver(peer, folder)
            with to_b.receiving(modems) as received:
                from_a.send(modems, fax)
                pages = received()
            call = call_on(modems, from_a, to_b)
            assert_read_alike(peer("tshark"), modems.trace(), folder / "call.pcapng")
        # Some receivers keep what they refused.
        assert len(fax.pages) <= len(pages) <= len(fax.pages) + call.frames.count("RTN"), call
        assert_arrived(fax.pages, pages, from_a, to_b)
        [(resolution, coding, ecm)] = call.selected()
        assert (resolution, ecm) == (fax.resolution, self.ecm)
        assert coding == (fax.coding or coding)
        assert call.told_rates <= call.rates
        assert not call.untold(), call.logs
        return call


def call_on(modems: Lab, *programs: Program) -> Call:
    """The one call that ``programs`` had."""
    return Call(
        modems.steps(),
        modems.selections(),
        modems.page_rates(),
        {rate for program in programs if (rate := program.rate())},
        [program.log() for program in programs],
    )


def assert_arrived(
    sent: Sequence[Image.Image],
    received: Sequence[Image.Image],
    sender: Program,
    receiver: Program,
) -> None:
    """Each page came, in their order, perhaps with others between that were refused."""
    came = iter(received)
    for number, page in enumerate(sent, 1):
        assert any(_arrived(page, each, sender, receiver) for each in came), f"page {number}"


def _arrived(sent: Image.Image, received: Image.Image, sender: Program, receiver: Program) -> bool:
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
