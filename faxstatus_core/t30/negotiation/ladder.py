"""The modulations of pages as DIS and DCS name them, in the order in which they are tried."""

from faxstatus_core.t30.frames import DataRate, Dis, Modulations
from faxstatus_core.t31.modulations import (
    V17_7200,
    V17_9600,
    V17_12000,
    V17_14400,
    V27TER_2400,
    V27TER_4800,
    V29_7200,
    V29_9600,
    Modulation,
)

LADDER = (
    V17_14400,
    V17_12000,
    V17_9600,
    V17_7200,
    V29_9600,
    V29_7200,
    V27TER_4800,
    V27TER_2400,
)
"""The modulations of a training check, fastest first; all with long training."""

MODULATION_OF = {
    DataRate.V17_14400: V17_14400,
    DataRate.V17_12000: V17_12000,
    DataRate.V17_9600: V17_9600,
    DataRate.V17_7200: V17_7200,
    DataRate.V29_9600: V29_9600,
    DataRate.V29_7200: V29_7200,
    DataRate.V27TER_4800: V27TER_4800,
    DataRate.V27TER_2400: V27TER_2400,
}
"""What bits 11 to 14 of a DCS, or of a CTC, select."""
DATA_RATE_OF = {modulation: rate for rate, modulation in MODULATION_OF.items()}


def offer_of(modulations: tuple[Modulation, ...]) -> Modulations:
    """Bits 11 to 14 of a DIS that offers ``modulations``, some of :data:`LADDER`."""
    recommendations = {modulation.recommendation for modulation in modulations}
    if "V.17" in recommendations:
        return Modulations.V27TER_V29_V17
    if "V.29" in recommendations:
        return Modulations.V27TER_V29 if "V.27ter" in recommendations else Modulations.V29
    return Modulations.V27TER if V27TER_4800 in modulations else Modulations.V27TER_FALLBACK


def modulations_of(dis: Dis) -> frozenset[Modulation]:
    """The modulations that ``dis`` offers; a code that T.30 does not define is read by its bits."""
    code = int(dis.modulation)
    offered: set[Modulation] = set()
    if code == Modulations.V27TER_FALLBACK:
        offered.add(V27TER_2400)
    if code & Modulations.V27TER:
        offered |= {V27TER_2400, V27TER_4800}
    if code & Modulations.V29:
        offered |= {V29_7200, V29_9600}
    if code == Modulations.V27TER_V29_V17:
        offered |= {V17_7200, V17_9600, V17_12000, V17_14400}
    return frozenset(offered)
