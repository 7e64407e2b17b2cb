"""The database file: opening it, and transactions."""

import contextlib
import json
import logging
import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import SQLAlchemyError

from faxstatus_core.image.received.durable import sync
from faxstatus_core.store.errors import damaged, told
from faxstatus_core.store.event_log import EventLog, StoredEvent
from faxstatus_core.store.schema import migrate

logger = logging.getLogger(__name__)

_PRAGMAS = (
    "journal_mode = WAL",
    "synchronous = FULL",
    "foreign_keys = ON",
    "busy_timeout = 10000",  # ms
    "secure_delete = ON",  # a password that was erased is not left in the file
    "journal_size_limit = 67108864",  # octets: what the WAL shrinks to after a long transaction
)


class Database:
    """One SQLite file in WAL mode. Writers wait for each other, readers for nobody."""

    def __init__(self, path: Path) -> None:
        """Raises StoreError, NewerStoreError."""
        self.path = path
        self.on_committed: Callable[[Sequence[StoredEvent]], None] = lambda _events: None
        self._writing = threading.RLock()
        with told(path):
            if not path.exists():
                path.touch(mode=0o600)  # SQLite gives its other files the same mode
                sync(path.parent)
            self._engine = _engine(path)
            try:
                with self._engine.connect() as connection:
                    migrate(connection, path)
            except BaseException:
                self._engine.dispose()
                raise

    @contextlib.contextmanager
    def write(self) -> Iterator[tuple[Connection, EventLog]]:
        """A transaction: all of it is durable afterwards, or nothing has happened.

        The events that were appended are told once it is, in the order of the transactions.
        Raises StoreError.
        """
        log = EventLog()
        with self._writing:
            with told(self.path), self._engine.connect() as connection:
                connection.exec_driver_sql("BEGIN IMMEDIATE")
                yield connection, log
                connection.commit()
            if log.appended:
                self._tell(log.appended)

    @contextlib.contextmanager
    def read(self) -> Iterator[Connection]:
        """A view of the database as of one moment. Raises StoreError."""
        with told(self.path), self._engine.connect() as connection:
            connection.exec_driver_sql("BEGIN")
            yield connection

    def close(self) -> None:
        """Close the file; what the WAL holds goes into it."""
        with contextlib.suppress(SQLAlchemyError), self._engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        self._engine.dispose()

    def _tell(self, events: Sequence[StoredEvent]) -> None:
        try:
            self.on_committed(events)
        except Exception:  # it is committed: who wrote must not believe that it is not
            logger.exception("%d events were not told", len(events))


def _engine(path: Path) -> Engine:
    engine = create_engine(
        URL.create("sqlite", database=str(path)),
        connect_args={"check_same_thread": False},
        pool_size=8,
        max_overflow=24,
        json_deserializer=_from_json,
    )

    @event.listens_for(engine, "connect")
    def configure(connection: sqlite3.Connection, _record: Any) -> None:
        # The driver shall not begin transactions by itself: BEGIN IMMEDIATE is ours to say.
        connection.isolation_level = None
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}").close()
        connection.create_function("casefold", 1, _casefold, deterministic=True)

    return engine


def _casefold(text: object) -> str | None:
    return text.casefold() if isinstance(text, str) else None


def _from_json(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError as error:
        raise damaged(str(error), "JSON") from error
