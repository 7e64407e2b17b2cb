"""What a fault does, in words."""

from faxstatus_core.t30.frames import FrameError, parse
from modem_sim.faults.trigger import (
    Corrupt,
    Delay,
    Disturb,
    Drop,
    DropCarrier,
    Effect,
    Garble,
    HangUp,
    Mute,
    Repeat,
    Replace,
    Unplug,
)


def told(effect: Effect) -> str:
    """``effect`` in words, such as ``mutes the caller for 2 s``."""
    match effect:
        case Drop():
            return "drops the frame"
        case Corrupt():
            return "corrupts the frame"
        case Repeat(times):
            return "repeats the frame" + (f" {times} times" if times > 1 else "")
        case Delay(seconds):
            return f"delays the frame by {seconds:g} s"
        case Replace(octets):
            return f"puts {_name(octets)} in the place of the frame"
        case Mute(side, seconds):
            return f"mutes the {side.name.lower()} for {seconds:g} s"
        case Disturb(side, seconds):
            return f"disturbs the {side.name.lower()} for {seconds:g} s"
        case DropCarrier(side):
            return f"drops the carrier of the {side.name.lower()}"
        case HangUp():
            return "ends the call"
        case Unplug(side, duration):
            for_long = "" if duration is None else f" for {duration:g} s"
            return f"unplugs the modem of the {side.name.lower()}{for_long}"
        case Garble(side, count):
            return f"garbles {count} octets from the computer of the {side.name.lower()}"


def _name(octets: bytes) -> str:
    try:
        return parse(octets, with_fcs=False).fcf.standard_name
    except FrameError:
        return octets.hex(" ")
