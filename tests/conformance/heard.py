"""What a station under test has heard whole."""

import contextlib

from faxstatus_core.t30.actions import FramesReceived, Result
from faxstatus_core.t30.frames import Frame, FrameError, parse


def frames_heard(result: Result | None) -> list[Frame]:
    """The frames with a right FCS that can be read."""
    frames: list[Frame] = []
    for received in result.frames if isinstance(result, FramesReceived) else ():
        with contextlib.suppress(FrameError):
            if received.good:
                frames.append(parse(received.octets, with_fcs=False))
    return frames
