"""The status of fax ports: the FaxStatus record, the states, and the bus that spreads changes.

Knows nothing of engines or servers. The reports an engine makes are in ``status.events``.
"""

from faxstatus_core.status.bus import (
    DuplicatePortError,
    StatusBus,
    StatusChange,
    Subscription,
    UnknownPortError,
)
from faxstatus_core.status.ports import PortInfo
from faxstatus_core.status.record import ExtendedStatus, FaxStatus
from faxstatus_core.status.states import FpsCode, IllegalTransitionError, PortState
from faxstatus_core.status.tracker import InvalidReportError, PortTracker

__all__ = [
    "DuplicatePortError",
    "ExtendedStatus",
    "FaxStatus",
    "FpsCode",
    "IllegalTransitionError",
    "InvalidReportError",
    "PortInfo",
    "PortState",
    "PortTracker",
    "StatusBus",
    "StatusChange",
    "Subscription",
    "UnknownPortError",
]
