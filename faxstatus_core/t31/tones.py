"""The tones that a modem may hear or send on a telephone line."""

import enum


class Tone(enum.Enum):
    """Tones of the network (ITU-T E.180) and of fax machines (T.30 §4)."""

    DIAL = "dial tone"
    RINGBACK = "ringing tone"
    BUSY = "busy tone"
    REORDER = "congestion tone"
    UNOBTAINABLE = "special information tone"
    CALL_WAITING = "call waiting tone"
    NOISE = "noise"
    CNG = "calling tone, 1100 Hz"
    CED = "answer tone, 2100 Hz"
