"""A call as a ladder of text: the caller on the left, the called on the right."""

from dataclasses import dataclass

from faxstatus_core.text import printable
from faxstatus_core.trace.arrivals import Fate
from faxstatus_core.trace.calls import CallTrace
from faxstatus_core.trace.steps import Kind, Step, steps_of

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


def ladder(call: CallTrace, *, bits: bool = False, details: bool = False) -> list[LadderLine]:
    """The lines of the ladder; ``bits``: with every frame bit by bit below it.

    ``details``: see :func:`~.steps.steps_of`.
    """
    lines = []
    for step in steps_of(call, details=details):
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


def caution(call: CallTrace) -> str:
    """What a trace that one station made does not know; empty if it is a trace of everything."""
    here = call.heading.seen_from
    if here is None:
        return ""
    return printable(
        f"Seen from {here} alone: what the other end sent is shown when it came here, and whether "
        f"what {here} sent arrived is not known. Times are those at which the modem told of it, "
        "less what it took on the line."
    )


def title(call: CallTrace) -> str:
    """What call it is, on one line."""
    number = call.heading.stations.get(call.caller) or "?"
    whom = call.dialled or call.called
    which = f", which is {call.called}" if call.called not in ("", whom) else ""
    return printable(f"call {call.number}: {call.caller} ({number}) calls {whom}{which}")


def told(step: Step) -> str:
    """The step on one line: its name, what it says, how long it took."""
    seconds = f"({step.seconds:.1f} s)" if step.seconds else ""
    again = f"{step.times} times" if step.times > 1 else ""
    fate = f"[{step.fate.value}]" if step.fate.is_bad else ""
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
    pieces, start = [], 0
    while len(text) - start > width:
        cut = text.rfind(" ", start + 1, start + width + 1)
        cut = start + width if cut < 0 else cut
        pieces.append(text[start:cut])
        start = cut
        while text.startswith(" ", start):
            start += 1
    return [*pieces, text[start:]]
