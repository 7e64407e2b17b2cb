"""The plain clients: a method for each operation of the API."""

import secrets
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from faxstatus_core.client import (
    AsyncFaxClient,
    FaxClient,
    IdempotencyConflictError,
    InvalidRequestError,
    LocalFileError,
    NotConnectedError,
    NotThereError,
    PortGoneError,
    ServerUnreachableError,
    UnknownCallError,
    UnknownFaxError,
    UnknownJobError,
    Upload,
    documents,
)
from faxstatus_core.client.operations import calls, faxes, jobs, ports, server
from faxstatus_core.clock import utcnow
from faxstatus_core.image import FaxMetadata, ReceivedFax
from faxstatus_core.records import Direction, Fax, JobRequest, JobState
from faxstatus_core.service.received import new_fax
from faxstatus_core.t4 import Resolution
from tests.faxstatus_core.client.conftest import Client, all_of, of, raises
from tests.support.cutting_proxy import Cut, CuttingProxy
from tests.support.live_server import NOTE, LiveServer
from tests.support.pages import draw_page
from tests.support.patience import PATIENCE

PNG = b"\x89PNG"


def add_fax(live: LiveServer, folder: Path) -> Fax:
    """A received fax of one page, with its call."""
    folder.mkdir()
    received = ReceivedFax(folder, "fax")
    received.add_page(draw_page(1), Resolution.FINE)
    path = received.complete(FaxMetadata(tsid="+49 30 1"))
    assert path is not None
    digest, size = live.store.documents.adopt(path)
    fax = new_fax(
        *(path, digest, size),
        device_id=live.device_id(1),
        device_name="Line 1",
        received=utcnow(),
        complete=True,
    )
    return live.store.faxes.add(fax, utcnow())


def test_both_clients_have_every_operation() -> None:
    operations = {
        name
        for module in (calls, faxes, jobs, ports, server)
        for name, kind in vars(module).items()
        if callable(kind) and kind.__module__ == module.__name__ and name.islower()
    } - {"page_image"}
    public = {name for name in operations if not name.startswith("_")}
    assert {"submit", "status", "server_info", "download_fax", "ladder"} <= public
    for kind in (FaxClient, AsyncFaxClient):
        assert public | {"jobs", "faxes", "calls", "events"} <= set(dir(kind))
        for name in public:
            assert getattr(kind, name).__doc__


async def test_the_server_and_its_ports(client: Client, live: LiveServer) -> None:
    info = await of(client.server_info())
    assert (info.retries, info.api_version) == (3, "1")
    assert (await of(client.set_paused(True))).pause_server_queue is True
    assert (await of(client.statistics(days=1))).days is not None
    device_id = live.device_id(1)
    assert await of(client.ports()) == live.service.bus.ports()
    assert (await of(client.change_port(device_id, rings=4, csid="x"))).rings == 4
    assert await of(client.port(device_id)) == live.service.bus.port(device_id)
    assert (await of(client.status(device_id))).device_name == "Line 1"
    assert (await of(client.refresh_status(device_id))).csid == "x"
    assert await of(client.routing_methods(device_id)) == []
    await raises(NotThereError, lambda: client.live_page(device_id))
    await raises(PortGoneError, lambda: client.status(1))


async def test_a_job_is_handed_in_once_by_each_key(client: Client, live: LiveServer) -> None:
    fields, note = JobRequest(number="1", sender_name="Anna"), Upload("note.txt", NOTE)
    key = secrets.token_hex(8)
    first = await of(client.submit(fields, [note], idempotency_key=key))
    assert await of(client.submit(fields, [note], idempotency_key=key)) == first
    other = await of(client.submit(fields, [note]))
    assert other.job_id != first.job_id
    with pytest.raises(IdempotencyConflictError):
        await of(client.submit(JobRequest(number="2"), [note], idempotency_key=key))
    found = await all_of(client.jobs(state=[JobState.PENDING], sender="Anna", limit=1))
    assert [job.job_id for job in found] == [other.job_id, first.job_id]
    assert (await of(client.job(first.job_id))).documents[0].name == "note.txt"
    assert (await of(client.job_page(first.job_id, 1, width=100))).startswith(PNG)
    await raises(NotThereError, lambda: client.job_page(first.job_id, 2))


async def test_a_job_handed_in_over_connections_that_break_is_one_job(
    plain: Any, live: LiveServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "RETRY_AFTER", (0.0, 0.0, 0.0))
    proxy = CuttingProxy(live.url, [Cut(0, True), Cut(60, False), Cut(200, True)])
    before = len(live.store.jobs.unfinished())
    client: Client = plain(live.act(proxy.start), timeout=PATIENCE)
    job = await of(client.submit(JobRequest(number="1"), [Upload("note.txt", NOTE)]))
    await of(client.close())
    live.act(proxy.close)
    assert [each.job_id for each in live.store.jobs.unfinished()[before:]] == [job.job_id]


