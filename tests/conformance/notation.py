"""The words of a script, and the words for what a station said."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from faxstatus_core.t30.actions import SendData, SendFrames
from faxstatus_core.t30.frames import (
    ContinueToCorrect,
    Dcs,
    Dis,
    EndOfRetransmission,
    Fcf,
    Frame,
    Identification,
    PartialPageRequest,
    PartialPageSignal,
    parse,
)
from faxstatus_core.t30.negotiation.ladder import MODULATION_OF
from tests.support.ecm_far_end import read_carrier

_WORD = re.compile(r"(~?)([A-Za-z][\w.:-]*?)(?:@(\d+))?(?:\((.*)\))?(?:@(\d+))?('?)")
_TIMES = re.compile(r"(.*?)(?:\*(\d+)|(\.\.\.))")


@dataclass(frozen=True)
class Word:
    """``name``, the T.31 ``code`` of its modulation or rate, and ``detail``; None: not said."""

    name: str
    code: int | None = None
    detail: str | None = None
    damaged: bool = False
    wrong_x: bool = False

    def __str__(self) -> str:
        code = f"@{self.code}" if self.code is not None else ""
        return f"{self.name}{code}" + (f"({self.detail})" if self.detail is not None else "")

    def covers(self, said: "Word") -> bool:
        """Whether ``said`` is what this word asks for."""
        if self.name != said.name or self.code not in (None, said.code):
            return False
        if self.detail is None or said.name not in ("DCS", "DIS", "DTC"):
            return self.detail in (None, said.detail)
        bits = (said.detail or "").split("/")
        return all(
            (bit[1:] not in bits) if bit.startswith("!") else bit in bits
            for bit in self.detail.split("/")
        )


def word(text: str) -> Word:
    """The word that ``text`` is."""
    if text.startswith("always:"):
        return Word(text)
    match = _WORD.fullmatch(text)
    assert match, text
    damaged, name, code, detail, code_behind, wrong_x = match.groups()
    code = code or code_behind
    return Word(name, int(code) if code else None, detail, bool(damaged), bool(wrong_x))


def turns(script: str) -> Iterator[tuple[list[str], list[str]]]:
    """Each turn's heard and said words."""
    for turn in script.split(";"):
        heard, _, said = turn.partition("->")
        yield heard.split(), said.split()


def matches(expected: Sequence[str], said: Sequence[Word]) -> bool:
    """Whether ``said`` is all that is ``expected``, in order."""
    if expected == ["anything"]:
        return True
    place = 0
    for text in expected:
        least = most = 1
        times = _TIMES.fullmatch(text)
        if times:
            least, most = (int(times[2]),) * 2 if times[2] else (1, len(said))
        unit = [word(each) for each in (times[1] if times else text).split("&")]
        count = 0
        while count < most and _covered(unit, said[place : place + len(unit)]):
            place, count = place + len(unit), count + 1
        if count < least:
            return False
    return place == len(said)


def _covered(unit: Sequence[Word], said: Sequence[Word]) -> bool:
    return len(unit) == len(said) and all(w.covers(s) for w, s in zip(unit, said, strict=True))


def numbers(text: str) -> list[int]:
    """``0-3,9`` is 0, 1, 2, 3, 9."""
    found: list[int] = []
    for part in filter(None, text.split(",")):
        first, _, last = part.partition("-")
        found += range(int(first), int(last or first) + 1)
    return found


def ranges(values: Sequence[int]) -> str:
    """The inverse of :func:`numbers`."""
    parts: list[list[int]] = []
    for value in values:
        if parts and value == parts[-1][-1] + 1:
            parts[-1] = [parts[-1][0], value]
        else:
            parts.append([value])
    return ",".join("-".join(map(str, part)) for part in parts)


def spoken(action: SendFrames | SendData, *, corrected: bool) -> list[Word]:
    """The words for what was sent. ``corrected``: with error correction."""
    if isinstance(action, SendFrames):
        return [_frame_word(parse(octets, with_fcs=False)) for octets in action.frames]
    code = action.modulation.code
    if action.page is None:
        return [Word("TCF", code)]
    if corrected:
        return [Word("data", code, ranges([n for n, _ in read_carrier(action.data).frames]))]
    return [Word("page", code, str(action.page))]


def _frame_word(frame: Frame) -> Word:
    name = frame.fcf.standard_name
    match frame.fif:
        case Dcs() as dcs:
            return Word(name, _code(dcs.data_rate), "/".join(text for _, text in dcs.describe()))
        case Dis() as dis:
            return Word(name, None, "/".join(text for _, text in dis.describe()))
        case ContinueToCorrect(rate):
            return Word(name, _code(rate))
        case Identification(text):
            return Word(name, None, text)
        case PartialPageSignal(command, page, block, frames):
            return Word(f"PPS-{_second(command)}", None, f"{page},{block},{frames}")
        case EndOfRetransmission(command):
            return Word(f"EOR-{_second(command)}")
        case PartialPageRequest(frames):
            return Word(name, None, ranges(sorted(frames)))
    return Word(name)


def _code(rate: int) -> int:
    return next(m.code for known, m in MODULATION_OF.items() if known == rate)


def _second(command: Fcf | None) -> str:
    return "NULL" if command is None else command.standard_name
