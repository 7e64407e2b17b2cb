"""FaxServer, FaxPorts and FaxPort: the way to a FaxStatus (IFaxStatus, "When to use").

Connect, get the ports, take one by its number, get its status, read and refresh, disconnect.
"""

from collections.abc import Iterator
from types import TracebackType
from typing import Self

import httpx

from faxstatus_core.client.connection import Connection
from faxstatus_core.client.errors import NotConnectedError, PortIndexError
from faxstatus_core.client.fax_status import FaxStatus
from faxstatus_core.status import PortInfo

DEFAULT_TIMEOUT = 10.0
"""Seconds to wait for each step of a request."""


class FaxPort:
    """A port, as it was when the ports were got."""

    def __init__(self, connection: Connection, info: PortInfo) -> None:
        self._connection = connection
        self._info = info

    def get_status(self) -> FaxStatus:
        """The port's status, a snapshot.

        Raises NotConnectedError, ServerUnreachableError, ServerReplyError, or PortGoneError where
        the server no longer has the port.
        """
        return FaxStatus(self._connection, self._connection.status(self._info.device_id))

    @property
    def device_id(self) -> int:
        """Permanent line identifier."""
        return self._info.device_id

    @property
    def name(self) -> str:
        """Display name."""
        return self._info.name

    @property
    def rings(self) -> int:
        """Rings before the port answers."""
        return self._info.rings

    @property
    def csid(self) -> str | None:
        """Identifier sent when called."""
        return self._info.csid

    @property
    def tsid(self) -> str | None:
        """Identifier sent when calling."""
        return self._info.tsid

    @property
    def send(self) -> bool:
        """Whether the port may send."""
        return self._info.send

    @property
    def receive(self) -> bool:
        """Whether the port may receive."""
        return self._info.receive

    @property
    def priority(self) -> int:
        """Rank among sending ports; the lower number goes first."""
        return self._info.priority

    @property
    def can_modify(self) -> bool:
        """Whether a client may change these properties."""
        return self._info.can_modify


class FaxPorts:
    """The ports of a server, as they were when got. Items are numbered from 1."""

    def __init__(self, connection: Connection, infos: list[PortInfo]) -> None:
        self._items = [FaxPort(connection, info) for info in infos]

    @property
    def count(self) -> int:
        """How many ports."""
        return len(self._items)

    def item(self, number: int) -> FaxPort:
        """The port of this number, 1 to ``count``. Raises PortIndexError."""
        if not 1 <= number <= self.count:
            raise PortIndexError(
                f"there is no port number {number}",
                where="FaxPorts",
                remedy=f"the numbers run from 1 to {self.count}"
                if self.count
                else "this server has no ports",
            )
        return self._items[number - 1]

    def __len__(self) -> int:
        return self.count

    def __iter__(self) -> Iterator[FaxPort]:
        return iter(self._items)


class FaxServer:
    """A status server. As a context manager it disconnects at the end.

    ``timeout``: seconds for each step of a request. ``transport``: how to reach the server, for
    tests; it is closed with the connection.
    """

    def __init__(
        self,
        *,
        transport: httpx.BaseTransport | None = None,
        timeout: float = DEFAULT_TIMEOUT,
    ) -> None:
        self._transport = transport
        self._timeout = timeout
        self._connection: Connection | None = None

    def connect(self, url: str) -> Self:
        """Connect to the server at ``url`` (http or https), leaving any other; gives itself.

        Raises ServerUnreachableError, or ServerReplyError where something else answers there.
        """
        self.disconnect()
        connection = Connection(url, transport=self._transport, timeout=self._timeout)
        try:
            # Only a status server has such a list.
            connection.ports()
        except BaseException:
            connection.close()
            raise
        self._connection = connection
        return self

    def disconnect(self) -> None:
        """End the connection, also for every object got through it. Harmless when repeated."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def get_ports(self) -> FaxPorts:
        """The ports of the server.

        Raises NotConnectedError, ServerUnreachableError or ServerReplyError.
        """
        if self._connection is None:
            raise NotConnectedError("not connected", where="FaxServer", remedy="connect first")
        return FaxPorts(self._connection, self._connection.ports())

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.disconnect()
