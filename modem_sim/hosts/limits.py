"""How many descriptors this process may have open: every modem outside memory needs one."""

import resource
from pathlib import Path

from faxstatus_core.errors import FaxError

_SPARE = 32
"""Descriptors for everything that is not a modem: the event loop, logs, a terminal being made."""


class DescriptorLimitError(FaxError):
    """This process may not open enough descriptors."""


def raise_descriptor_limit() -> bool:
    """Raise RLIMIT_NOFILE to its hard limit; whether that made it any higher."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == hard:
        return False
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    except (OSError, ValueError):  # an unlimited hard limit above the kernel's own
        return False
    return True


def require_descriptors(count: int) -> None:
    """Make sure that ``count`` more descriptors can be opened, or as near as can be told.

    Raises :class:`DescriptorLimitError` where the hard limit does not allow it.
    """
    open_now = sum(1 for _ in Path("/proc/self/fd").iterdir())
    needed = open_now + count + _SPARE
    if resource.getrlimit(resource.RLIMIT_NOFILE)[0] < needed:
        raise_descriptor_limit()
    limit = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    if limit < needed:
        raise too_many(f"{needed} descriptors are needed, {limit} are allowed")


def too_many(what: str) -> DescriptorLimitError:
    """The error that says ``what``, and how to allow more."""
    return DescriptorLimitError(
        what,
        where="RLIMIT_NOFILE",
        remedy="allow more with 'ulimit -Hn' or LimitNOFILE=, or run fewer modems",
    )
