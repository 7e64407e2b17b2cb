"""FolderWatcher: files that are put into a folder become jobs."""

import asyncio
import logging
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from faxstatus_core.errors import FaxError
from faxstatus_core.hooks.claims import Claim
from faxstatus_core.hooks.errors import TryLaterError
from faxstatus_core.hooks.job_request import job_request
from faxstatus_core.hooks.watch_settings import WatchSection
from faxstatus_core.hooks.watched_folder import Candidate, Mark, WatchedFolder
from faxstatus_core.records import Job, JobRequest
from faxstatus_core.text import printable

logger = logging.getLogger(__name__)

POLL = 1.0
"""Seconds between two looks at the folder."""
_PAUSE = 30.0
"""Seconds to wait after a fault that passes."""


class Submit(Protocol):
    """Hands a job in."""

    async def __call__(
        self, request: JobRequest, documents: Sequence[tuple[str, Path]], /, *, idempotency_key: str
    ) -> Job:
        """The job, durable; that of an earlier call with the same key.

        ``documents``: names to show, and where the files are until it returns. Raises FaxError for
        what cannot be sent, :class:`TryLaterError` for a fault that passes.
        """


class FolderWatcher:
    """Submits the files of one folder, each once, even if the server stops at any moment."""

    def __init__(self, watch: WatchSection, submit: Submit) -> None:
        self._watch = watch
        self._folder = WatchedFolder(watch)
        self._submit = submit
        self._seen: dict[str, tuple[Mark, float]] = {}
        """Files by name: how they were, and since when."""
        self._told: dict[str, Mark] = {}
        """Files that cannot be taken, and how they were when that was logged."""

    async def run(self) -> None:
        """Until cancelled. Raises HookError if the folder cannot be used."""
        await asyncio.to_thread(self._folder.prepare)
        while True:
            pause = POLL
            try:
                await self._look()
            except (TryLaterError, OSError) as error:
                logger.warning("watched folder %s waits: %s", self._watch.folder, error)
                pause = _PAUSE
            await asyncio.sleep(pause)

    async def _look(self) -> None:
        """One look: what was taken before goes first."""
        for claim in await asyncio.to_thread(lambda: list(self._folder.claims.pending())):
            await self._send(claim)
        for candidate in self._settled(await asyncio.to_thread(self._folder.candidates)):
            if (taken := await self._take(candidate)) is not None:
                await self._send(taken)

    async def _take(self, candidate: Candidate) -> Claim | None:
        try:
            return await asyncio.to_thread(self._folder.claim, candidate)
        except FileNotFoundError:  # taken away meanwhile
            return None
        except OSError as error:  # of this file: the others can go on
            if self._told.get(candidate.name) != candidate.mark:
                self._told[candidate.name] = candidate.mark
                name, where = printable(candidate.name), self._watch.folder
                logger.warning("%s stays in %s: %s", name, where, error.strerror)
            return None

    def _settled(self, candidates: Sequence[Candidate]) -> list[Candidate]:
        """Those that have not changed for long enough."""
        now = asyncio.get_running_loop().time()
        before, self._seen = self._seen, {}
        settled = []
        for candidate in candidates:
            mark, since = before.get(candidate.name, (None, now))
            if mark != candidate.mark:
                since = now
            self._seen[candidate.name] = candidate.mark, since
            if now - since >= self._watch.settle:
                settled.append(candidate)
        self._told = {name: mark for name, mark in self._told.items() if name in self._seen}
        return settled

    async def _send(self, claim: Claim) -> None:
        name = claim.document.name
        try:
            side_car = await asyncio.to_thread(claim.read_side_car)
            request = job_request(self._watch, name, side_car)
            documents = [(printable(name), claim.document)]
            job = await self._submit(request, documents, idempotency_key=claim.key)
        except TryLaterError:
            raise
        except FaxError as error:
            where = await asyncio.to_thread(
                self._folder.claims.failed, claim, printable(str(error))
            )
            logger.warning("%s is not sent: %s", where, printable(str(error)))
            return
        where = await asyncio.to_thread(self._folder.claims.done, claim)
        logger.info("job %d is %s", job.job_id, where)
