"""The fax server itself: ports, jobs, calls, received faxes and events, on one event loop."""

from faxstatus_core.service.hub import EventHub
from faxstatus_core.service.hub_events import EventFilter, EventId, HubEvent
from faxstatus_core.service.intake import MOST_DOCUMENTS, NothingToSendError, Upload
from faxstatus_core.service.overrides import PortChanges
from faxstatus_core.service.port_bank import PortSetup
from faxstatus_core.service.service import API_VERSION, FaxService, running
from faxstatus_core.service.settings import StoreSection
from faxstatus_core.service.subscription import HubSubscription

__all__ = [
    "API_VERSION",
    "MOST_DOCUMENTS",
    "EventFilter",
    "EventHub",
    "EventId",
    "FaxService",
    "HubEvent",
    "HubSubscription",
    "NothingToSendError",
    "PortChanges",
    "PortSetup",
    "StoreSection",
    "Upload",
    "running",
]
