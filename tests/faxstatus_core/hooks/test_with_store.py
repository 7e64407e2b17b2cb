"""HookDispatcher over the store itself, in virtual time, with a folder that gets the faxes."""

import asyncio
import json
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TypeVar

from faxstatus_core.clock import VIRTUAL_EPOCH, run_virtual
from faxstatus_core.hooks import Hook, HookDispatcher, HookSection, HookStore, make_hooks
from faxstatus_core.hooks.task import Action
from faxstatus_core.image import sample_pages
from faxstatus_core.image.received.fax_tiff import FaxTiffWriter
from faxstatus_core.records import EventKind
from faxstatus_core.store import NewDelivery, Store
from faxstatus_core.t4 import Resolution
from tests.faxstatus_core.hooks.fakes import Data, Notebook, fax, job, refusals

T = TypeVar("T")


async def access(function: Callable[[], T], /) -> T:
    return function()


@contextmanager
def opened(folder: Path) -> Iterator[Store]:
    with closing(Store.open(folder)) as store:
        yield store


def run(store: Store, hooks: list[Hook], seconds: float = 86400.0) -> None:
    async def life() -> None:
        kept = HookStore(
            store.events, store.deliveries, NewDelivery, store.documents.path, access, access
        )
        try:
            async with asyncio.timeout(seconds):
                await HookDispatcher(hooks, kept).run()
        except TimeoutError:
            pass

    run_virtual(life())


def received(store: Store, tmp_path: Path, fax_id: int) -> None:
    path = tmp_path / "fax.tif"
    with path.open("wb") as file:
        FaxTiffWriter(file).add_page(sample_pages(1)[0], Resolution.FINE, {})
    digest, size = store.documents.adopt(path)
    data = fax(fax_id, digest=digest, size=size)
    store.events.append(EventKind.FAX, 1, data, VIRTUAL_EPOCH)


def told(store: Store, kind: EventKind, data: Data) -> None:
    store.events.append(kind, None, data, VIRTUAL_EPOCH)


def notes_of(action: Action, **fields: object) -> Hook:
    section = {"name": "notes", "on": ["fax", "job"], "folder": "x", "attach": "none", **fields}
    return Hook(HookSection.model_validate(section), action)


def test_faxes_reach_a_folder_once_over_restarts(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    section = HookSection.model_validate(
        {"name": "archive", "on": ["fax"], "folder": str(folder), "attach": "pdf"}
    )
    for fax_id in (1, 2):
        with opened(tmp_path / "store") as store:
            received(store, tmp_path, fax_id)
            run(store, make_hooks([section], None))
            assert [row.state for row in store.deliveries.find()] == ["done"] * fax_id
    names = sorted(path.name for path in folder.iterdir())
    assert len(names) == 4
    pdfs = [name for name in names if name.endswith("-fax-2.pdf")]
    assert (folder / pdfs[0]).read_bytes().startswith(b"%PDF")
    told_of = [json.loads(path.read_text()) for path in sorted(folder.glob("*.json"))]
    assert [(each["fax"]["fax_id"], each["delivery_id"]) for each in told_of] == [(1, 1), (2, 2)]


def test_tries_outlive_the_server(tmp_path: Path) -> None:
    notes = Notebook([*refusals(2), 100.0])
    with opened(tmp_path) as store:
        told(store, EventKind.JOB, job(state="failed"))
        run(store, [notes_of(notes)], seconds=5)
        (row,) = store.deliveries.find()
        assert (row.state, row.tries, row.last_error) == ("due", 1, "refused")
    with opened(tmp_path) as store:
        run(store, [notes_of(notes)], seconds=120)  # broken off in the third try
    with opened(tmp_path) as store:
        run(store, [notes_of(notes)])
        (row,) = store.deliveries.find()
        assert (row.state, row.tries) == ("done", 3)
    assert notes.numbers == [1, 1, 1, 1]


def test_what_is_given_up_is_kept_for_the_operator(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        told(store, EventKind.JOB, job())
        run(store, [notes_of(Notebook(refusals(2)), tries=2)])
        (row,) = store.deliveries.find(states=["dead"])
        assert (row.tries, row.last_error) == (2, "refused")


def test_marks_and_jobs_under_way_are_no_occasions(tmp_path: Path) -> None:
    notes = Notebook()
    with opened(tmp_path) as store:
        for data in (fax(1), fax(1, read=True), fax(1), fax(2)):
            told(store, EventKind.FAX, data)
        for state in ("pending", "in_progress", "completed"):
            told(store, EventKind.JOB, job(state=state))
        run(store, [notes_of(notes)])
    assert [task.facts["record"] for task in notes.tasks] == ["fax-1", "fax-2", "job-7"]


def test_a_fax_that_was_removed_is_not_waited_for(tmp_path: Path) -> None:
    notes = Notebook()
    with opened(tmp_path) as store:
        told(store, EventKind.FAX, fax())
        run(store, [notes_of(notes, attach="tiff")])
        assert [row.state for row in store.deliveries.find()] == ["dead"]
    assert notes.tasks == []
