"""What must not stand in logs: secrets never, telephone numbers where that is wanted."""

import ipaddress
import logging
import re

_BLANK = "***"
_KEPT = 3
"""Digits of a number that stay: enough to tell one of a few from another."""

_SECRETS = re.compile(
    r"""
      fxs_[\w-]+
    | (?<=://) (?P<user>[^\s/@:"']{0,200}:) [^\s/"']{1,200} (?=@)
    | (?P<header> (?:authorization|cookie) ["']? \s{0,5} [:=,] \s{0,5} b? )
      (?: "(?:\\.|[^"\\])*" | '(?:\\.|[^'\\])*' | ["']?[^\r\n"']+ )
    | (?P<key>
        (?:password|passwd|secret|api[_-]?key|faxstatus_session) ["']? \s{0,5} [:=,] \s{0,5} b?
      )
      (?: "(?:\\.|[^"\\])*" | '(?:\\.|[^'\\])*' | ["']?[^\s,;"']+ )
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""Tokens; passwords in addresses; headers, which go on to the end of their line (``a=1; b=2``);
values of what is called a secret."""

_DIGITS = re.compile(
    r"""
      (?P<kept>
        \d{4}-\d\d-\d\d (?: [T ]\d\d:\d\d (?: :\d\d (?:[.,]\d{1,9})? )? )? (?! [\d()/.-]{0,20}\d )
      | \d\d?:\d\d:\d\d (?: [.,]\d{1,9})?
      | \b (?=\d{0,63}[a-f]) [0-9a-f]{32,64} \b
      )
    | (?P<number> \d (?: [\s\u00a0\u2010-\u2015()/.,-]{0,3} \d ){5,} )
    """,
    re.VERBOSE,
)
"""Times of day, dates and digests; and what may be a telephone number: six digits or more, whatever
is before and after it (``ATDT0301234567``, ``tel:+49...``) and however they are grouped."""


def without_secrets(text: str) -> str:
    """``text`` with tokens, passwords and cookies blanked."""
    return _SECRETS.sub(
        lambda found: (found[found.lastgroup] if found.lastgroup else "") + _BLANK, text
    )


def without_numbers(text: str) -> str:
    """``text`` with all but the last three digits of each telephone number as ``*``.

    Of six digits or more any is taken for one, but in dates, times, IP addresses and digests.
    """
    return _DIGITS.sub(_masked, text)


def _masked(found: re.Match[str]) -> str:
    number = found["number"]
    if number is None or _is_address(number):
        return found[0]
    digits = sum(character.isdecimal() for character in number)
    masked = []
    for character in number:
        if character.isdecimal():
            masked.append("*" if digits > _KEPT else character)
            digits -= 1
        else:
            masked.append(character)
    return "".join(masked)


def _is_address(text: str) -> bool:
    try:
        ipaddress.IPv4Address(text)
    except ValueError:
        return False
    return True


class MaskingFilter(logging.Filter):
    """Masks all of each record: its text with the arguments, and the text of an exception.

    Never raises: a record whose arguments do not fit its text is logged without them.
    """

    def __init__(self, *, numbers: bool) -> None:
        super().__init__()
        self._numbers = numbers

    def filter(self, record: logging.LogRecord) -> bool:
        """Mask ``record``; it always passes."""
        record.msg, record.args = self._mask(_text(record)), None
        if record.exc_info:
            record.exc_text = logging.Formatter().formatException(record.exc_info)
            record.exc_info = None
        if record.exc_text:
            record.exc_text = self._mask(record.exc_text)
        if record.stack_info:
            record.stack_info = self._mask(record.stack_info)
        return True

    def _mask(self, text: str) -> str:
        text = without_secrets(text)
        return without_numbers(text) if self._numbers else text


def _text(record: logging.LogRecord) -> str:
    try:
        return record.getMessage()
    except Exception:  # whatever an argument's __str__ raises: no call ends for a log line
        return f"{record.msg!r}, with arguments that do not fit"
