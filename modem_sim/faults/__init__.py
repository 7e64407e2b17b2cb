"""Faults on demand: triggers that understand T.30, and what they do to a call."""

from modem_sim.faults.call_faults import CallFaults, Interferer
from modem_sim.faults.trigger import (
    AfterAnswer,
    AfterFrame,
    AtPage,
    Corrupt,
    Delay,
    Drop,
    DropCarrier,
    Effect,
    Event,
    Garble,
    HangUp,
    Mute,
    OnFrame,
    Repeat,
    Replace,
    Trigger,
    Unplug,
)

__all__ = [
    "AfterAnswer",
    "AfterFrame",
    "AtPage",
    "CallFaults",
    "Corrupt",
    "Delay",
    "Drop",
    "DropCarrier",
    "Effect",
    "Event",
    "Garble",
    "HangUp",
    "Interferer",
    "Mute",
    "OnFrame",
    "Repeat",
    "Replace",
    "Trigger",
    "Unplug",
]
