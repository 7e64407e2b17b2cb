"""Migrations: from the tables of any version to those of this one."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from faxstatus_core.store.errors import DamagedStoreError, NewerStoreError

_MIGRATIONS = Path(__file__).parent / "migrations"


def alembic_config() -> Config:
    """Where the migrations are."""
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    return config


def migrate(connection: Connection, path: Path) -> None:
    """Bring the tables to the present version: all of the way, or nothing is changed.

    Raises NewerStoreError where they are of a later one, and SQLAlchemyError.
    """
    config = alembic_config()
    scripts = ScriptDirectory.from_config(config)
    # Tables that are made anew must not take with them what refers to them (sqlite.org,
    # ALTER TABLE, 7); the pragma does nothing within a transaction.
    connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
    # Alembic believes that SQLite has no transactions for tables: what was begun here, it leaves.
    connection.exec_driver_sql("BEGIN IMMEDIATE")
    current = MigrationContext.configure(connection).get_current_revision()
    if current != scripts.get_current_head():
        if current is not None and current not in {s.revision for s in scripts.walk_revisions()}:
            raise NewerStoreError(
                f"a newer version of this program made it (revision {current})",
                where=str(path),
                remedy="use that version, or a copy of before",
            )
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        if connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
            raise DamagedStoreError(
                "rows refer to what is not there",
                where=str(path),
                remedy="restore the database from a backup",
            )
    connection.commit()
    connection.exec_driver_sql("PRAGMA foreign_keys = ON")
