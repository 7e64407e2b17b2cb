"""The client of a fax server: the object model of the fax COM objects, and a plain client.

``FaxServer().connect(url).get_ports().item(1).get_status()`` gives a FaxStatus; ``FaxClient(url)``
has a method for each operation of the API. Both also come for ``await``.
"""

from faxstatus_core.client.errors import (
    BadDocumentError,
    ClientSettingsError,
    ForbiddenError,
    IdempotencyConflictError,
    InvalidRequestError,
    ItemIndexError,
    LocalFileError,
    NotConnectedError,
    NotOpenError,
    NotThereError,
    PortGoneError,
    RateLimitedError,
    ReadOnlyError,
    RefusedError,
    ServerReplyError,
    ServerUnreachableError,
    TooLargeError,
    UnauthorizedError,
    UnknownCallError,
    UnknownFaxError,
    UnknownJobError,
    WrongStateError,
)
from faxstatus_core.client.fax_client import AsyncFaxClient, FaxClient
from faxstatus_core.client.following import EventRecord, record_of
from faxstatus_core.client.model.awaiting import (
    AsyncFaxDoc,
    AsyncFaxJob,
    AsyncFaxJobs,
    AsyncFaxPort,
    AsyncFaxPorts,
    AsyncFaxServer,
    AsyncFaxStatus,
)
from faxstatus_core.client.model.blocking import (
    FaxDoc,
    FaxJob,
    FaxJobs,
    FaxPort,
    FaxPorts,
    FaxServer,
    FaxStatus,
)
from faxstatus_core.client.model.job_view import JobCommand, JtCode
from faxstatus_core.client.requests import Upload

__all__ = [
    "AsyncFaxClient",
    "AsyncFaxDoc",
    "AsyncFaxJob",
    "AsyncFaxJobs",
    "AsyncFaxPort",
    "AsyncFaxPorts",
    "AsyncFaxServer",
    "AsyncFaxStatus",
    "BadDocumentError",
    "ClientSettingsError",
    "EventRecord",
    "FaxClient",
    "FaxDoc",
    "FaxJob",
    "FaxJobs",
    "FaxPort",
    "FaxPorts",
    "FaxServer",
    "FaxStatus",
    "ForbiddenError",
    "IdempotencyConflictError",
    "InvalidRequestError",
    "ItemIndexError",
    "JobCommand",
    "JtCode",
    "LocalFileError",
    "NotConnectedError",
    "NotOpenError",
    "NotThereError",
    "PortGoneError",
    "RateLimitedError",
    "ReadOnlyError",
    "RefusedError",
    "ServerReplyError",
    "ServerUnreachableError",
    "TooLargeError",
    "UnauthorizedError",
    "UnknownCallError",
    "UnknownFaxError",
    "UnknownJobError",
    "Upload",
    "WrongStateError",
    "record_of",
]
