"""Names of received faxes: they tell when the call began, also when nothing else is left of it."""

import re
from datetime import UTC, datetime

_FORMAT = "%Y%m%dT%H%M%SZ"
_STEM = re.compile(r"fax-(?P<began>\d{8}T\d{6}Z)(?:-\d+)?")


def stem_of(began: datetime) -> str:
    """The name, without suffix, of a fax whose call began at ``began``."""
    return f"fax-{began.astimezone(UTC).strftime(_FORMAT)}"


def began_of(stem: str) -> datetime | None:
    """When the call of a fax of that name began; None for another name."""
    found = _STEM.fullmatch(stem)
    try:
        return datetime.strptime(found["began"], _FORMAT).replace(tzinfo=UTC) if found else None
    except ValueError:
        return None
