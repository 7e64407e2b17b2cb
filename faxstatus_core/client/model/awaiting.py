"""AsyncFaxServer and what is got from it, for programs that await: as in ``blocking``.

What asks the server is awaited, and nothing asks it by being set: ``await port.modify(rings=3)``,
``await server.pause(True)``.
"""

from pathlib import Path
from types import TracebackType
from typing import Self, Unpack

import httpx

from faxstatus_core.client import operations as op
from faxstatus_core.client.errors import NotConnectedError
from faxstatus_core.client.fax_client import AsyncFaxClient
from faxstatus_core.client.http import DEFAULT_TIMEOUT
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


class AsyncFaxStatus(StatusView):
    """The status of a port, got from ``AsyncFaxPort.get_status``."""

    def __init__(self, client: AsyncFaxClient, snapshot: record.FaxStatus) -> None:
        super().__init__(snapshot)
        self._client = client

    async def refresh(self) -> None:
        """Take a new snapshot. PortGoneError: the port is gone; then the old snapshot stays."""
        self._record = await self._client.refresh_status(self.device_id)


class AsyncFaxPort(PortView):
    """A port, got from AsyncFaxPorts."""

    def __init__(self, client: AsyncFaxClient, info: PortInfo) -> None:
        super().__init__(info)
        self._client = client

    async def get_status(self) -> AsyncFaxStatus:
        """The port's status, a snapshot. PortGoneError: the server no longer has the port."""
        return AsyncFaxStatus(self._client, await self._client.status(self.device_id))

    async def get_routing_methods(self) -> list[RoutingMethod]:
        """What is done with the faxes that the port receives."""
        return await self._client.routing_methods(self.device_id)

    async def modify(self, **changes: Unpack[PortChanges]) -> None:
        """Change several properties at once. ReadOnlyError where ``can_modify`` is false."""
        self._check_modifiable()
        self._info = await self._client.change_port(self.device_id, **changes)


class AsyncFaxJob(JobView):
    """A job of the queue, got from AsyncFaxJobs."""

    def __init__(self, client: AsyncFaxClient, snapshot: JobSnapshot) -> None:
        super().__init__(snapshot)
        self._client = client

    async def refresh(self) -> None:
        """Take a new snapshot. UnknownJobError: it is no longer kept; the old snapshot stays."""
        self._snapshot = await self._client.perform(op.queue.snapshot(self.job_id))

    async def set_status(self, command: JobCommand | str) -> None:
        """Pause, resume, restart or delete the job; ``refresh`` shows what came of it.

        Raises WrongStateError where its state does not allow that, ValueError for no command.
        """
        await self._client.perform(set_status(self.job_id, command))


class AsyncFaxDoc(DocumentFields):
    """A document to send, got from ``AsyncFaxServer.create_document``."""

    def __init__(self, client: AsyncFaxClient, file_name: str) -> None:
        super().__init__(file_name)
        self._client = client

    async def send(self) -> int:
        """Hand it in; gives the job's identifier. LocalFileError, BadDocumentError."""
        job = await self._client.perform(self.submission())
        return job.job_id


class AsyncFaxPorts(Collection[AsyncFaxPort]):
    """The ports of a server, as they were when got."""


class AsyncFaxJobs(Collection[AsyncFaxJob]):
    """The jobs of the queue, oldest first, as they were when got."""


class AsyncFaxServer(ServerView):
    """A fax server. As a context manager it disconnects at the end.

    ``timeout``: seconds for each step of a request. ``transport``: for tests; it is closed with
    the connection.
    """

    def __init__(
        self, *, transport: httpx.AsyncBaseTransport | None = None, timeout: float = DEFAULT_TIMEOUT
    ) -> None:
        super().__init__()
        self._transport = transport
        self._timeout = timeout
        self._client: AsyncFaxClient | None = None

    async def connect(
        self, url: str, token: str | None = None, *, ca: Path | None = None, verify: bool = True
    ) -> Self:
        """Connect to the server at ``url`` (http or https), leaving any other; gives itself.

        ``token``, ``ca``, ``verify``: as of AsyncFaxClient. Raises ClientSettingsError too.
        """
        await self.disconnect()
        client = AsyncFaxClient(
            url,
            token=token,
            ca=ca,
            verify=verify,
            timeout=self._timeout,
            transport=self._transport,
        )
        try:
            self._info = await client.server_info()
        except BaseException:
            await client.close()
            raise
        self._client = client
        return self

    async def disconnect(self) -> None:
        """End the connection, also for every object got through it. Harmless when repeated."""
        self._info = None
        if self._client is not None:
            await self._client.close()
            self._client = None

    async def refresh(self) -> None:
        """Read the server's properties again."""
        self._info = await self._connected().server_info()

    async def pause(self, paused: bool = True) -> None:
        """Begin no further job, or go on (PauseServerQueue)."""
        self._info = await self._connected().set_paused(paused)

    async def get_ports(self) -> AsyncFaxPorts:
        """The ports of the server."""
        client = self._connected()
        return AsyncFaxPorts([AsyncFaxPort(client, info) for info in await client.ports()])

    async def get_jobs(self) -> AsyncFaxJobs:
        """The jobs of the queue: all but those that are completed or deleted."""
        client = self._connected()
        return AsyncFaxJobs(
            [AsyncFaxJob(client, job) for job in await client.perform(op.queue.queue())]
        )

    def create_document(self, file_name: str) -> AsyncFaxDoc:
        """A document to send, from a file on this machine, which is read by ``send``."""
        return AsyncFaxDoc(self._connected(), file_name)

    def _connected(self) -> AsyncFaxClient:
        if self._client is None:
            raise NotConnectedError("not connected", where="FaxServer", remedy="connect first")
        return self._client

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.disconnect()