async def test_the_life_of_a_job(client: Client, live: LiveServer) -> None:
    job_id = live.add_job().job_id
    for act, state in (
        (client.pause_job, JobState.PAUSED),
        (client.resume_job, JobState.PENDING),
        (client.cancel_job, JobState.CANCELLED),
        (client.retry_job, JobState.PENDING),
    ):
        assert (await of(act(job_id))).state is state
    await raises(UnknownJobError, lambda: client.cancel_job(10**9))


async def test_waiting_for_a_job(
    plain: Any, own: LiveServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "POLL", 0.01)
    job = own.add_job()
    seen: list[JobState] = []

    def told(now: Any) -> None:
        seen.append(now.state)
        if now.state is JobState.PENDING:
            own.set_state(job, JobState.PAUSED)
        else:
            own.restart()
            own.set_state(job, JobState.FAILED)

    client: Client = plain(own.url, timeout=PATIENCE)
    done = await of(
        client.wait_for_job(job.job_id, lambda now: None if now.state.final else told(now))
    )
    assert done.state is JobState.FAILED
    assert seen == [JobState.PENDING, JobState.PAUSED]
    waiting = own.add_job()
    own.stop()
    await raises(ServerUnreachableError, lambda: client.wait_for_job(waiting.job_id, patience=0.05))
    await of(client.close())


async def test_received_faxes(client: Client, live: LiveServer, tmp_path: Path) -> None:
    fax = add_fax(live, tmp_path / "in")
    assert (await of(client.fax(fax.fax_id))) == fax
    assert fax in await all_of(client.faxes(read=False))
    assert (await of(client.mark_fax(fax.fax_id))).read is True
    assert fax.fax_id not in [each.fax_id for each in await all_of(client.faxes(read=False))]
    for form, begin in (("tiff", b"II*"), ("pdf", b"%PDF")):
        path = tmp_path / f"fax.{form}"
        path.write_bytes(b"an older file")
        assert await of(client.download_fax(fax.fax_id, path, form)) == path
        assert path.read_bytes().startswith(begin)
    assert (await of(client.fax_page(fax.fax_id, 1, width=100))).startswith(PNG)
    await raises(LocalFileError, lambda: client.download_fax(fax.fax_id, tmp_path / "no" / "x"))
    assert await of(client.delete_fax(fax.fax_id)) is None
    path = tmp_path / "gone"
    await raises(UnknownFaxError, lambda: client.download_fax(fax.fax_id, path))
    assert not path.exists()
    assert sorted(each.name for each in tmp_path.iterdir()) == ["fax.pdf", "fax.tiff", "in"]


async def test_calls(client: Client, live: LiveServer, tmp_path: Path) -> None:
    now = utcnow()
    call = live.store.calls.begin(Direction.RECEIVE, live.device_id(1), "Line 1", "030", (), now)
    assert call in await all_of(client.calls(direction=Direction.RECEIVE, since=now))
    assert await all_of(client.calls(until=now - timedelta(hours=1))) == []
    assert await of(client.call(call.call_id)) == call
    path = tmp_path / "capture.pcapng"
    await raises(NotThereError, lambda: client.ladder(call.call_id))
    await raises(NotThereError, lambda: client.download_trace(call.call_id, path))
    await raises(UnknownCallError, lambda: client.call(10**9))


async def test_values_that_the_server_does_not_take(client: Client) -> None:
    await raises(InvalidRequestError, lambda: client.jobs_page(limit=0), "limit")
    await raises(InvalidRequestError, lambda: client.statistics(days=0), "days")


async def test_a_file_too_large_is_not_read_to_its_end(
    client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(documents, "MAX_DOCUMENT", 10)
    (tmp_path / "x.txt").write_bytes(b"x" * 11)
    with pytest.raises(LocalFileError, match="too large"):
        await of(client.submit(JobRequest(number="1"), [tmp_path / "x.txt"]))


async def test_after_close_every_operation_says_so(client: Client, tmp_path: Path) -> None:
    await of(client.close())
    await of(client.close())
    await raises(NotConnectedError, client.ports)
    await raises(NotConnectedError, lambda: client.download_fax(1, tmp_path / "x"))
    with pytest.raises(NotConnectedError):
        await all_of(client.jobs())
    with pytest.raises(NotConnectedError):
        await all_of(client.events())
    assert list(tmp_path.iterdir()) == []
