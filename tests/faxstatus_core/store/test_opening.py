"""Opening a store: its folder, its lock, its files; and what is wrong with them."""

import multiprocessing
import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from faxstatus_core.store import (
    DamagedStoreError,
    NewerStoreError,
    Store,
    StoreError,
    StoreInUseError,
)
from tests.faxstatus_core.store.makers import add_job, keep, opened


def test_folder_and_files_are_for_this_user_only(tmp_path: Path) -> None:
    umask = os.umask(0)
    try:
        with opened(tmp_path / "new" / "store") as store:
            add_job(store, keep(store))
            modes = {path.name: path.stat().st_mode & 0o077 for path in store.folder.rglob("*")}
            assert store.folder.stat().st_mode & 0o777 == 0o700
    finally:
        os.umask(umask)
    assert set(modes.values()) == {0}
    assert {"faxstatus.db", "faxstatus.db-wal", "lock", "documents"} <= set(modes)


def test_one_server_at_a_time_has_it(tmp_path: Path) -> None:
    with opened(tmp_path) as store, pytest.raises(StoreInUseError, match="another server uses it"):
        Store.open(tmp_path)
    assert store.boot == 1
    with opened(tmp_path) as store:
        assert store.boot == 2


def _hold(folder: Path, ready: "multiprocessing.synchronize.Event") -> None:
    Store.open(folder)
    ready.set()
    os._exit(0)


def test_lock_goes_with_the_process(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    ready = context.Event()
    process = context.Process(target=_hold, args=(tmp_path, ready))
    process.start()
    process.join()
    assert ready.is_set()
    with opened(tmp_path) as store:
        assert store.boot == 2


def test_closing_again_does_nothing(tmp_path: Path) -> None:
    store = Store.open(tmp_path)
    store.close()
    with (tmp_path / "other").open("w") as other:  # it has the lock's descriptor now
        store.close()
        other.write("still open")
    assert (tmp_path / "other").read_text() == "still open"


def test_closed_store_is_one_file(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        add_job(store)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["documents", "faxstatus.db", "lock"]


def test_failed_opening_lets_go_of_everything(tmp_path: Path) -> None:
    database = tmp_path / "faxstatus.db"
    database.write_bytes(b"this is no database, but it is longer than a header" * 100)
    descriptors = len(os.listdir("/proc/self/fd"))  # noqa: PTH208 - that of the list counts too
    for _ in range(2):
        with pytest.raises(DamagedStoreError, match="restore the database from a backup"):
            Store.open(tmp_path)
    assert len(os.listdir("/proc/self/fd")) == descriptors  # noqa: PTH208 - as before
    database.unlink()
    with opened(tmp_path) as store:
        assert store.boot == 1


@pytest.mark.parametrize("name", ["a b", "ü", "50%", "what?mode=ro", "#1", "file:x", "%2e"])
def test_folder_may_have_any_name(tmp_path: Path, name: str) -> None:
    with opened(tmp_path / name) as store:
        add_job(store)
    assert (tmp_path / name / "faxstatus.db").stat().st_size > 0
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_store_is_found_by_a_relative_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with opened(Path("here")) as store:
        add_job(store)
    with opened(tmp_path / "here") as store:
        assert store.jobs.get(1)


def test_file_where_the_folder_should_be(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for path in (tmp_path / "file", tmp_path / "file" / "store"):
        with pytest.raises(StoreError, match="name a folder"):
            Store.open(path)


def test_store_of_a_newer_version_is_refused_unchanged(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        add_job(store)
        with store.database.write() as (connection, _):
            connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    before = (tmp_path / "faxstatus.db").read_bytes()
    with pytest.raises(NewerStoreError, match=r"newer version .* \(revision 9999\); use that"):
        Store.open(tmp_path)
    assert (tmp_path / "faxstatus.db").read_bytes() == before


def test_database_of_something_else_is_refused_unchanged(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "faxstatus.db")) as other:
        other.execute("CREATE TABLE jobs (title)")
    with pytest.raises(StoreError, match="table jobs already exists"):
        Store.open(tmp_path)
    with closing(sqlite3.connect(tmp_path / "faxstatus.db")) as other:
        assert [name for (name,) in other.execute("SELECT name FROM sqlite_master")] == ["jobs"]


def test_commits_wait_for_the_disk(store: Store) -> None:
    with store.database.write() as (connection, _):
        values = {
            pragma: connection.exec_driver_sql(f"PRAGMA {pragma}").scalar()
            for pragma in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    assert values == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "busy_timeout": 10_000,
    }


def test_values_hold_over_restarts(tmp_path: Path) -> None:
    values = {"paused": True, "port.7": {"csid": "Ü", "rings": 2}, "none": None, "list": [1.5, ""]}
    with opened(tmp_path) as store:
        for key, value in values.items():
            store.values.set(key, "before")
            store.values.set(key, value)  # type: ignore[arg-type] # JSON all of them
    with opened(tmp_path) as store:
        assert {key: store.values.get(key) for key in values} == values
        assert store.values.get("unknown") is None
