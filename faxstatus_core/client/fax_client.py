"""FaxClient and AsyncFaxClient: a fax server for programs, one method for each operation.

Every method raises NotConnectedError after ``close``, ServerUnreachableError, ServerReplyError, or
the RefusedError that the server's problem stands for (``client.errors``).
"""

import asyncio
import time
from collections.abc import AsyncGenerator, Callable, Generator, Sequence
from pathlib import Path

import httpx

from faxstatus_core.client import operations as op
from faxstatus_core.client.following import Following
from faxstatus_core.client.http import DEFAULT_TIMEOUT, AsyncConnection, Connection, Endpoint
from faxstatus_core.client.methods import awaiting, blocking, iterating, iterating_async
from faxstatus_core.client.readers import NothingReader
from faxstatus_core.clock import utcnow
from faxstatus_core.errors import FaxError
from faxstatus_core.records import EventKind, ServerEvent

Lost = Callable[[FaxError | None], None]
"""Is told of each lost connection, with its error if there was one."""


class FaxClient(Connection):
    """A fax server at ``url``, for programs that block. A context manager that closes.

    ``token``: by what right. ``ca``: file of certificates to trust (PEM). ``verify``: False trusts
    any. ``timeout``: seconds for each step of a request. ``transport``: for tests.
    Raises ServerUnreachableError for what is no address, and ClientSettingsError. Nothing is sent
    before the first request.
    """

    def __init__(
        self,
        url: str,
        *,
        token: str | None = None,
        ca: Path | None = None,
        verify: bool = True,
        timeout: float = DEFAULT_TIMEOUT,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        super().__init__(Endpoint(url, token, ca, verify, timeout), transport=transport)

    server_info = blocking(op.server.server_info)
    set_paused = blocking(op.server.set_paused)
    statistics = blocking(op.server.statistics)
    ports = blocking(op.ports.ports)
    port = blocking(op.ports.port)
    change_port = blocking(op.ports.change_port)
    status = blocking(op.ports.status)
    refresh_status = blocking(op.ports.refresh_status)
    routing_methods = blocking(op.ports.routing_methods)
    live_page = blocking(op.ports.live_page)
    jobs = iterating(op.jobs.jobs_page)
    jobs_page = blocking(op.jobs.jobs_page)
    job = blocking(op.jobs.job)
    submit = blocking(op.jobs.submit)
    cancel_job = blocking(op.jobs.cancel_job)
    pause_job = blocking(op.jobs.pause_job)
    resume_job = blocking(op.jobs.resume_job)
    retry_job = blocking(op.jobs.retry_job)
    wait_for_job = blocking(op.jobs.wait_for_job)
    job_page = blocking(op.jobs.job_page)
    faxes = iterating(op.faxes.faxes_page)
    faxes_page = blocking(op.faxes.faxes_page)
    fax = blocking(op.faxes.fax)
    mark_fax = blocking(op.faxes.mark_fax)
    delete_fax = blocking(op.faxes.delete_fax)
    download_fax = blocking(op.faxes.download_fax)
    fax_page = blocking(op.faxes.fax_page)
    calls = iterating(op.calls.calls_page)
    calls_page = blocking(op.calls.calls_page)
    call = blocking(op.calls.call)
    ladder = blocking(op.calls.ladder)
    download_trace = blocking(op.calls.download_trace)

    def events(
        self,
        *,
        kinds: Sequence[EventKind] = (),
        device_id: int | None = None,
        job_id: int | None = None,
        last_event_id: str = "",
        lost: Lost | None = None,
    ) -> Generator[ServerEvent, None, None]:
        """What happens on the server, for ever: a lost connection is made again, nothing is lost.

        First the status of each port, or what followed ``last_event_id``. An event ``reset`` says
        that the server no longer knows what came between: read everything again. ``lost`` is told
        of each lost connection. The first connection that fails raises its error. Leave it with
        ``break``, or ``close()``: it waits for the server in between.
        """
        following = Following(
            kinds=kinds, device_id=device_id, job_id=job_id, last_event_id=last_event_id
        )
        while True:
            error: FaxError | None = None
            try:
                with self.stream(following.connection(), NothingReader()) as chunks:
                    following.opened()
                    for chunk in chunks:
                        yield from following.feed(chunk, utcnow())
            except FaxError as failure:
                error = failure
            wait = following.lost(error)
            if lost is not None:
                lost(error)
            time.sleep(wait)


class AsyncFaxClient(AsyncConnection):
    """As FaxClient, for programs that await."""

    def __init__(
        self,
        url: str,
        *,
        token: str | None = None,
        ca: Path | None = None,
        verify: bool = True,
        timeout: float = DEFAULT_TIMEOUT,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        super().__init__(Endpoint(url, token, ca, verify, timeout), transport=transport)

    server_info = awaiting(op.server.server_info)
    set_paused = awaiting(op.server.set_paused)
    statistics = awaiting(op.server.statistics)
    ports = awaiting(op.ports.ports)
    port = awaiting(op.ports.port)
    change_port = awaiting(op.ports.change_port)
    status = awaiting(op.ports.status)
    refresh_status = awaiting(op.ports.refresh_status)
    routing_methods = awaiting(op.ports.routing_methods)
    live_page = awaiting(op.ports.live_page)
    jobs = iterating_async(op.jobs.jobs_page)
    jobs_page = awaiting(op.jobs.jobs_page)
    job = awaiting(op.jobs.job)
    submit = awaiting(op.jobs.submit)
    cancel_job = awaiting(op.jobs.cancel_job)
    pause_job = awaiting(op.jobs.pause_job)
    resume_job = awaiting(op.jobs.resume_job)
    retry_job = awaiting(op.jobs.retry_job)
    wait_for_job = awaiting(op.jobs.wait_for_job)
    job_page = awaiting(op.jobs.job_page)
    faxes = iterating_async(op.faxes.faxes_page)
    faxes_page = awaiting(op.faxes.faxes_page)
    fax = awaiting(op.faxes.fax)
    mark_fax = awaiting(op.faxes.mark_fax)
    delete_fax = awaiting(op.faxes.delete_fax)
    download_fax = awaiting(op.faxes.download_fax)
    fax_page = awaiting(op.faxes.fax_page)
    calls = iterating_async(op.calls.calls_page)
    calls_page = awaiting(op.calls.calls_page)
    call = awaiting(op.calls.call)
    ladder = awaiting(op.calls.ladder)
    download_trace = awaiting(op.calls.download_trace)

    async def events(
        self,
        *,
        kinds: Sequence[EventKind] = (),
        device_id: int | None = None,
        job_id: int | None = None,
        last_event_id: str = "",
        lost: Lost | None = None,
    ) -> AsyncGenerator[ServerEvent, None]:
        """As ``FaxClient.events``, for ``async for``."""
        following = Following(
            kinds=kinds, device_id=device_id, job_id=job_id, last_event_id=last_event_id
        )
        while True:
            error: FaxError | None = None
            try:
                async with self.stream(following.connection(), NothingReader()) as chunks:
                    following.opened()
                    async for chunk in chunks:
                        for event in following.feed(chunk, utcnow()):
                            yield event
            except FaxError as failure:
                error = failure
            wait = following.lost(error)
            if lost is not None:
                lost(error)
            await asyncio.sleep(wait)
