"""The telephone exchange: numbers, ringing, tones, and calls that carry signals."""

from modem_sim.exchange.calls import (
    Call,
    CallAnswered,
    CallEnded,
    CallEvent,
    CallPlaced,
    CallRefused,
    CallRinging,
)
from modem_sim.exchange.dial_plan import (
    Destination,
    Directory,
    HuntGroup,
    OtherEnd,
    Refusal,
    Unanswered,
)
from modem_sim.exchange.exchange import Exchange
from modem_sim.exchange.subscriber import Subscription
from modem_sim.exchange.timing import ExchangeTiming

__all__ = [
    "Call",
    "CallAnswered",
    "CallEnded",
    "CallEvent",
    "CallPlaced",
    "CallRefused",
    "CallRinging",
    "Destination",
    "Directory",
    "Exchange",
    "ExchangeTiming",
    "HuntGroup",
    "OtherEnd",
    "Refusal",
    "Subscription",
    "Unanswered",
]
