"""Store: everything that the server keeps, in one folder."""

import errno
import fcntl
import os
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Self

from faxstatus_core.store import pruning
from faxstatus_core.store.calls import Calls
from faxstatus_core.store.database import Database
from faxstatus_core.store.deliveries import Deliveries
from faxstatus_core.store.documents import DocumentStore
from faxstatus_core.store.errors import StoreInUseError, told
from faxstatus_core.store.event_log import StoredEvent
from faxstatus_core.store.events import Events
from faxstatus_core.store.faxes import Faxes
from faxstatus_core.store.folders import make_folder
from faxstatus_core.store.jobs import Jobs
from faxstatus_core.store.pruning import Pruned
from faxstatus_core.store.values import Values

_BOOT = "boot"


class Store:
    """A folder with a database and documents; one server at a time has it.

    ``boot`` counts how often it was opened. Any thread may read and write: writers wait for each
    other, readers for nobody.
    """

    def __init__(self, folder: Path, database: Database, documents: DocumentStore) -> None:
        """For :meth:`open`."""
        self.folder = folder
        self.database = database
        self.documents = documents
        self.jobs = Jobs(database, documents)
        self.calls = Calls(database, documents)
        self.faxes = Faxes(database, documents)
        self.events = Events(database)
        self.deliveries = Deliveries(database)
        self.values = Values(database)
        before = self.values.get(_BOOT)
        self.boot = (before if isinstance(before, int) else 0) + 1
        self.values.set(_BOOT, self.boot)
        self._lock: int | None = None

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Open the store in ``folder``, which is made if it is missing.

        Raises StoreInUseError, NewerStoreError, DamagedStoreError, StoreError.
        """
        lock = _locked(folder)
        try:
            documents = DocumentStore(folder / "documents")
            database = Database(folder / "faxstatus.db")
            try:
                store = cls(folder, database, documents)
            except BaseException:
                database.close()
                raise
        except BaseException:
            os.close(lock)
            raise
        store._lock = lock
        return store

    @property
    def on_committed(self) -> Callable[[Sequence[StoredEvent]], None]:
        """Called in the committing thread with the events of each transaction, once durable."""
        return self.database.on_committed

    @on_committed.setter
    def on_committed(self, told_to: Callable[[Sequence[StoredEvent]], None]) -> None:
        self.database.on_committed = told_to

    def close(self) -> None:
        """Let go of the folder. Closing it again does nothing."""
        if self._lock is not None:
            self.database.close()
            os.close(self._lock)
            self._lock = None

    def prune(
        self,
        now: datetime,
        *,
        jobs_days: int | None,
        faxes_days: int | None,
        events_days: int | None,
    ) -> Pruned:
        """Remove what is older than so many days; None: nothing. Jobs that are not final stay.

        A part at a time, so that other writers need not wait for long: call it again and again.
        """
        database, documents = self.database, self.documents
        jobs = calls = faxes = events = 0
        if jobs_days is not None:
            before = now - timedelta(days=jobs_days)
            jobs = pruning.prune_jobs(database, before, now)
            calls = pruning.prune_calls(database, before, now)
        if faxes_days is not None:
            before = now - timedelta(days=faxes_days)
            faxes = pruning.prune_faxes(database, documents, before, now)
        if events_days is not None:
            events = pruning.prune_events(database, now - timedelta(days=events_days))
        return Pruned(jobs, calls, faxes, events, pruning.sweep(database, documents))


def _locked(folder: Path) -> int:
    """The descriptor that holds the lock on the store in ``folder``."""
    with told(folder):
        make_folder(folder)
        lock = os.open(folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(lock)
            if error.errno != errno.EWOULDBLOCK:
                raise
            raise StoreInUseError(
                "another server uses it", where=str(folder), remedy="end that, or name another"
            ) from error
    return lock
