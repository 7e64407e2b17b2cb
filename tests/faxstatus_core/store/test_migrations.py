"""Tables and migrations say the same, and a migration happens whole or not at all."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from alembic import command, op
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event, insert, inspect, select

from faxstatus_core.store import Store, tables
from faxstatus_core.store.rows import values_of
from faxstatus_core.store.schema import alembic_config
from tests.faxstatus_core.store.makers import add_job, keep, opened

REVISIONS = [
    script.revision
    for script in reversed(list(ScriptDirectory.from_config(alembic_config()).walk_revisions()))
]


@contextmanager
def database(folder: Path) -> Iterator[Connection]:
    """The database alone."""
    engine: Engine = create_engine(f"sqlite:///{folder / 'faxstatus.db'}")
    with engine.begin() as connection:
        yield connection
    engine.dispose()


def upgrade(folder: Path, revision: str) -> None:
    """Bring the database to a certain version."""
    config = alembic_config()
    with database(folder) as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


def test_migrations_make_the_tables_of_the_records(store: Store) -> None:
    with store.database.read() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": True}
        )
        assert compare_metadata(context, tables.metadata) == []


def test_details_that_alembic_does_not_compare(store: Store) -> None:
    """Primary keys, what is deleted together, and numbers that are not used again."""
    engine = create_engine("sqlite://")
    tables.metadata.create_all(engine)

    def details(of: Connection) -> dict[str, Any]:
        inspector = inspect(of)
        kept = of.exec_driver_sql("SELECT name FROM sqlite_master WHERE sql LIKE '%AUTOINCREMENT%'")
        return {"autoincrement": {name for (name,) in kept}} | {
            name: (
                inspector.get_pk_constraint(name)["constrained_columns"],
                inspector.get_foreign_keys(name),
                [column["name"] for column in inspector.get_columns(name)],
                {index["name"]: index["unique"] for index in inspector.get_indexes(name)},
            )
            for name in tables.metadata.tables
        }

    with engine.connect() as made, store.database.read() as migrated:
        assert details(migrated) == details(made)
    engine.dispose()


@pytest.mark.parametrize("revision", REVISIONS)
def test_database_of_any_version_is_upgraded(tmp_path: Path, revision: str) -> None:
    upgrade(tmp_path, revision)
    with opened(tmp_path) as store:
        with store.database.read() as connection:
            context = MigrationContext.configure(connection)
            assert context.get_current_revision() == REVISIONS[-1]
            assert compare_metadata(context, tables.metadata) == []
        assert add_job(store).job_id == 1


def test_present_database_is_opened_as_it_is(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        job = add_job(store, keep(store))
    with opened(tmp_path) as store:
        assert store.jobs.get(1) == job
        assert add_job(store).job_id == 2


def test_files_of_jobs_of_the_first_version_are_known(tmp_path: Path) -> None:
    with opened(tmp_path / "new") as store:
        job = add_job(store, keep(store, b"one"), keep(store, b"one"), keep(store, b"other"))
        add_job(store)
    old = tmp_path / "old"
    old.mkdir()
    upgrade(old, "0001")
    with database(old) as connection:
        row = values_of(job, tables.jobs) | {"password": ""}
        connection.execute(insert(tables.jobs), [row, row | {"job_id": 2, "documents": []}])
    with opened(old) as store:
        assert store.jobs.get(1) == job
        with store.database.read() as connection:
            rows = connection.execute(select(tables.job_documents)).all()
    assert {tuple(row) for row in rows} == {(1, each.digest) for each in job.documents}


def _tables(folder: Path) -> list[str]:
    with database(folder) as connection:
        return inspect(connection).get_table_names()


@pytest.mark.parametrize("table", ["calls", "faxes", "job_documents"])
def test_migration_that_breaks_off_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, table: str
) -> None:
    create = op.create_table

    def break_off(name: str, *columns: Any, **options: Any) -> None:
        create(name, *columns, **options)
        if name == table:
            raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(op, "create_table", break_off)
        with pytest.raises(KeyboardInterrupt):
            Store.open(tmp_path)
    assert _tables(tmp_path) == []
    with opened(tmp_path) as store:
        assert add_job(store).job_id == 1


def test_migration_is_one_transaction(tmp_path: Path) -> None:
    commits: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        word = statement.split(maxsplit=1)[0]
        if word in {"BEGIN", "CREATE", "INSERT"} and "settings (" not in statement:
            commits.append(word)

    def note_commit(_connection: Any) -> None:
        commits.append("COMMIT")

    event.listen(Engine, "before_cursor_execute", note)
    event.listen(Engine, "commit", note_commit)
    try:
        Store.open(tmp_path).close()
    finally:
        event.remove(Engine, "before_cursor_execute", note)
        event.remove(Engine, "commit", note_commit)
    last = len(commits) - 1 - commits[::-1].index("CREATE")
    assert "COMMIT" not in commits[:last]
