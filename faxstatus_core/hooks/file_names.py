"""Names of files made of facts. Text from outside becomes part of a name, never a path."""

from collections.abc import Mapping

from faxstatus_core.hooks.facts import fill

_KEPT = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.+-")
_LONGEST_PART = 60
_LONGEST_NAME = 150
"""Room is left for a number and an extension in the 255 octets that file systems allow."""


def safe_part(text: str) -> str:
    """``text`` as part of a name: letters, digits and ``. + -`` of ASCII, the rest as ``_``."""
    kept = "".join(c if c in _KEPT else "_" for c in text[:_LONGEST_PART])
    return kept.strip("._-") or "unknown"


def file_stem(pattern: str, facts: Mapping[str, str]) -> str:
    """The name that ``pattern`` gives, without extension: one part of a path, not hidden."""
    name = fill(pattern, {name: safe_part(value) for name, value in facts.items()})
    return name[:_LONGEST_NAME].lstrip(".-").rstrip(".") or "unknown"


def numbered(stem: str, count: int) -> str:
    """``stem`` for the second and later files of the same name."""
    return stem if count == 1 else f"{stem}-{count}"
