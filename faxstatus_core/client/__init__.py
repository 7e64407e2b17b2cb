"""The client of a status server, in the shape of the fax COM objects.

``FaxServer().connect(url).get_ports().item(1).get_status()`` gives a FaxStatus.
"""

from faxstatus_core.client.errors import (
    NotConnectedError,
    PortGoneError,
    PortIndexError,
    ServerReplyError,
    ServerUnreachableError,
)
from faxstatus_core.client.fax_server import FaxPort, FaxPorts, FaxServer
from faxstatus_core.client.fax_status import FaxStatus

__all__ = [
    "FaxPort",
    "FaxPorts",
    "FaxServer",
    "FaxStatus",
    "NotConnectedError",
    "PortGoneError",
    "PortIndexError",
    "ServerReplyError",
    "ServerUnreachableError",
]
