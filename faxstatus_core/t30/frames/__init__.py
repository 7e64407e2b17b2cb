"""T.30 frames, each declared once: what parses a frame also builds it.

:func:`parse` makes a :class:`Frame` of octets as a Class 1 DTE sees them, :func:`build` the octets
of a :class:`Frame`; :class:`FrameError` is the only error of both.
"""

from faxstatus_core.t30.frames.dcs import ContinueToCorrect, DataRate, Dcs
from faxstatus_core.t30.frames.dis import Dis, Modulations
from faxstatus_core.t30.frames.ecm import (
    FRAMES_IN_BLOCK,
    CodedData,
    EndOfRetransmission,
    PartialPageRequest,
    PartialPageSignal,
)
from faxstatus_core.t30.frames.errors import FrameError
from faxstatus_core.t30.frames.fcf import Fcf
from faxstatus_core.t30.frames.frame import Fif, Frame, build, parse
from faxstatus_core.t30.frames.identification import Identification
from faxstatus_core.t30.frames.nonstandard import NonStandard
from faxstatus_core.t30.frames.shared_bits import (
    MinimumScanLineTime,
    RecordingLength,
    RecordingWidth,
)

__all__ = [
    "FRAMES_IN_BLOCK",
    "CodedData",
    "ContinueToCorrect",
    "DataRate",
    "Dcs",
    "Dis",
    "EndOfRetransmission",
    "Fcf",
    "Fif",
    "Frame",
    "FrameError",
    "Identification",
    "MinimumScanLineTime",
    "Modulations",
    "NonStandard",
    "PartialPageRequest",
    "PartialPageSignal",
    "RecordingLength",
    "RecordingWidth",
    "build",
    "parse",
]
