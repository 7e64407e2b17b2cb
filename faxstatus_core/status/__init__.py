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
from faxstatus_core.status.codes import FpsCode
from faxstatus_core.status.extended import ExtendedStatus
from faxstatus_core.status.flat import FlatField, InvalidRowError, flat_fields, flatten, unflatten
from faxstatus_core.status.ports import PortInfo
from faxstatus_core.status.record import FaxStatus
from faxstatus_core.status.schema import SCHEMA_VERSION, fax_status_schema
from faxstatus_core.status.states import IllegalTransitionError, PortState
from faxstatus_core.status.tracker import InvalidReportError, PortTracker

__all__ = [
    "SCHEMA_VERSION",
    "DuplicatePortError",
    "ExtendedStatus",
    "FaxStatus",
    "FlatField",
    "FpsCode",
    "IllegalTransitionError",
    "InvalidReportError",
    "InvalidRowError",
    "PortInfo",
    "PortState",
    "PortTracker",
    "StatusBus",
    "StatusChange",
    "Subscription",
    "UnknownPortError",
    "fax_status_schema",
    "flat_fields",
    "flatten",
    "unflatten",
]
