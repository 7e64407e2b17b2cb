"""CallBook: each call of a port in the store, from before it is dialled to after its end."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, TypeVar

from faxstatus_core.clock import utcnow
from faxstatus_core.records import Call, Direction, Job
from faxstatus_core.service.access import StoreAccess
from faxstatus_core.service.shares import Share
from faxstatus_core.status import FaxStatus
from faxstatus_core.store import DamagedStoreError, NewFax, Store, StoreError

T = TypeVar("T")
logger = logging.getLogger(__name__)

_AGAIN = 10.0
"""Seconds until what could not be written of a call is written again."""


@dataclass(frozen=True, slots=True)
class CallReport:
    """What is known of a call at its end. ``trace``: its records, JSON lines."""

    succeeded: bool
    cause: str | None
    text: str
    pages: int
    status: FaxStatus
    trace: bytes | None = None


class CallBook:
    """Writes the calls of all ports. What is awaited here is durable."""

    def __init__(self, store: Store, access: StoreAccess) -> None:
        self._store = store
        self._access = access
        self._background: set[asyncio.Task[None]] = set()

    async def begin(
        self,
        direction: Direction,
        device_id: int,
        device_name: str,
        number: str | None,
        jobs: Sequence[Job] = (),
        *,
        answered: bool = False,
    ) -> Call:
        """A call is about to be dialled; its jobs are in progress from now on.

        Or it was ``answered``, and goes on even if the disk is full: that is waited for.
        """
        job_ids = tuple(job.job_id for job in jobs)
        begin = partial(
            self._store.calls.begin, direction, device_id, device_name, number, job_ids, utcnow()
        )
        write = partial(self._access.write, begin)
        return await (self.until_written(write) if answered else write())

    def confirmed(self, call: Call, shares: Sequence[Share], pages: frozenset[int]) -> None:
        """The far end has confirmed ``pages`` so far; written beside the call."""
        counts = {share.job.job_id: share.confirmed(pages) for share in shares}
        write = partial(self._store.calls.confirm_pages, call.call_id, counts, utcnow())
        task = asyncio.create_task(self._write(write))
        self._background.add(task)
        task.add_done_callback(self._background.discard)

    async def end(
        self,
        call: Call,
        report: CallReport,
        *,
        jobs: Mapping[int, dict[str, Any]] | None = None,
        fax: NewFax | None = None,
        ended: datetime | None = None,
    ) -> Call:
        """The call has ended: its record, its jobs' new values and its fax, in one transaction.

        ``ended``: when, if not just now.
        A disk that is full is waited for: the jobs would stay in progress, and on no line.
        """
        end = partial(
            self._store.calls.end,
            call.call_id,
            now=ended or utcnow(),
            succeeded=report.succeeded,
            error_cause=report.cause,
            result_text=report.text,
            pages=report.pages,
            remote_id=report.status.extended.remote_id,
            number=report.status.address or report.status.caller_id or call.number,
            status=report.status,
            trace=report.trace,
            job_changes=jobs or {},
            fax=fax,
        )
        return await self.until_written(partial(self._access.write, end))

    async def until_written(self, write: Callable[[], Awaitable[T]]) -> T:
        """What ``write`` gives, once the disk lets it. Raises DamagedStoreError at once."""
        while True:
            try:
                return await write()
            except DamagedStoreError:
                raise
            except (StoreError, OSError) as error:
                if isinstance(error, OSError) and error.errno is None:
                    raise  # of a file's content, not of the disk
                logger.error("%s (next attempt in %.0f s)", error, _AGAIN)  # noqa: TRY400
                await asyncio.sleep(_AGAIN)

    async def _write(self, write: Callable[[], None]) -> None:
        try:
            await self._access.write(write)
        except Exception:
            logger.exception("the confirmation of a page was not written")
