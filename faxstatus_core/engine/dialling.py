"""Telephone numbers as a modem dials them (V.250 §6.3.1)."""

import re

from faxstatus_core.engine.errors import BadNumberError

_LONGEST_NUMBER = 100
_DIALLABLE = re.compile(r"[0-9*#,wWpPtT()\-. ]*[0-9][0-9*#,wWpPtT()\-. ]*")
_PAUSE = 2.0  # of a comma, S8
_WAIT_FOR_TONE = 10.0  # of a W, at most
_PULSES = 1.8  # of a 0, the longest digit, and the pause after it
_TONE = 0.2


def dial_string(number: str) -> str:
    """``number`` as it goes after ATD. Raises :class:`BadNumberError`."""
    if len(number) > _LONGEST_NUMBER or not _DIALLABLE.fullmatch(number):
        raise BadNumberError(
            f"{number[:_LONGEST_NUMBER]!r} cannot be dialled",
            where="number",
            remedy="use digits, *, # and commas for pauses, with the international prefix dialled "
            "as digits and not as +",
        )
    digits = re.sub(r"[()\-. ]", "", number).upper()
    return digits if digits[0] in "TP" else f"T{digits}"


def dialling_time(digits: str) -> float:
    """Seconds that a modem may take to dial what :func:`dial_string` gave."""
    signs = sum(digits.count(sign) for sign in "0123456789*#")
    each = _PULSES if "P" in digits else _TONE
    return digits.count(",") * _PAUSE + digits.count("W") * _WAIT_FOR_TONE + signs * each
