"""A job followed to its end, with progress."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

from faxstatus_core.cli.board import Board
from faxstatus_core.cli.client.session import Session
from faxstatus_core.cli.client.words import progress
from faxstatus_core.cli.running import errors, say
from faxstatus_core.client import record_of
from faxstatus_core.errors import FaxError
from faxstatus_core.records import EventKind, Job
from faxstatus_core.status import FaxStatus


async def followed(session: Session, job: Job) -> Job:
    """The job when it has ended. On a terminal its port is shown meanwhile, else lines of text."""
    told = ""

    def tell(now: Job) -> None:
        nonlocal told
        if not now.state.final and (text := progress(now)) != told:
            told = text
            say(f"Job {now.job_id} to {now.number}: {text}")

    async with _port_shown(session, job.job_id):
        return await session.client.wait_for_job(job.job_id, tell)


@contextlib.asynccontextmanager
async def _port_shown(session: Session, job_id: int) -> AsyncIterator[None]:
    if not errors.is_interactive:
        yield
        return
    with Board(errors) as board:
        watching = asyncio.create_task(_watch(session, job_id, board))
        try:
            yield
        finally:
            watching.cancel()
            # Without the picture the job goes on all the same.
            with contextlib.suppress(asyncio.CancelledError, FaxError):
                await watching


async def _watch(session: Session, job_id: int, board: Board) -> None:
    async for event in session.client.events(kinds=[EventKind.STATUS]):
        status = record_of(event)
        if isinstance(status, FaxStatus) and status.extended.job_id == job_id:
            board.show(status)
