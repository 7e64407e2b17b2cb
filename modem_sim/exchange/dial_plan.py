"""What a dialled number leads to."""

from collections.abc import Container, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from faxstatus_core.t31.tones import Tone


@dataclass(frozen=True, slots=True)
class HuntGroup:
    """Subscribers behind one number: the first free member rings.

    ``rotary``: the search begins after the member that was called last. ``wait``: seconds for
    which a caller hears the ringing tone while every member is busy, before the busy tone.
    """

    members: tuple[str, ...]
    rotary: bool = False
    wait: float = 0.0


@dataclass(frozen=True, slots=True)
class Refusal:
    """The caller hears this tone."""

    tone: Tone


@dataclass(frozen=True, slots=True)
class Unanswered:
    """It rings where nobody is."""


Destination = HuntGroup | Refusal | Unanswered


class DialPlan(Protocol):
    """Resolves numbers."""

    def resolve(self, caller: str, dialled: str, numbers: Container[str]) -> Destination:
        """What ``dialled`` leads to for ``caller``; ``numbers`` are those of the subscribers."""


@dataclass(frozen=True, slots=True)
class Directory:
    """Subscribers by their own numbers, and numbers that lead elsewhere."""

    special: Mapping[str, Destination] = field(default_factory=dict)

    def resolve(self, caller: str, dialled: str, numbers: Container[str]) -> Destination:
        """The special destination, else the subscriber, else number unobtainable."""
        if dialled in self.special:
            return self.special[dialled]
        if dialled in numbers:
            return HuntGroup((dialled,))
        return Refusal(Tone.UNOBTAINABLE)


@dataclass(frozen=True, slots=True)
class OtherEnd:
    """Two subscribers: whatever one dials rings the other; one's own number is busy."""

    first: str
    second: str

    def resolve(self, caller: str, dialled: str, numbers: Container[str]) -> Destination:
        """The other end, or the caller's own, busy line."""
        if dialled == caller:
            return Refusal(Tone.BUSY)
        return HuntGroup((self.second if caller == self.first else self.first,))
