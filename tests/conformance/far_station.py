"""The far end of a scenario: makes signals of words, and keeps what they depend on."""

from dataclasses import dataclass, field

from faxstatus_core.t30.actions import ReceivedFrame
from faxstatus_core.t30.frames import (
    ContinueToCorrect,
    EndOfRetransmission,
    Fcf,
    Fif,
    Frame,
    Identification,
    NonStandard,
    PartialPageRequest,
    PartialPageSignal,
    build,
)
from faxstatus_core.t30.negotiation.ladder import DATA_RATE_OF
from faxstatus_core.t30.negotiation.selection import Selection
from faxstatus_core.t30.training import training_check
from faxstatus_core.t31.modulations import BY_CODE, V17_14400, Modulation
from tests.conformance.notation import Word, numbers
from tests.conformance.scenario import Role, Scenario
from tests.support.ecm_far_end import carrier

GOOD = "good"
"""What is on a page that says nothing else."""
NOISE = b"\x55\xaa\x00\xff\x13"


@dataclass
class FarStation:
    """Speaks the words of ``scenario``."""

    scenario: Scenario
    selected: Selection = field(init=False)
    """What a DCS without words of its own says."""

    def __post_init__(self) -> None:
        setup = self.scenario.setup
        ecm = setup.remote.error_correction and setup.local.error_correction
        frame_octets = setup.remote.frame_octets
        self.selected = Selection(
            V17_14400, error_correction=ecm, frame_octets=frame_octets if ecm else 256
        )

    def knows(self, each: Word) -> bool:
        """Whether the word is a frame."""
        name = each.name.replace("-", "_")
        second = each.name.startswith(("PPS-", "EOR-"))
        return second or each.name in self.scenario.words or name in Fcf.__members__

    def carrier(self, words: list[Word]) -> tuple[ReceivedFrame, ...]:
        """The frames of one V.21 carrier."""
        last = len(words) - 1
        return tuple(
            ReceivedFrame(self._octets(each, final=place == last), not each.damaged)
            for place, each in enumerate(words)
        )

    def _octets(self, each: Word, *, final: bool) -> bytes:
        given = self.scenario.words.get(each.name)
        if isinstance(given, bytes):
            return given
        frame = given or self._frame(each)
        x = (self.scenario.setup.role is Role.CALLED) != each.wrong_x
        whole = Frame(frame.fcf, x and frame.fcf.carries_x, final, frame.fif)
        return build(whole, with_fcs=False)

    def _frame(self, each: Word) -> Frame:
        name, _, second = each.name.partition("-")
        detail = each.detail or ""
        command = None if second == "NULL" else Fcf.__members__.get(second.replace("-", "_"))
        fif: Fif
        match name:
            case "PPS":
                page, block, frames = map(int, detail.split(","))
                fif = PartialPageSignal(command, page, block, frames)
            case "EOR":
                fif = EndOfRetransmission(command)
            case _:
                return self._plain_frame(Fcf[each.name.replace("-", "_")], each)
        return Frame(Fcf[name], fif=fif)

    def _plain_frame(self, fcf: Fcf, each: Word) -> Frame:
        setup = self.scenario.setup
        fif: Fif = b""
        match fcf:
            case Fcf.DIS | Fcf.DTC:
                to_poll = setup.role is Role.POLLER or setup.then_poll
                fif = setup.remote.dis(to_poll=to_poll)
            case Fcf.DCS:
                fif = self.selected.at(BY_CODE[each.code or V17_14400.code]).dcs()
            case Fcf.CTC:
                fif = ContinueToCorrect(DATA_RATE_OF[BY_CODE[each.code or V17_14400.code]])
            case Fcf.PPR:
                fif = PartialPageRequest(frozenset(numbers(each.detail or "")))
            case Fcf.CSI | Fcf.TSI | Fcf.CIG | Fcf.SUB | Fcf.SID | Fcf.SEP | Fcf.PWD | Fcf.PSA:
                fif = Identification(each.detail or "+49 3")
            case Fcf.NSF | Fcf.NSC | Fcf.NSS:
                fif = NonStandard(0xB5, b"maker")
        return Frame(fcf, fif=fif)

    def data(self, each: Word, modulation: Modulation) -> bytes:
        """The octets of a training check, a page or a block's carrier."""
        match each.name:
            case "TCF":
                return {"bad": b"\x55" * 2000, "none": b""}.get(
                    each.detail or "", training_check(modulation)
                )
            case "page":
                return (GOOD if each.detail is None else each.detail).encode()
        frames, *options = (each.detail or "").split("/")
        given = {name: value for name, _, value in (option.partition("=") for option in options)}
        return carrier(
            [(n, frame_data(n, self.selected.frame_octets)) for n in numbers(frames)],
            damaged=frozenset(numbers(given.get("bad", ""))),
            rcps=int(given.get("rcp", 3)),
            noise=NOISE if "noise" in given else b"",
        )

    def stored(self, text: str) -> bytes:
        """What is safe of a page that a scenario's ``stored`` names."""
        if not self.selected.error_correction:
            return text.encode()
        octets = self.selected.frame_octets
        return b"".join(frame_data(n, octets) for part in text.split() for n in numbers(part))


def frame_data(number: int, octets: int) -> bytes:
    """The octets of a frame of coded data."""
    return bytes([number, number ^ 0x5A]) * (octets // 2)
