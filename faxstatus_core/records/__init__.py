"""What the server keeps and tells: jobs, calls, received faxes, events. One definition of each.

The store makes its tables of these records, the API its schemas, the clients their types.
"""

from faxstatus_core.records.calls import Call, Direction
from faxstatus_core.records.documents import StoredDocument
from faxstatus_core.records.events import EventKind, ServerEvent
from faxstatus_core.records.faxes import Fax, FaxPage, NewFax
from faxstatus_core.records.jobs import Job, JobFields, JobRequest, JobState, JsCode
from faxstatus_core.records.listing import Listing
from faxstatus_core.records.resolutions import ResolutionName
from faxstatus_core.records.server import RoutingMethod, ServerInfo
from faxstatus_core.records.statistics import DayCount, Statistics

__all__ = [
    "Call",
    "DayCount",
    "Direction",
    "EventKind",
    "Fax",
    "FaxPage",
    "Job",
    "JobFields",
    "JobRequest",
    "JobState",
    "JsCode",
    "Listing",
    "NewFax",
    "ResolutionName",
    "RoutingMethod",
    "ServerEvent",
    "ServerInfo",
    "Statistics",
    "StoredDocument",
]
