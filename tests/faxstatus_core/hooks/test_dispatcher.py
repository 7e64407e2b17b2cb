"""HookDispatcher over a store in memory, in virtual time."""

import asyncio
import logging
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from faxstatus_core.clock import VIRTUAL_EPOCH, run_virtual
from faxstatus_core.errors import FaxError
from faxstatus_core.hooks import DeliveryError, Hook, HookDispatcher, HookSection
from faxstatus_core.hooks.backoff import DELAYS
from faxstatus_core.hooks.task import Action
from faxstatus_core.records import EventKind
from tests.faxstatus_core.hooks.fakes import MemoryStore, Notebook, fax, job, port, refusals

DAY = 86400.0


def hook(name: str, action: Action, on: Sequence[str] = ("fax",), **fields: object) -> Hook:
    section = {"name": name, "on": list(on), "folder": "x", "attach": "none", **fields}
    return Hook(HookSection.model_validate(section), action)


def run(store: MemoryStore, hooks: Sequence[Hook], seconds: float = DAY) -> None:
    """One life of the server, of that many seconds."""

    async def life() -> None:
        dispatcher = HookDispatcher(hooks, store.hook_store(), chance=lambda: 0.0)
        try:
            async with asyncio.timeout(seconds):
                await dispatcher.run()
        except TimeoutError:
            pass

    run_virtual(life())


def states(store: MemoryStore) -> list[str]:
    return [row.state for row in store.rows.values()]


def told(count: int = 1) -> MemoryStore:
    """A store with faxes that were received."""
    store = MemoryStore()
    for number in range(1, count + 1):
        store.tell(EventKind.FAX, fax(number), VIRTUAL_EPOCH)
    return store


def test_each_event_reaches_the_hooks_that_want_it_once() -> None:
    faxes, both = Notebook(), Notebook()
    store = told(2)
    store.tell(EventKind.JOB, job(state="pending"), VIRTUAL_EPOCH)
    store.tell(EventKind.JOB, job(), VIRTUAL_EPOCH)
    store.tell(EventKind.CALL, {"call_id": 1}, VIRTUAL_EPOCH)
    store.tell(EventKind.PORT, port(), VIRTUAL_EPOCH)
    store.tell(EventKind.FAX, fax(1, read=True), VIRTUAL_EPOCH)
    run(store, [hook("faxes", faxes), hook("both", both, ["job", "port"])])
    assert [task.payload["event"] for task in faxes.tasks] == ["fax.received"] * 2
    assert [task.payload["event"] for task in both.tasks] == ["job.completed", "port.failed"]
    assert [task.payload["hook"] for task in both.tasks] == ["both", "both"]
    assert [task.facts["fax_id"] for task in faxes.tasks] == ["1", "2"]
    assert states(store) == ["done"] * 4
    assert store.place == len(store.log)


def test_a_port_that_recovers_is_told() -> None:
    store, notes = MemoryStore(), Notebook()
    for failed in (False, True, True, False, False):
        store.tell(EventKind.PORT, port(failed=failed), VIRTUAL_EPOCH)
    run(store, [hook("ports", notes, ["port"])])
    assert [task.payload["event"] for task in notes.tasks] == ["port.failed", "port.recovered"]


def test_an_event_that_comes_later_is_taken_when_told() -> None:
    store, notes = told(0), Notebook()

    async def life() -> None:
        dispatcher = HookDispatcher([hook("a", notes)], store.hook_store())
        running = asyncio.create_task(dispatcher.run())
        await asyncio.sleep(100)
        store.tell(EventKind.FAX, fax())
        dispatcher.notify()
        await asyncio.sleep(1)
        running.cancel()

    run_virtual(life())
    assert notes.times == [100]


def test_a_failed_try_is_repeated_after_growing_delays(caplog: pytest.LogCaptureFixture) -> None:
    notes = Notebook(refusals(4))
    store = told()
    with caplog.at_level(logging.WARNING):
        run(store, [hook("a", notes)])
    waits = [after - before for before, after in zip(notes.times, notes.times[1:], strict=False)]
    assert waits == pytest.approx(DELAYS[:4])
    assert set(notes.numbers) == {1}
    assert (store.rows[1].state, store.rows[1].tries) == ("done", 5)
    assert "hook a, delivery 1: try 1 failed" in caplog.text
    assert "refused" in caplog.text


def test_the_last_try_is_the_last(caplog: pytest.LogCaptureFixture) -> None:
    notes = Notebook(refusals(9))
    store = told()
    run(store, [hook("a", notes, tries=3)])
    assert len(notes.tasks) == 3
    assert (store.rows[1].state, store.rows[1].last_error) == ("dead", "refused")
    assert "given up after 3 tries: refused" in caplog.text


def test_a_final_refusal_is_not_tried_again() -> None:
    notes = Notebook([DeliveryError("gone", final=True)])
    store = told()
    run(store, [hook("a", notes)])
    assert len(notes.tasks) == 1
    assert states(store) == ["dead"]


def test_the_receiver_can_ask_for_time() -> None:
    notes = Notebook([DeliveryError("later", wait=timedelta(seconds=500))])
    run(told(), [hook("a", notes)])
    assert notes.times[1] - notes.times[0] == pytest.approx(500)


def test_a_fault_of_ours_is_tried_again_and_stops_no_other() -> None:
    broken, fine = Notebook([RuntimeError("bug")]), Notebook()
    store = told()
    run(store, [hook("broken", broken), hook("fine", fine)])
    assert states(store) == ["done", "done"]
    assert len(broken.tasks) == 2


