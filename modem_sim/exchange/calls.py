"""A call, and what the exchange tells of it."""

from dataclasses import dataclass, field

from faxstatus_core.t31.tones import Tone
from modem_sim.line.path import LinePaths


@dataclass(slots=True, eq=False)
class Call:
    """One call: ``number`` counts the calls of an exchange from 1.

    ``called`` is the number of the line that rings or answered, None before one was found;
    ``paths`` exist from the answer on.
    """

    number: int
    caller: str
    dialled: str
    called: str | None = None
    paths: LinePaths | None = field(default=None, repr=False)
    over: bool = False
    """Whether its end has been told."""


@dataclass(frozen=True, slots=True)
class CallPlaced:
    """A number was dialled."""

    call: Call


@dataclass(frozen=True, slots=True)
class CallRinging:
    """The called line rings for the first time."""

    call: Call


@dataclass(frozen=True, slots=True)
class CallAnswered:
    """The called line went off hook: there are paths both ways."""

    call: Call


@dataclass(frozen=True, slots=True)
class CallRefused:
    """The caller hears ``tone`` in place of an answer."""

    call: Call
    tone: Tone


@dataclass(frozen=True, slots=True)
class CallEnded:
    """``by`` hung up, a number; None: the network ended the call."""

    call: Call
    by: str | None


CallEvent = CallPlaced | CallRinging | CallAnswered | CallRefused | CallEnded
