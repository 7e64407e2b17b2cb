"""The device status codes (winfax.h, FAX_DEVICE_STATUS.Status)."""

from enum import IntEnum
from typing import Self


class FpsCode(IntEnum):
    """A device status code: its ``text`` is the port's description, ``meaning`` says when."""

    text: str
    meaning: str

    def __new__(cls, value: int, text: str, meaning: str) -> Self:
        """Make the member ``value`` with its ``text`` and ``meaning``."""
        member = int.__new__(cls, value)
        member._value_ = value
        member.text = text
        member.meaning = meaning
        return member

    DIALING = 0x20000001, "Dialing", "A number is being dialled."
    SENDING = 0x20000002, "Sending", "A document is being sent."
    RECEIVING = 0x20000004, "Receiving", "A document is being received."
    COMPLETED = 0x20000008, "Completed", "The transmission is complete."
    HANDLED = (
        0x20000010,
        "Call handed to another application",
        "The call was handed to another application. No port comes to this: a port that answers "
        "keeps its call.",
    )
    UNAVAILABLE = (
        0x20000020,
        "Unavailable: in use by another application",
        "Another program has the device.",
    )
    BUSY = 0x20000040, "Busy", "The exchange gave the busy signal."
    NO_ANSWER = 0x20000080, "No answer", "The called device did not answer."
    BAD_ADDRESS = 0x20000100, "Bad address", "The number is not valid."
    NO_DIAL_TONE = 0x20000200, "No dial tone", "There is no dial tone."
    DISCONNECTED = 0x20000400, "Disconnected", "Either side dropped the call."
    FATAL_ERROR = 0x20000800, "Fatal error", "The protocol or the device failed beyond repair."
    NOT_FAX_CALL = 0x20001000, "Not a fax call", "It is a voice or data call."
    CALL_DELAYED = (
        0x20002000,
        "Call delayed",
        "The device puts the number off after repeated failures.",
    )
    CALL_BLACKLISTED = 0x20004000, "Call blacklisted", "The device bars the number."
    INITIALIZING = 0x20008000, "Initializing", "The device is being initialised."
    OFFLINE = 0x20010000, "Offline", "The device is not there, or no longer answers."
    RINGING = 0x20020000, "Ringing", "A call comes in."
    AVAILABLE = 0x20100000, "Available", "The device is free."
    ABORTING = 0x20200000, "Aborting", "The job is being cancelled."
    ROUTING = 0x20400000, "Routing", "A received document is being handed on."
    ANSWERED = 0x20800000, "Answered", "The call was answered; no fax has been heard yet."

    @property
    def symbol(self) -> str:
        """The name in winfax.h, for instance FPS_DIALING."""
        return f"FPS_{self.name}"
