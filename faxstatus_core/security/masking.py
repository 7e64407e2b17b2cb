"""What must not stand in logs: secrets never, telephone numbers where that is wanted."""

import logging
import re

_SECRETS = re.compile(
    r"""fxs_[\w-]+ | (?P<key>(?:password|secret|authorization|cookie)["']?\s*[:=]\s*)
        (?P<value>bearer\s+\S+|"[^"]*"|'[^']*'|[^\s,;]+)""",
    re.IGNORECASE | re.VERBOSE,
)
_NUMBER = re.compile(r"(?<![\w.:-])\+?\d[\d ()/-]{4,}\d(?![\w.:-])")
_KEPT = 3
_BLANK = "***"


def without_secrets(text: str) -> str:
    """``text`` with tokens, passwords and cookies blanked."""
    return _SECRETS.sub(lambda found: (found["key"] or "") + _BLANK, text)


def without_numbers(text: str) -> str:
    """``text`` with all but the last three digits of each telephone number as ``*``."""
    return _NUMBER.sub(lambda found: _masked(found[0]), text)


def _masked(number: str) -> str:
    digits = sum(character.isdigit() for character in number)
    masked = []
    for character in number:
        if character.isdigit():
            masked.append("*" if digits > _KEPT else character)
            digits -= 1
        else:
            masked.append(character)
    return "".join(masked)


class MaskingFilter(logging.Filter):
    """Masks each record's text, its arguments included."""

    def __init__(self, *, numbers: bool) -> None:
        super().__init__()
        self._numbers = numbers

    def filter(self, record: logging.LogRecord) -> bool:
        """Mask ``record``; it always passes."""
        text = without_secrets(record.getMessage())
        record.msg = without_numbers(text) if self._numbers else text
        record.args = None
        return True
