"""Store: everything that the server keeps, in one folder."""

import fcntl
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Self

from sqlalchemy import delete, select

from faxstatus_core.records import EventKind, JobState
from faxstatus_core.store.calls import Calls
from faxstatus_core.store.database import Database
from faxstatus_core.store.deliveries import DUE, Deliveries
from faxstatus_core.store.documents import DocumentStore
from faxstatus_core.store.errors import StoreInUseError, told
from faxstatus_core.store.events import Events, StoredEvent
from faxstatus_core.store.faxes import Faxes
from faxstatus_core.store.jobs import Jobs
from faxstatus_core.store.tables import calls, deliveries, events, faxes, jobs
from faxstatus_core.store.values import Values

_BOOT = "boot"
_ORPHAN_AGE = 86400.0
_CHUNK = 1000


@dataclass(frozen=True, slots=True)
class Pruned:
    """How much was removed."""

    jobs: int
    calls: int
    faxes: int
    events: int
    documents: int


class Store:
    """A folder with a database and documents; one server at a time has it.

    ``boot`` counts how often it was opened. Writing is for one thread at a time, reading for any.
    """

    def __init__(self, folder: Path, lock: int) -> None:
        self.folder = folder
        self._lock = lock
        self.database = Database(folder / "faxstatus.db")
        self.documents = DocumentStore(folder / "documents")
        self.jobs = Jobs(self.database)
        self.calls = Calls(self.database)
        self.faxes = Faxes(self.database, self.documents)
        self.events = Events(self.database)
        self.deliveries = Deliveries(self.database)
        self.values = Values(self.database)
        before = self.values.get(_BOOT)
        self.boot = (before if isinstance(before, int) else 0) + 1
        self.values.set(_BOOT, self.boot)

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Open the store in ``folder``, which is made if it is missing.

        Raises StoreInUseError, NewerStoreError, StoreError.
        """
        with told(folder):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            lock = os.open(folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(lock)
            raise StoreInUseError(
                "another server uses it", where=str(folder), remedy="end that, or name another"
            ) from error
        try:
            return cls(folder, lock)
        except BaseException:
            os.close(lock)
            raise

    @property
    def on_committed(self) -> Callable[[Sequence[StoredEvent]], None]:
        """Called in the committing thread with the events of each transaction, once durable."""
        return self.database.on_committed

    @on_committed.setter
    def on_committed(self, told_to: Callable[[Sequence[StoredEvent]], None]) -> None:
        self.database.on_committed = told_to

    def close(self) -> None:
        """Let go of the folder."""
        self.database.close()
        os.close(self._lock)

    def prune(
        self,
        now: datetime,
        *,
        jobs_days: int | None,
        faxes_days: int | None,
        events_days: int | None,
    ) -> Pruned:
        """Remove what is older than so many days; None: nothing. Jobs that are not final stay."""
        gone = {"jobs": 0, "calls": 0, "faxes": 0, "events": 0}
        if jobs_days is not None:
            before = now - timedelta(days=jobs_days)
            gone["jobs"] = self._prune_jobs(before, now)
            gone["calls"] = self._prune_calls(before, now)
        if faxes_days is not None:
            gone["faxes"] = self._prune_faxes(now - timedelta(days=faxes_days), now)
        if events_days is not None:
            gone["events"] = self._prune_events(now - timedelta(days=events_days))
        swept = self.documents.sweep(self._referenced(), _ORPHAN_AGE)
        return Pruned(**gone, documents=swept)

    def _prune_jobs(self, before: datetime, now: datetime) -> int:
        final = [state.value for state in JobState if state.final]
        old = select(jobs.c.job_id).where(jobs.c.state.in_(final), jobs.c.finished_time < before)
        with self.database.write() as (connection, log):
            ids = list(connection.execute(old.limit(_CHUNK)).scalars())
            for job_id in ids:
                connection.execute(delete(jobs).where(jobs.c.job_id == job_id))
                log.removed(connection, EventKind.JOB, job_id, now)
        return len(ids)

    def _prune_calls(self, before: datetime, now: datetime) -> int:
        old = select(calls.c.call_id).where(calls.c.ended_time < before)
        with self.database.write() as (connection, log):
            ids = list(connection.execute(old.limit(_CHUNK)).scalars())
            for call_id in ids:
                connection.execute(delete(calls).where(calls.c.call_id == call_id))
                log.removed(connection, EventKind.CALL, call_id, now)
        return len(ids)

    def _prune_faxes(self, before: datetime, now: datetime) -> int:
        old = select(faxes.c.fax_id).where(faxes.c.received_time < before).limit(_CHUNK)
        with self.database.read() as connection:
            ids = list(connection.execute(old).scalars())
        for fax_id in ids:
            self.faxes.remove(fax_id, now)
        return len(ids)

    def _prune_events(self, before: datetime) -> int:
        """Old events, but none that hooks have still to hear of."""
        cursor = self.deliveries.cursor()
        old = delete(events).where(events.c.time < before, events.c.sequence <= cursor)
        done = delete(deliveries).where(deliveries.c.state != DUE, deliveries.c.finished < before)
        with self.database.write() as (connection, _):
            connection.execute(done)
            return connection.execute(old).rowcount

    def _referenced(self) -> set[str]:
        with self.database.read() as connection:
            found = set(connection.execute(select(faxes.c.digest)).scalars())
            for documents in connection.execute(select(jobs.c.documents)).scalars():
                found |= {document["digest"] for document in documents}
        return found
