"""How long the exchange takes for what it does."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ExchangeTiming:
    """Durations of the network, in seconds.

    ``one_way_delay``: from one modem's socket to the other's, where a call's line says nothing
    else; ``clearing``: from a hang-up until the other side's line is cleared, which must outlast
    what is still on its way; ``caller_id``: from the end of the first ring burst to the caller's
    number; ``call_waiting``: from one call waiting tone to the next (ITU-T E.180).
    """

    one_way_delay: float = 0.060
    dial_tone: float = 0.2
    call_setup: float = 0.5
    clearing: float = 0.5
    caller_id: float = 0.5
    call_waiting: float = 10.0
    call_waiting_tone: float = 0.3