def test_one_hook_goes_in_order_and_does_not_hold_up_another() -> None:
    slow, quick = Notebook([50.0, 50.0, 50.0]), Notebook()
    run(told(3), [hook("slow", slow), hook("quick", quick)])
    assert slow.most_busy == 1
    assert [task.facts["fax_id"] for task in slow.tasks] == ["1", "2", "3"]
    assert slow.times == pytest.approx([0, 50, 100])
    assert max(quick.times) < 1


def test_a_delivery_that_waits_for_its_next_try_lets_others_pass() -> None:
    notes = Notebook(refusals(1))
    run(told(2), [hook("a", notes)])
    assert [task.facts["fax_id"] for task in notes.tasks] == ["1", "2", "1"]


def test_a_long_queue_of_one_hook_does_not_hide_those_of_others() -> None:
    stuck, quick = Notebook([DAY * 2]), Notebook()
    store = told(600)
    run(store, [hook("stuck", stuck)], seconds=10)
    store.tell(EventKind.FAX, fax(1000), VIRTUAL_EPOCH)
    stuck.outcomes = [DAY * 2]
    run(store, [hook("stuck", stuck), hook("quick", quick)], seconds=10)
    assert len(quick.tasks) == 1


def test_a_retry_is_on_time_while_another_hook_is_busy() -> None:
    slow, failing = Notebook([DAY, DAY]), Notebook(refusals(1))
    run(told(2), [hook("slow", slow), hook("failing", failing, only={"tsid": "*"})], seconds=30)
    assert failing.times[2] == pytest.approx(DELAYS[0], abs=1.01)


def test_what_was_under_way_when_the_server_stopped_is_done_again() -> None:
    notes = Notebook([100.0])
    store = told(2)
    run(store, [hook("a", notes)], seconds=50)
    assert states(store) == ["waiting", "waiting"]
    run(store, [hook("a", notes)])
    assert notes.numbers == [1, 1, 2]
    assert states(store) == ["done", "done"]


def test_nothing_is_kept_twice_or_lost_over_restarts() -> None:
    store, notes = told(0), Notebook()
    for number in range(1, 8):
        store.tell(EventKind.FAX, fax(number), VIRTUAL_EPOCH)
        run(store, [hook("a", notes)], seconds=1)
    assert [task.facts["fax_id"] for task in notes.tasks] == [str(n) for n in range(1, 8)]


def test_a_delivery_of_a_hook_that_was_removed_is_dead() -> None:
    store = told()
    run(store, [hook("old", Notebook([100.0]))], seconds=1)
    run(store, [hook("new", Notebook())])
    assert states(store) == ["dead"]
    assert store.rows[1].last_error == "there is no hook of this name any more"


def test_a_new_hook_does_not_get_what_happened_before_it() -> None:
    store, notes = told(3), Notebook()
    run(store, [], seconds=1)
    assert store.place == 3
    store.tell(EventKind.FAX, fax(4), VIRTUAL_EPOCH)
    run(store, [hook("a", notes)])
    assert [task.facts["fax_id"] for task in notes.tasks] == ["4"]


def test_more_events_than_are_read_at_a_time() -> None:
    store, notes = told(450), Notebook()
    run(store, [hook("a", notes)])
    assert len(set(notes.numbers)) == len(notes.numbers) == 450


def test_an_event_that_is_not_as_it_should_be_stops_nothing() -> None:
    store, notes = MemoryStore(), Notebook()
    store.tell(EventKind.FAX, {}, VIRTUAL_EPOCH)
    store.tell(EventKind.JOB, {"job_id": 1, "state": "wonderful"}, VIRTUAL_EPOCH)
    store.tell(EventKind.FAX, fax(), VIRTUAL_EPOCH)
    run(store, [hook("a", notes, ["fax", "job"])])
    assert len(notes.tasks) == 1


def test_a_fault_of_the_store_passes() -> None:
    store, notes = told(), Notebook()
    store.faults = [FaxError("the disk is full")]
    run(store, [hook("a", notes)])
    assert notes.times == pytest.approx([5])


def test_a_delivery_that_cannot_be_settled_is_not_done_over_and_over() -> None:
    store, notes = told(), Notebook([1.0])

    async def life() -> None:
        dispatcher = HookDispatcher([hook("a", notes)], store.hook_store())
        running = asyncio.create_task(dispatcher.run())
        await asyncio.sleep(0.5)
        store.faults = [FaxError("the disk is full") for _ in range(6)]
        await asyncio.sleep(100)
        running.cancel()

    run_virtual(life())
    assert len(notes.tasks) == 1
    assert states(store) == ["done"]


def test_the_folder_of_a_try_goes_when_it_ends(tmp_path: Path) -> None:
    notes = Notebook(refusals(1))
    document = tmp_path / "document"
    document.write_bytes(b"II*")
    store = told()
    store.document = document
    run(store, [hook("a", notes, attach="tiff")])
    assert [task.attachment.name for task in notes.tasks if task.attachment] == ["fax-1.tif"] * 2
    assert len({task.folder for task in notes.tasks}) == 2
    assert not any(task.folder.exists() for task in notes.tasks)


def test_a_fax_that_is_no_longer_kept_is_not_waited_for() -> None:
    store, notes = told(), Notebook()
    run(store, [hook("a", notes, attach="tiff")])
    assert notes.tasks == []
    assert store.rows[1].state == "dead"
    assert store.rows[1].last_error == "fax 1 is no longer kept"
