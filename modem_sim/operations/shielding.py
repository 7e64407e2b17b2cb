"""Received data as +FDD wants it shielded (T.31 §8.5.3)."""

from faxstatus_core.t31.dle import DLE, SUB, shield
from modem_sim.settings import Settings

_TWO_DLES = bytes((DLE, DLE, DLE, DLE))
_DOUBLE_ESCAPE = bytes((DLE, SUB))


def shield_for_dte(data: bytes, settings: Settings) -> bytes:
    """``data`` with every DLE doubled; with +FDD=1 two DLEs in a row are DLE SUB."""
    shielded = shield(data)
    if settings.parameters["+FDD"] == (1,):
        return shielded.replace(_TWO_DLES, _DOUBLE_ESCAPE)
    return shielded
