"""What the server keeps: SQLite for records, files by digest for documents."""

from faxstatus_core.records import NewFax
from faxstatus_core.store.calls import CallFilter, Calls
from faxstatus_core.store.deliveries import Deliveries, Delivery, NewDelivery
from faxstatus_core.store.documents import DocumentStore
from faxstatus_core.store.errors import (
    DamagedStoreError,
    IdempotencyConflictError,
    InvalidChangeError,
    NewerStoreError,
    StoreError,
    StoreInUseError,
    UnknownRecordError,
    WrongStateError,
)
from faxstatus_core.store.event_log import StoredEvent
from faxstatus_core.store.events import Events
from faxstatus_core.store.faxes import Faxes, FaxFilter
from faxstatus_core.store.jobs import Idempotency, JobFilter, Jobs
from faxstatus_core.store.pruning import Pruned
from faxstatus_core.store.store import Store
from faxstatus_core.store.values import Values

__all__ = [
    "CallFilter",
    "Calls",
    "DamagedStoreError",
    "Deliveries",
    "Delivery",
    "DocumentStore",
    "Events",
    "FaxFilter",
    "Faxes",
    "Idempotency",
    "IdempotencyConflictError",
    "InvalidChangeError",
    "JobFilter",
    "Jobs",
    "NewDelivery",
    "NewFax",
    "NewerStoreError",
    "Pruned",
    "Store",
    "StoreError",
    "StoreInUseError",
    "StoredEvent",
    "UnknownRecordError",
    "Values",
    "WrongStateError",
]
