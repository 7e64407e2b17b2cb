"""A line of the exchange and what is happening on it."""

import enum
from collections.abc import Callable
from dataclasses import dataclass, field

from modem_sim.exchange.calls import Call
from modem_sim.signals import NORMAL_RING, Cadence, LineEvent
from modem_sim.timeline import Appointment


@dataclass(frozen=True, slots=True)
class Subscription:
    """What a subscriber ordered: texts for caller identification, and the line's properties.

    ``name``: shown to those called; ``caller_id``: whether callers are shown on this line;
    ``ring``: its ringing cadence; ``dial_tone``: whether the line gives one; ``call_waiting``:
    whether a second call is announced by a tone in place of being refused.
    """

    name: str = ""
    caller_id: bool = True
    ring: Cadence = NORMAL_RING
    dial_tone: bool = True
    call_waiting: bool = False


class Hook(enum.Enum):
    """What a line is doing."""

    ON_HOOK = enum.auto()
    DIALLING = enum.auto()
    CALLING = enum.auto()
    RINGING = enum.auto()
    CONNECTED = enum.auto()
    TONE = enum.auto()


@dataclass(slots=True, eq=False)
class Subscriber:
    """A line: who hears it, what it is doing, and in which call."""

    number: str
    notify: Callable[[LineEvent, float], None]
    subscription: Subscription
    hook: Hook = Hook.ON_HOOK
    call: Call | None = None
    waiting: Call | None = None
    """A second call, announced by the call waiting tone."""
    pending: list[Appointment] = field(default_factory=list)

    def forget_pending(self) -> None:
        """What was going to happen on this line does not."""
        for appointment in self.pending:
            appointment.cancel()
        self.pending.clear()
