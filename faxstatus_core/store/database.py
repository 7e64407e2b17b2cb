"""The database file: opening it, migrating it, and transactions."""

import contextlib
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event

from faxstatus_core.store.errors import NewerStoreError, told
from faxstatus_core.store.events import EventLog, StoredEvent

_MIGRATIONS = Path(__file__).parent / "migrations"
_BUSY = 10_000  # ms


def alembic_config() -> Config:
    """Where the migrations are."""
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    return config


class Database:
    """One SQLite file in WAL mode. ``write`` is for one thread at a time, ``read`` for any."""

    def __init__(self, path: Path) -> None:
        """Raises StoreError, NewerStoreError."""
        self.path = path
        self.on_committed: Callable[[Sequence[StoredEvent]], None] = lambda _events: None
        with told(path):
            self._engine = _engine(path)
            with self._engine.connect() as connection:
                _check_version(connection, path)
            with self._engine.begin() as connection:
                config = alembic_config()
                config.attributes["connection"] = connection
                command.upgrade(config, "head")

    @contextlib.contextmanager
    def write(self) -> Iterator[tuple[Connection, EventLog]]:
        """A transaction: all of it is durable afterwards, or nothing has happened.

        The events that were appended are told once it is. Raises StoreError.
        """
        log = EventLog()
        with told(self.path), self._engine.connect() as connection:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            try:
                yield connection, log
                connection.commit()
            except BaseException:
                connection.rollback()
                raise
        if log.appended:
            self.on_committed(log.appended)

    @contextlib.contextmanager
    def read(self) -> Iterator[Connection]:
        """A view of the database as of one moment. Raises StoreError."""
        with told(self.path), self._engine.connect() as connection:
            yield connection

    def close(self) -> None:
        """Close the file; what the WAL holds goes into it."""
        with contextlib.suppress(Exception), self._engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        self._engine.dispose()


def _engine(path: Path) -> Engine:
    engine = create_engine(
        f"sqlite:///{path}", connect_args={"check_same_thread": False}, pool_size=8, max_overflow=24
    )

    @event.listens_for(engine, "connect")
    def configure(connection: sqlite3.Connection, _record: Any) -> None:
        # The driver shall not begin transactions by itself: BEGIN IMMEDIATE is ours to say.
        connection.isolation_level = None
        for pragma in (
            "journal_mode = WAL",
            "synchronous = FULL",
            "foreign_keys = ON",
            f"busy_timeout = {_BUSY}",
        ):
            connection.execute(f"PRAGMA {pragma}").close()

    return engine


def _check_version(connection: Connection, path: Path) -> None:
    current = MigrationContext.configure(connection).get_current_revision()
    known = {
        script.revision for script in ScriptDirectory.from_config(alembic_config()).walk_revisions()
    }
    if current is not None and current not in known:
        raise NewerStoreError(
            f"a newer version of this program made it (revision {current})",
            where=str(path),
            remedy="use that version, or a copy of before",
        )
