"""The training check (TCF): 1.5 seconds of zeros, made and judged (T.30 §5.3.6.1.3)."""

import re

from faxstatus_core.t30.timers import TCF_DURATION
from faxstatus_core.t31.modulations import Modulation

_GOOD_RUN = 2 / 3  # of the nominal length, in one run of zeros
_WRONG_SHARE = 0.10  # of the octets received

_ZERO_RUN = re.compile(rb"\x00+")


def training_check(modulation: Modulation) -> bytes:
    """The octets of a TCF at this rate."""
    return bytes(round(TCF_DURATION * modulation.bit_rate / 8))


def training_succeeded(received: bytes, modulation: Modulation) -> bool:
    """Whether ``received`` is good enough to answer CFR.

    The ones that some modems send before the data starts are left out of account; of the rest at
    most a tenth may be wrong, and two thirds of a TCF must have come in one run.
    """
    check = received.lstrip(b"\xff")
    longest = max((len(run) for run in _ZERO_RUN.findall(check)), default=0)
    wrong = len(check) - check.count(0)
    enough = longest >= _GOOD_RUN * len(training_check(modulation))
    return enough and wrong <= _WRONG_SHARE * len(check)
