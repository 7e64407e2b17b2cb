"""A call as a ladder of text: the caller on the left, the called on the right."""

from dataclasses import dataclass

from faxstatus_core.text import printable
from modem_sim.trace.arrivals import Fate
from modem_sim.trace.calls import CallTrace
from modem_sim.trace.steps import Kind, Step, steps_of

_LANE = 64
"""Characters between the two lines."""
_LEAST_ARROW = 6
_BLANK = " " * 10


@dataclass(frozen=True)
class LadderLine:
    """One line of text, and what it is about."""

    text: str
    kind: Kind
    fate: Fate


def ladder(call: CallTrace, *, bits: bool = False, commands: bool = False) -> list[LadderLine]:
    """The lines of the ladder; ``bits``: with every frame bit by bit below it."""
    lines = []
    for step in steps_of(call, commands=commands):
        for index, text in enumerate(_arrow(step)):
            when = f"{step.t:9.3f} " if index == 0 else _BLANK
            lines.append(LadderLine(f"{when}│{text}│", step.kind, step.fate))
        if bits:
            lines += [
                LadderLine(f"{_BLANK}│ {text:<{_LANE - 1}}│", step.kind, step.fate)
                for bit in step.bits
                for text in _wrapped(bit, _LANE - 2)
            ]
    return lines


def title(call: CallTrace) -> str:
    """What call it is, on one line."""
    numbers = call.heading.stations
    text = (
        f"call {call.number}: {call.caller} ({numbers.get(call.caller, '?')}) calls {call.dialled}"
    )
    return printable(f"{text}, which is {call.called}" if call.called else text)


def told(step: Step) -> str:
    """The step on one line: its name, what it says, how long it took."""
    seconds = f"({step.seconds:.1f} s)" if step.seconds else ""
    again = f"{step.times} times" if step.times > 1 else ""
    fate = f"[{step.fate.value}]" if step.fate is not Fate.ARRIVED else ""
    return printable(" ".join(filter(None, (step.label, step.detail, seconds, again, fate))))


def _arrow(step: Step) -> list[str]:
    """The lane's lines of ``step``, each as wide as the lane."""
    by_exchange = step.by == "exchange"
    if by_exchange and step.to is None:
        return [f"{text:^{_LANE}}" for text in _wrapped(f"*** {told(step)} ***", _LANE)]
    rightward = step.by == "caller" or (by_exchange and step.to == "called")
    if step.to is None:
        texts = _wrapped(told(step), _LANE - 2)
        return [f" {t:<{_LANE - 1}}" if rightward else f"{t:>{_LANE - 1}} " for t in texts]
    first, *more = _wrapped(told(step), _LANE - _LEAST_ARROW - 3)
    length = _LEAST_ARROW if by_exchange else _LANE - len(first) - 3
    shaft = ("─" if step.kind in ("frame", "data") else "·") * length
    head = "X" if step.fate is Fate.LOST else "▶" if rightward else "◀"
    if rightward:
        lines = [f"{first} {shaft}{head}".rjust(_LANE)]
    else:
        lines = [f"{head}{shaft} {first}".ljust(_LANE)]
    at_the_right = rightward == by_exchange
    return lines + [f"{t:>{_LANE - 1}} " if at_the_right else f" {t:<{_LANE - 1}}" for t in more]


def _wrapped(text: str, width: int) -> list[str]:
    """``text`` in pieces of at most ``width``, cut at spaces where there are any."""
    pieces = []
    while len(text) > width:
        cut = text.rfind(" ", 1, width + 1)
        cut = width if cut <= 0 else cut
        pieces.append(text[:cut])
        text = text[cut:].lstrip(" ")
    return [*pieces, text]
