"""The record as IFaxStatus hands it to a COM client: no nulls, and DATE for times.

A DATE is a double: days since 1899-12-30 00:00 UTC here. Before that day its whole part counts
days down while its fraction still counts up: -1.25 is 1899-12-29 06:00.
"""

import math
from datetime import UTC, datetime
from typing import Any

from faxstatus_core.status import FaxStatus
from faxstatus_core.status.record import IFAXSTATUS_PROPERTIES

DATE_EPOCH = datetime(1899, 12, 30, tzinfo=UTC)
_SECONDS_PER_DAY = 86400.0
_ABSENT: dict[str, str | int | float] = {"BSTR": "", "long": 0, "BOOL": False, "DATE": 0.0}

ComValue = str | int | float | bool


def date_from_instant(instant: datetime) -> float:
    """The DATE of an aware ``instant``."""
    days = (instant - DATE_EPOCH).total_seconds() / _SECONDS_PER_DAY
    whole = math.floor(days)
    fraction = days - whole
    return whole + fraction if whole >= 0 else whole - fraction


def date_from_duration(seconds: float) -> float:
    """A length of time carried in a DATE: days."""
    return seconds / _SECONDS_PER_DAY


def com_view(record: FaxStatus) -> dict[str, ComValue]:
    """The 19 properties under their COM names (``Address`` ...), in their COM types.

    Where a property has no valid value: an empty string, or 0.
    """
    return {
        com_name: _com_value(getattr(record, name), com_type)
        for name, (com_name, com_type) in _COM_TYPES.items()
    }


def _com_type(name: str) -> tuple[str, str]:
    extra = FaxStatus.model_fields[name].json_schema_extra
    assert isinstance(extra, dict)
    return str(extra["com_name"]), str(extra["com_type"])


_COM_TYPES = {name: _com_type(name) for name in IFAXSTATUS_PROPERTIES}


# Any: one of the record's types, by com_type.
def _com_value(value: Any, com_type: str) -> ComValue:
    if value is None:
        return _ABSENT[com_type]
    if isinstance(value, datetime):
        return date_from_instant(value)
    if com_type == "DATE":
        return date_from_duration(value)
    converted: ComValue = value
    return converted
