"""FaxServer and what is got from it, for programs that block.

The way to a FaxStatus (IFaxStatus, "When to use"): connect, get the ports, take one by its number,
get its status, read and refresh, disconnect. Whatever needs the server raises NotConnectedError
after ``disconnect``, ServerUnreachableError, ServerReplyError, or a RefusedError.
"""

from pathlib import Path
from types import TracebackType
from typing import Self, Unpack, cast

import httpx

from faxstatus_core.client import operations as op
from faxstatus_core.client.errors import NotConnectedError
from faxstatus_core.client.fax_client import FaxClient
from faxstatus_core.client.http import DEFAULT_TIMEOUT
from faxstatus_core.client.model.changing import Changing
from faxstatus_core.client.model.collection import Collection
from faxstatus_core.client.model.document_fields import DocumentFields
from faxstatus_core.client.model.job_view import JobCommand, JobView, set_status
from faxstatus_core.client.model.port_view import PortView
from faxstatus_core.client.model.server_view import ServerView
from faxstatus_core.client.model.status_view import StatusView
from faxstatus_core.client.operations.ports import PortChanges
from faxstatus_core.client.operations.queue import JobSnapshot
from faxstatus_core.records import RoutingMethod
from faxstatus_core.status import PortInfo, record


class FaxStatus(StatusView):
    """The status of a port, got from ``FaxPort.get_status``."""

    def __init__(self, client: FaxClient, snapshot: record.FaxStatus) -> None:
        super().__init__(snapshot)
        self._client = client

    def refresh(self) -> None:
        """Take a new snapshot. PortGoneError: the port is gone; then the old snapshot stays."""
        self._record = self._client.refresh_status(self.device_id)


class FaxPort(PortView):
    """A port, got from FaxPorts. Setting a property changes it on the server at once."""

    rings = Changing[int]()
    csid = Changing[str | None]()
    tsid = Changing[str | None]()
    send = Changing[bool]()
    receive = Changing[bool]()
    priority = Changing[int]()

    why = "it tells what the port is"

    def __init__(self, client: FaxClient, info: PortInfo) -> None:
        super().__init__(info)
        self._client = client

    def get_status(self) -> FaxStatus:
        """The port's status, a snapshot. PortGoneError: the server no longer has the port."""
        return FaxStatus(self._client, self._client.status(self.device_id))

    def get_routing_methods(self) -> list[RoutingMethod]:
        """What is done with the faxes that the port receives."""
        return self._client.routing_methods(self.device_id)

    def modify(self, **changes: Unpack[PortChanges]) -> None:
        """Change several properties at once. ReadOnlyError where ``can_modify`` is false."""
        self._check_modifiable()
        self._info = self._client.change_port(self.device_id, **changes)

    def _change(self, name: str, value: object) -> None:
        self.modify(**cast(PortChanges, {name: value}))  # the property's type is the field's


class FaxJob(JobView):
    """A job of the queue, got from FaxJobs."""

    def __init__(self, client: FaxClient, snapshot: JobSnapshot) -> None:
        super().__init__(snapshot)
        self._client = client

    def refresh(self) -> None:
        """Take a new snapshot. UnknownJobError: it is no longer kept; the old snapshot stays."""
        self._snapshot = self._client.perform(op.queue.snapshot(self.job_id))

    def set_status(self, command: JobCommand | str) -> None:
        """Pause, resume, restart or delete the job; ``refresh`` shows what came of it.

        Raises WrongStateError where its state does not allow that, ValueError for no command.
        """
        self._client.perform(set_status(self.job_id, command))


class FaxDoc(DocumentFields):
    """A document to send, got from ``FaxServer.create_document``."""

    def __init__(self, client: FaxClient, file_name: str) -> None:
        super().__init__(file_name)
        self._client = client

    def send(self) -> int:
        """Hand it in; gives the job's identifier. LocalFileError, BadDocumentError."""
        return self._client.perform(self.submission()).job_id


class FaxPorts(Collection[FaxPort]):
    """The ports of a server, as they were when got."""


class FaxJobs(Collection[FaxJob]):
    """The jobs of the queue, oldest first, as they were when got."""


class FaxServer(ServerView):
    """A fax server. As a context manager it disconnects at the end.

    ``timeout``: seconds for each step of a request. ``transport``: for tests; it is closed with
    the connection.
    """

    def __init__(
        self, *, transport: httpx.BaseTransport | None = None, timeout: float = DEFAULT_TIMEOUT
    ) -> None:
        super().__init__()
        self._transport = transport
        self._timeout = timeout
        self._client: FaxClient | None = None

    def connect(
        self, url: str, token: str | None = None, *, ca: Path | None = None, verify: bool = True
    ) -> Self:
        """Connect to the server at ``url`` (http or https), leaving any other; gives itself.

        ``token``, ``ca``, ``verify``: as of FaxClient. Raises ClientSettingsError too.
        """
        self.disconnect()
        client = FaxClient(
            url,
            token=token,
            ca=ca,
            verify=verify,
            timeout=self._timeout,
            transport=self._transport,
        )
        try:
            self._info = client.server_info()
        except BaseException:
            client.close()
            raise
        self._client = client
        return self

    def disconnect(self) -> None:
        """End the connection, also for every object got through it. Harmless when repeated."""
        self._info = None
        if self._client is not None:
            self._client.close()
            self._client = None

    def refresh(self) -> None:
        """Read the server's properties again."""
        self._info = self._connected().server_info()

    @property
    def pause_server_queue(self) -> bool:
        """Whether no job is begun at present; setting it asks the server at once."""
        return self.info.pause_server_queue

    @pause_server_queue.setter
    def pause_server_queue(self, paused: bool) -> None:
        self._info = self._connected().set_paused(paused)

    def get_ports(self) -> FaxPorts:
        """The ports of the server."""
        client = self._connected()
        return FaxPorts([FaxPort(client, info) for info in client.ports()])

    def get_jobs(self) -> FaxJobs:
        """The jobs of the queue: all but those that are completed or deleted."""
        client = self._connected()
        return FaxJobs([FaxJob(client, job) for job in client.perform(op.queue.queue())])

    def create_document(self, file_name: str) -> FaxDoc:
        """A document to send, from a file on this machine, which is read by ``send``."""
        return FaxDoc(self._connected(), file_name)

    def _connected(self) -> FaxClient:
        if self._client is None:
            raise NotConnectedError("not connected", where="FaxServer", remedy="connect first")
        return self._client

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.disconnect()
