"""The control circuits between a modem and its DTE (ITU-T V.24)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Circuits:
    """What a modem signals to its DTE: circuits 109, 125, 107 and 106 of V.24."""

    carrier_detect: bool = False
    ring_indicator: bool = False
    data_set_ready: bool = True
    clear_to_send: bool = True
