"""Telephone numbers as a modem dials them (V.250 §6.3.1)."""

import re

from faxstatus_core.engine.errors import BadNumberError

_LONGEST_NUMBER = 100
_DIALLABLE = re.compile(r"[0-9*#,wWpPtT()\-. ]*[0-9][0-9*#,wWpPtT()\-. ]*")


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
